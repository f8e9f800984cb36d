# shellcheck shell=bash
#
# try-it.sh
#
# After the walk-through: curl lines to paste, with tokens that are good now.
# Sourced after exchange.sh, never run.
#
# SPDX-License-Identifier: BSL-1.0


# Access tokens are good for 5 minutes, so new lines come before that.
readonly TRY_IT_SECONDS=270


# Prints lines for a new user each time, so that whatever was done with the
# last ones doesn't matter, until the server ends.
# Usage: try_it STATE BUILD
try_it()
{
	local state=$1 build=$2 server=$SERVER_PID
	printf '\nServing on %s until Ctrl-C. Paste these into another terminal.\n' "$SERVER_URL"
	while is_running "$server"
	do
		try_it_lines "$state" "$build"
		wait_gone_interruptibly "$server" "$TRY_IT_SECONDS" || printf '\nThe tokens above are about to expire. Fresh lines, for a fresh user:\n'
	done
	server_wait
}


try_it_lines()
{
	local user refresh access
	user=$(new_login try)
	seed "$1" "$2" "$PASSWORD_1" --add-user "$user"
	refresh=$(try_it_curl --json "$(login_body "$user" "$PASSWORD_1")" "$SERVER_URL/auth/login")
	access=$(try_it_curl --header "Authorization: Bearer $refresh" "$SERVER_URL/auth/accesstoken")

	printf '\n# Sign in, which needs the new password once it is changed\n'
	printf "curl -i %s/auth/login --header 'Content-Type: application/json' --data '%s'\n" \
		"$SERVER_URL" "$(login_body "$user" "$PASSWORD_1")"
	printf '\n# Change the password of %s (good for 5 minutes; the answer is null)\n' "$user"
	try_it_line "$access" "$PASSWORD_1" "$PASSWORD_2"
	printf '\n# A weak new password: 400\n'
	try_it_line "$access" "$PASSWORD_1" "stringst"
	printf '\n# A wrong old password: 401, and 429 from the sixth on\n'
	try_it_line "$access" "$PASSWORD_WRONG" "$PASSWORD_3"
	printf '\n# Another access token (good for 14 days)\n'
	printf "curl -i %s/auth/accesstoken --header 'Authorization: Bearer %s'\n" "$SERVER_URL" "$refresh"
	if [[ -n $CONTROL_SOCKET ]]
	then
		printf '\n# What is loaded\n'
		printf '%q --socket %q status\n' "$2/bin/authplugctl" "$CONTROL_SOCKET"
	fi
}


try_it_line()
{
	printf "curl -i -X PUT %s%s --header 'Authorization: Bearer %s' --header 'Content-Type: application/json' --data '%s'\n" \
		"$SERVER_URL" "$ROUTE" "$1" "$(change_body "$2" "$3")"
}


try_it_curl()
{
	if [[ $1 == --json ]]
	then
		set -- --header 'Content-Type: application/json' --data "$2" "${@:3}"
	fi
	curl --disable --silent --show-error --fail --noproxy '*' --max-time 30 "$@"
}


# Waits until a process is gone or the time is over.
wait_gone_interruptibly()
{
	local pid=$1 seconds=$2
	while is_running "$pid"
	do
		(( seconds-- > 0 )) || return 1
		pause 1
	done
}
