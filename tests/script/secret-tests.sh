# shellcheck shell=bash
#
# secret-tests.sh
#
# Searches everything that the run's servers wrote for the passwords and tokens
# that were sent to them. Sourced after common.sh, mariadb.sh and count.sh,
# never run.
#
# Every password of the walk-through and the contract suite holds the run's
# canary, and every token is on a list. What is searched: logs of servers and
# plugins, error and general log of every MariaDB server, spooled mail, and the
# database files themselves.
#
# SPDX-License-Identifier: BSL-1.0


PLANTED_STATE=


# Usage: secret_tests FOLDER
secret_tests()
{
	local folder=$1 found
	printf '\nsecrets\n'
	sort -u "$AUTHPLUG_SECRETS_FILE" | grep -E '^.{16,}$' >"$folder/patterns.txt" || true
	printf '%s\n' "$AUTHPLUG_CANARY" >>"$folder/patterns.txt"

	test_planted_in_log "$folder"
	test_planted_in_general_log "$folder"
	test_something_was_searched "$folder"

	found=$(find_secrets "$folder")
	if [[ -z $found ]]
	then
		report ok "secrets: no password or token in any log or file"
	else
		report FAIL "secrets: no password or token in any log or file" "$(tr '\n' ' ' <<<"$found")"
	fi
}


# Prints the files that hold a secret. The lists of secrets themselves, and what
# the test programs print, are no logs of the product.
find_secrets()
{
	grep -rlaF --exclude-dir=output --exclude=patterns.txt --exclude=secrets.txt --exclude=exchanges.jsonl \
		-f "$1/patterns.txt" -- "$1" || true
}


test_planted_in_log()
{
	local planted="$1/walk/log/planted.log"
	mkdir -p "${planted%/*}"
	printf '{"event":"login","password":"x-%s-y"}\n' "$AUTHPLUG_CANARY" >"$planted"
	if [[ $'\n'$(find_secrets "$1")$'\n' == *$'\n'"$planted"$'\n'* ]]
	then
		report ok "secrets: a canary planted in a log is found"
	else
		report FAIL "secrets: a canary planted in a log is found" "the search did not name $planted"
	fi
	rm -f "$planted"
}


# By way of a statement: it proves that the general log is on and searched.
test_planted_in_general_log()
{
	local log
	PLANTED_STATE=$1/planted
	mkdir -m 0700 "$PLANTED_STATE" "$PLANTED_STATE/log"
	log=$PLANTED_STATE/log/mariadb-general.log
	mariadb_acquire "$PLANTED_STATE"
	mariadb_client -e "SELECT '$AUTHPLUG_CANARY'" >/dev/null
	mariadb_release "$PLANTED_STATE"
	if [[ $'\n'$(find_secrets "$1")$'\n' == *$'\n'"$log"$'\n'* ]]
	then
		report ok "secrets: a canary planted in a statement is found in the general log"
	else
		report FAIL "secrets: a canary planted in a statement is found in the general log" "the search did not name $log"
	fi
	rm -rf -- "$PLANTED_STATE"
}


# A search of nothing finds nothing.
test_something_was_searched()
{
	local folder=$1 servers general tokens
	servers=$(find "$folder" -path '*/log/auth-server*.log' -size +0 | wc -l)
	general=$(find "$folder" \( -name 'mariadb-general.log' -o -name 'general.log' \) -size +0 | wc -l)
	tokens=$(wc -l <"$folder/patterns.txt")
	if (( servers >= 3 && general >= 2 && tokens > 100 ))
	then
		report ok "secrets: logs of servers and databases were written, and tokens are known"
	else
		report FAIL "secrets: logs of servers and databases were written, and tokens are known" \
			"$servers server logs, $general general logs, $tokens secrets"
	fi
}
