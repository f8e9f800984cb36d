# shellcheck shell=bash
#
# walk-through-tests.sh
#
# Runs `examples/run --exit` and reports each of its steps as a test. Sourced
# after common.sh and count.sh, never run.
#
# SPDX-License-Identifier: BSL-1.0


# Usage: walk_through_tests REPOSITORY BUILD FOLDER
walk_through_tests()
{
	local repository=$1 build=$2 folder=$3 status=0 result name reason steps=0
	local report_file=$folder/walk-through.txt output=$folder/output/walk-through.txt
	printf '\nwalk-through\n'
	mkdir -m 0700 "$folder/walk"
	: >"$report_file"
	# A folder that isn't empty, and a umask that would show in the modes.
	echo 'somebody else'"'"'s file' >"$folder/walk/notes.txt"
	(
		umask 000
		AUTHPLUG_STEP_REPORT=$report_file exec "$repository/examples/run" \
			--exit --no-install --built "$build" --state "$folder/walk" --port 0
	) >"$output" 2>&1 &
	CHILDREN[$!]=1
	wait $! || status=$?

	while read -r result name
	do
		reason=${name#* (}
		report "$result" "walk-through: ${name%% (*}" "$reason"
		steps=$((steps + 1))
	done <"$report_file"
	if (( status == 0 && steps > 20 ))
	then
		report ok "walk-through: ends with 0"
	else
		tail -n 40 "$output"
		report FAIL "walk-through: ends with 0" "it ended with $status after $steps steps"
	fi
	test_modes "$folder/walk"
	test_answers_documented "$repository" "$folder"
}


# Whatever the umask, nobody else may write where plugins are loaded from, or
# read what is secret.
test_modes()
{
	local state=$1 writable readable
	writable=$(find "$state" -path "$state/mariadb" -prune -o ! -type l ! -name notes.txt -perm /022 -print)
	if [[ -z $writable ]]
	then
		report ok "walk-through: nobody else can write to the state folder's files"
	else
		report FAIL "walk-through: nobody else can write to the state folder's files" "$writable"
	fi
	readable=$(find "$state/secrets" -perm /077 -print)
	if [[ -n $(find "$state/secrets" -type f -print -quit) && -z $readable ]]
	then
		report ok "walk-through: nobody else can read the secrets"
	else
		report FAIL "walk-through: nobody else can read the secrets" "${readable:-there are none}"
	fi
}


# Every answer of the walk-through and of the contract suite, against the API's
# description.
test_answers_documented()
{
	local repository=$1 folder=$2 output
	if output=$(/usr/bin/python3 -W ignore "$repository/tests/contract/validate_openapi.py" \
		"$repository/docs/openapi.yaml" "$AUTHPLUG_EXCHANGES_FILE" 2>&1)
	then
		report ok "walk-through: all recorded answers are as docs/openapi.yaml says"
	else
		report FAIL "walk-through: all recorded answers are as docs/openapi.yaml says" "$output"
	fi
}
