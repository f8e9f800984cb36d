# shellcheck shell=bash
#
# secret-tests.sh
#
# Searches everything that was written during the run for what must not be
# there. Sourced after common.sh, mariadb.sh and count.sh, never run.
#
# Every password, token and other secret that a test makes holds the run's
# canary, which is searched for in several encodings. Every secret that a server
# makes is on a list, and searched for as it is. The search covers the whole
# folder of the run: what test programs and their child processes print, logs of
# servers and plugins, state folders, core files, spooled mail, error log,
# general log and data files of every MariaDB server, what was left in temporary
# folders. It must find first what is planted in each kind of place.
#
# SPDX-License-Identifier: BSL-1.0


PLANTED_STATE=
PLANTED_FILES=()

# All users of a state folder begin with it.
readonly SEEDED_PASSWORD=Old-password-1


# Usage: secret_tests FOLDER FORMS; the program FORMS prints the canary's encodings.
secret_tests()
{
	local folder=$1 found form count=0
	printf '\nsecrets\n'
	list_secrets "$folder" "$2"
	while read -r form
	do
		count=$((count + 1))
		plant "$folder/walk/log/planted-$count.log" '{"event":"login","password":"x-%s-y"}\n' "$form"
	done <"$folder/forms.txt"
	plant "$folder/output/planted.txt" 'ok   Planted::test %s\n' "$AUTHPLUG_CANARY"
	plant "$folder/children/planted.txt" 'port %s\n' "$AUTHPLUG_CANARY"
	plant "$folder/walk/mail/planted" 'Subject: %s\n' "$AUTHPLUG_CANARY"
	plant "$folder/walk/run/1/planted.so" '\177ELF\000%s\000' "$AUTHPLUG_CANARY"
	plant "$folder/tmp/core.planted" '\000\377%s\000' "$AUTHPLUG_CANARY"
	plant "$folder/tmp/left-by-planted/.hidden" '%s' "$AUTHPLUG_CANARY"
	plant_in_database "$folder"
	found=$(find_secrets "$folder")

	for ((number = 1; number <= count; ++number))
	do
		test_planted "a log, in form $number of $count," "/walk/log/planted-$number.log" "$found"
	done
	test_planted "the output of a test program" '/output/planted.txt' "$found"
	test_planted "the output of a child process" '/children/planted.txt' "$found"
	test_planted "spooled mail" '/walk/mail/planted' "$found"
	test_planted "a plugin's run directory" '/walk/run/1/planted.so' "$found"
	test_planted "a core file" '/tmp/core.planted' "$found"
	test_planted "a temporary folder" '/tmp/left-by-planted/.hidden' "$found"
	test_planted "a statement, and so in the general log," '/planted/log/mariadb-general.log' "$found"
	test_planted "a row, and so in a file of the database," '/planted/mariadb/data/planted/row.ibd' "$found"
	rm -rf -- "$PLANTED_STATE" "${PLANTED_FILES[@]}"

	found=$(not_planted "$folder" <<<"$found")
	if [[ -z $found ]]
	then
		report ok "secrets: no password or token in any log or file"
	else
		report FAIL "secrets: no password or token in any log or file" "$(tr '\n' ' ' <<<"$found")"
	fi
}


# What a state folder's secrets hold is as secret as what was sent.
list_secrets()
{
	local folder=$1
	"$2" >"$folder/forms.txt"
	{
		cat "$folder/forms.txt"
		printf '%s\n' "$SEEDED_PASSWORD"
		{
			cat "$AUTHPLUG_SECRETS_FILE"
			find "$folder" -path "$folder/*/secrets/*" -type f -exec awk 1 {} +
		} | sort -u | grep -aE '^.{16,}$' || true
	} >"$folder/patterns.txt"
}


# Usage: plant FILE FORMAT FORM
plant()
{
	mkdir -p -- "${1%/*}"
	# shellcheck disable=SC2059 # the formats are those above
	printf "$2" "$3" >"$1"
	PLANTED_FILES+=("$1")
}


# By way of a server: that shows that its general log is on, and searched.
plant_in_database()
{
	PLANTED_STATE=$1/planted
	mkdir -m 0700 "$PLANTED_STATE" "$PLANTED_STATE/log"
	mariadb_acquire "$PLANTED_STATE"
	mariadb_client -e "CREATE DATABASE planted; CREATE TABLE planted.row(v VARBINARY(100)) ENGINE=InnoDB;
		INSERT INTO planted.row VALUES('$AUTHPLUG_CANARY'); SET GLOBAL innodb_fast_shutdown=0" >/dev/null
	mariadb_release "$PLANTED_STATE"
}


# Prints the files that hold a secret.
find_secrets()
{
	grep -rlaF -f "$1/patterns.txt" -- "$1" || true
}


# Leaves out what was planted and where a secret has to be: the lists of secrets
# themselves, the secrets of a state folder, and the story that examples/run
# tells with every password that it sends.
not_planted()
{
	local folder=$1 file
	while IFS= read -r file
	do
		case ${file#"$folder"/} in
		forms.txt | patterns.txt | secrets.txt | exchanges.jsonl | output/walk-through.txt) ;;
		*/secrets/database-password | */secrets/admin-password | */secrets/token.key) ;;
		planted/*) ;;
		*)
			[[ " ${PLANTED_FILES[*]} " == *" $file "* ]] || printf '%s\n' "$file"
			;;
		esac
	done
}


# Usage: test_planted WHERE FILE FOUND
test_planted()
{
	if grep -qF -- "$2" <<<"$3"
	then
		report ok "secrets: a canary planted in $1 is found"
	else
		report FAIL "secrets: a canary planted in $1 is found" "the search did not name $2"
	fi
}


# A search of nothing finds nothing.
# Usage: test_something_was_searched FOLDER
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
