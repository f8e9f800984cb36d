# shellcheck shell=bash
#
# server.sh
#
# Starts the sample server and waits until it serves. Sourced after common.sh
# and state.sh, never run.
#
# SPDX-License-Identifier: BSL-1.0


SERVER_URL=
SERVER_PID=
CONTROL_SOCKET=


# Starts a server process on a state folder and returns when it serves, which
# is when its users are there and its plugins live. Sets SERVER_URL, and
# CONTROL_SOCKET for authplugctl.
# Usage: server_start STATE BUILD PORT
server_start()
{
	local state=$1 build=$2 port=$3 ready="$1/run/ready-$$" log="$1/log/auth-server-$3.log" plugins
	CONTROL_SOCKET="$state/run/control-$port.sock"
	if (( port == 0 ))
	then
		log="$state/log/auth-server-any-$$.log"
		CONTROL_SOCKET="$state/run/control-any-$$.sock"
	fi
	if (( $(printf '%s' "$CONTROL_SOCKET" | wc -c) > 107 ))
	then
		warn "the path of $state is too long for a control socket, so there is none"
		CONTROL_SOCKET=
	fi
	# Waits while a walk-through has taken the plugin out.
	exec {plugins}>"$state/plugins.lock"
	run flock -s "$plugins"

	# The server inherits our share of the database, so it keeps that running
	# even for the moments it may outlive this script; but no other lock.
	(umask 077; : >"$ready"; : >>"$log")
	# shellcheck disable=SC2016  # that shell expands it
	spawn bash -c 'for fd in $1; do exec {fd}>&-; done; shift; exec "$@"' server "$plugins $WALK_LOCK_FD" \
		"$build/bin/auth-server" --config "$state/host.properties" --port "$port" \
		${CONTROL_SOCKET:+--control-socket "$CONTROL_SOCKET"} --print-ready >"$ready" 2>>"$log"
	SERVER_PID=$LAST_CHILD
	wait_until_ready "$ready" "$log"
	rm -f "$ready"
	exec {plugins}>&-
}


wait_until_ready()
{
	local ready=$1 log=$2 tenths=300
	until SERVER_URL=$(sed -n 's/^ready \(http:.*\)$/\1/p' "$ready"); [[ -n $SERVER_URL ]]
	do
		if ! is_running "$SERVER_PID" || (( tenths-- == 0 ))
		then
			tail -n 20 "$log" >&2
			die "the server did not start; its log is $log"
		fi
		pause 0.1
	done
}


# Waits for the server and returns its exit status.
server_wait()
{
	local status=0
	wait "$SERVER_PID" || status=$?
	unset "CHILDREN[$SERVER_PID]"
	warn "the server ended with status $status"
	return "$status"
}
