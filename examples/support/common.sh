# shellcheck shell=bash
#
# common.sh
#
# What the scripts share: messages, and child processes that a signal to the
# script ends. Sourced, never run.
#
# SPDX-License-Identifier: BSL-1.0


say()
{
	printf '%s\n' "$*"
}


warn()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}


die()
{
	warn "$*"
	exit 1
}


# A shell that was started in the background of another one ignores SIGINT and
# can't trap it. Starts the script anew with the usual handling.
# Usage: restore_signals "$@", before anything else.
restore_signals()
{
	local ignored
	ignored=$(sed -n 's/^SigIgn:\t*//p' /proc/self/status)
	# Signals 2 and 3 are bits 1 and 2.
	if (( (16#${ignored: -8} & 0x6) != 0 )) && [[ -z ${AUTHPLUG_SIGNALS_RESTORED:-} ]]
	then
		export AUTHPLUG_SIGNALS_RESTORED=1
		exec env --default-signal=INT,QUIT bash "$0" "$@"
	fi
	unset AUTHPLUG_SIGNALS_RESTORED
}


# Children run in sessions of their own: what is typed at the terminal reaches
# the script alone, and it ends them in its own order. Should the script be
# killed, the kernel ends the child.
declare -A CHILDREN=()
LAST_CHILD=


# Starts a command in the background; its process id is then in LAST_CHILD.
spawn()
{
	setsid setpriv --pdeathsig TERM "$@" <&0 &
	LAST_CHILD=$!
	CHILDREN[$LAST_CHILD]=1
}


# Runs a command to its end and returns its status. Unlike a command in the
# foreground it lets a trap run at once.
run()
{
	local child status=0
	spawn "$@"
	child=$LAST_CHILD
	wait "$child" || status=$?
	unset "CHILDREN[$child]"
	return "$status"
}


# Sleeps, but lets a trap run at once.
pause()
{
	run sleep "$1" || true
}


is_running()
{
	local state
	state=$(sed -n 's/^State:\t*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) || return 1
	[[ -n $state && $state != Z ]]
}


# Waits until a process is gone, for at most the given number of seconds.
wait_gone()
{
	local pid=$1 tenths=$(( $2 * 10 ))
	while is_running "$pid"
	do
		(( tenths-- > 0 )) || return 1
		sleep 0.1
	done
}


# Ends a child and everything in its group: SIGTERM first, SIGKILL after the
# given number of seconds.
stop_child()
{
	local child=$1 tenths=$(( ${2:-8} * 10 ))
	kill -TERM -- "-$child" 2>/dev/null || kill -TERM "$child" 2>/dev/null || true
	while is_running "$child" || { wait "$child" 2>/dev/null || true; kill -0 -- "-$child" 2>/dev/null; }
	do
		if (( tenths-- == 0 ))
		then
			warn "process $child did not stop in time, killing it"
			kill -KILL -- "-$child" 2>/dev/null || kill -KILL "$child" 2>/dev/null || true
		fi
		sleep 0.1
	done
	unset "CHILDREN[$child]"
}


stop_children()
{
	local child
	for child in "${!CHILDREN[@]}"
	do
		stop_child "$child" 8
	done
}
