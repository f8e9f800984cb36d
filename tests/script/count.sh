# shellcheck shell=bash
#
# count.sh
#
# Adds up what the suites and the script's own tests report. Sourced after
# common.sh, never run.
#
# SPDX-License-Identifier: BSL-1.0


PASSED=0
FAILED=0
SKIPPED=0
COUNTED_FAILED=0
FAILURES=()
readonly CLOSING_FORM='^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$'


# Reports a test of the script's own: report ok|FAIL|skip NAME [REASON]
report()
{
	local result=$1 name=$2 reason=${3:-}
	case $result in
	ok)
		PASSED=$((PASSED + 1))
		printf 'ok   %s\n' "$name"
		;;
	skip)
		SKIPPED=$((SKIPPED + 1))
		printf 'skip %s: %s\n' "$name" "$reason"
		;;
	*)
		FAILED=$((FAILED + 1))
		FAILURES+=("$name")
		printf 'FAIL %s\n    %s\n' "$name" "$reason"
		;;
	esac
}


# Adds the closing line of a suite's output; fails if there is none at its end.
count_closing_line()
{
	local line name
	COUNTED_FAILED=0
	line=$(grep -vE '^$' "$1" | tail -n 1)
	[[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]] || return 1
	PASSED=$((PASSED + BASH_REMATCH[1]))
	FAILED=$((FAILED + BASH_REMATCH[2]))
	SKIPPED=$((SKIPPED + BASH_REMATCH[3]))
	COUNTED_FAILED=${BASH_REMATCH[2]}
	while IFS= read -r name
	do
		FAILURES+=("$name")
	done < <(sed -n 's/^FAIL //p' "$1")
}


# What is written through a pipe may still be on its way when the writer ends.
wait_for_output()
{
	local tenths=20 before=-1 now
	while (( tenths-- > 0 ))
	do
		now=$(stat -c %s "$1" 2>/dev/null || echo 0)
		[[ $now == "$before" ]] && return
		before=$now
		sleep 0.1
	done
}


# Prints the closing line; its exit status is the run's.
closing_line()
{
	if (( ${#FAILURES[@]} > 0 ))
	then
		printf '\nFailed:\n'
		printf '    %s\n' "${FAILURES[@]}"
	fi
	printf '\n%d passed, %d failed, %d skipped\n' "$PASSED" "$FAILED" "$SKIPPED"
	(( FAILED == 0 && PASSED > 0 )) || return 1
	[[ ${CI:-} != true ]] || (( SKIPPED == 0 ))
}
