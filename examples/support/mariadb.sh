# shellcheck shell=bash
#
# mariadb.sh
#
# The private MariaDB server of a state folder: its own data, its own socket,
# no network, no system service. Whoever uses it holds a shared lock; the
# server stops with the last of them. Sourced after common.sh, never run.
#
#   STATE/mariadb/data, tmp      the server's files
#   STATE/mariadb/socket         holds the path of the server's socket
#   STATE/mariadb/users.lock     shared by the users, exclusive to the end
#   STATE/mariadb/start.lock     held while somebody starts or leaves
#   STATE/log/mariadb.log        the server's error log
#
# SPDX-License-Identifier: BSL-1.0


MARIADB_SOCKET=
MARIADB_START_FD=
MARIADB_USERS_FD=


# Starts the server of a state folder unless it runs already, and keeps it
# running until mariadb_release, or until this process and all the children
# that inherit its descriptors are gone. Sets MARIADB_SOCKET.
# Usage: mariadb_acquire STATE
mariadb_acquire()
{
	local state=$1 folder="$1/mariadb"
	install -d -m 0700 "$folder" "$folder/tmp"
	exec {MARIADB_START_FD}<>"$folder/start.lock" {MARIADB_USERS_FD}<>"$folder/users.lock"
	run flock -x "$MARIADB_START_FD"
	# Waits here while the server is being stopped.
	run flock -s "$MARIADB_USERS_FD"
	MARIADB_SOCKET=$(mariadb_socket_path "$folder")
	if ! mariadb_answers
	then
		mariadb_initialise "$state"
		mariadb_start "$state"
	fi
	mariadb_started
}


# Lets others start or leave.
mariadb_started()
{
	[[ -n $MARIADB_START_FD ]] || return 0
	exec {MARIADB_START_FD}>&-
	MARIADB_START_FD=
}


# Leaves the server; the last one stops it and returns when it is gone.
# Usage: mariadb_release STATE
mariadb_release()
{
	local folder="$1/mariadb" start_fd keeper
	[[ -n $MARIADB_USERS_FD ]] || return 0
	# Still held when the start failed, and not to be waited for.
	mariadb_started
	exec {start_fd}<>"$folder/start.lock"
	flock -w 10 -x "$start_fd" || true
	keeper=$(cat "$folder/keeper.pid" 2>/dev/null || true)
	if flock -n -x "$MARIADB_USERS_FD"
	then
		# Nobody else is left, and nobody can come while we hold the lock.
		mariadb_stop_keeper "$keeper"
	elif ! flock -n -s "$MARIADB_USERS_FD"
	then
		# The keeper was quicker and is stopping the server.
		mariadb_wait_for_keeper "$keeper"
	fi
	exec {MARIADB_USERS_FD}>&- {start_fd}>&-
	MARIADB_USERS_FD=
}


mariadb_client()
{
	mariadb --no-defaults --user=root --socket="$MARIADB_SOCKET" "$@"
}


mariadb_answers()
{
	[[ -S $MARIADB_SOCKET ]] && mariadb_client -e 'SELECT 1' >/dev/null 2>&1
}


# A socket's path may have 107 bytes; for a deeper folder it is put elsewhere.
mariadb_socket_path()
{
	local folder=$1 socket="$1/server.sock"
	if [[ -f $folder/socket ]]
	then
		socket=$(<"$folder/socket")
	fi
	if (( $(printf '%s' "$socket" | wc -c) > 100 )) || [[ ! -O ${socket%/*} ]]
	then
		socket=$(mktemp -d /tmp/authplug-XXXXXX)/server.sock
	fi
	printf '%s\n' "$socket" >"$folder/socket"
	printf '%s\n' "$socket"
}


mariadb_initialise()
{
	local state=$1 folder="$1/mariadb" as_root=()
	if [[ -d $folder/data/mysql && -f $folder/initialised ]]
	then
		return 0
	fi
	(( EUID == 0 )) && as_root=(--user=root)
	rm -rf "$folder/data"
	install -d -m 0700 "$folder/data"
	# A relative path, because mariadb-install-db splits one that holds a blank.
	(
		cd -- "$folder"
		UMASK=0600 UMASK_DIR=0700 run mariadb-install-db --no-defaults "${as_root[@]}" --datadir=./data \
			--auth-root-authentication-method=normal --skip-test-db --skip-name-resolve --innodb-log-file-size=8M
	) >"$state/log/mariadb-install.log" 2>&1 \
		|| die "mariadb-install-db failed, see $state/log/mariadb-install.log"
	: >"$folder/initialised"
}


mariadb_start()
{
	local state=$1 folder="$1/mariadb" keeper tenths=600
	local options=(--no-defaults --datadir="$folder/data" --tmpdir="$folder/tmp"
		--socket="$MARIADB_SOCKET" --pid-file="$folder/server.pid" --log-error="$state/log/mariadb.log"
		--skip-networking --skip-name-resolve --innodb-buffer-pool-size=64M --innodb-log-file-size=8M
		--max-connections=400)
	(( EUID == 0 )) && options+=(--user=root)
	if [[ ${AUTHPLUG_GENERAL_LOG:-no} == yes ]]
	then
		options+=(--general-log --general-log-file="$state/log/mariadb-general.log")
	fi
	rm -f "$MARIADB_SOCKET"
	# The server has a umask of its own, by name.
	UMASK=0600 UMASK_DIR=0700 setsid "$MARIADB_KEEPER" "$folder" "$(mariadb_program)" "${options[@]}" \
		</dev/null >>"$state/log/mariadb.log" 2>&1 {MARIADB_START_FD}>&- {MARIADB_USERS_FD}>&- &
	keeper=$!
	until mariadb_answers
	do
		if ! is_running "$keeper" || (( tenths-- == 0 ))
		then
			die "MariaDB did not start, see $state/log/mariadb.log"
		fi
		sleep 0.1
	done
}


mariadb_program()
{
	PATH=$PATH:/usr/sbin:/sbin command -v mariadbd || die "mariadbd is not installed"
}


mariadb_is_keeper()
{
	[[ -n $1 ]] && is_running "$1" && tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -q mariadb-keeper
}


mariadb_stop_keeper()
{
	if mariadb_is_keeper "$1"
	then
		kill -TERM "$1" 2>/dev/null || true
		mariadb_wait_for_keeper "$1"
	fi
}


mariadb_wait_for_keeper()
{
	if mariadb_is_keeper "$1"
	then
		wait_gone "$1" 12 || warn "MariaDB is still stopping"
	fi
}


MARIADB_KEEPER=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/mariadb-keeper
readonly MARIADB_KEEPER
