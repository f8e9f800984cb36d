# shellcheck shell=bash
#
# state.sh
#
# The state folder: what a deployment of the sample server consists of. Sourced
# after common.sh and mariadb.sh, never run.
#
#   STATE/host.properties        the servers' configuration
#   STATE/plugins.d, plugins     which plugins are loaded, and their files
#   STATE/secrets                keys and the database password
#   STATE/mariadb                see mariadb.sh
#   STATE/log                    all logs
#   STATE/run                    lives no longer than what runs
#
# SPDX-License-Identifier: BSL-1.0


readonly PLUGIN_FILE=password-change.properties
readonly DATABASE=authplug
readonly SEED_PASSWORD=Old-password-1
WALK_LOCK_FD=
PLUGINS_LOCK_FD=


# Prints the absolute path of the state folder, which exists then.
# Usage: state_folder WANTED REPOSITORY
state_folder()
{
	local wanted=$1 repository=$2 folder
	if [[ -n $wanted ]]
	then
		mkdir -p -- "$wanted" || die "--state: can't make the folder $wanted"
		folder=$(realpath -- "$wanted")
		[[ -O $folder || $EUID == 0 ]] || die "--state: the folder $folder belongs to somebody else"
		writable_by_others "$folder" && die "--state: others can write to $OTHERS_CAN_WRITE; the server loads no plugin from below it"
	else
		folder=$repository/build/state
		if writable_by_others "$repository/build"
		then
			folder=$(private_folder_elsewhere "$repository")
		else
			install -d -m 0755 "$folder"
		fi
	fi
	printf '%s\n' "$folder"
}


# Tells whether somebody but root and this user can write to a folder or to one
# above it, which would let them put another plugin there. A sticky folder of
# root's is no harm. Sets OTHERS_CAN_WRITE to the folder.
writable_by_others()
{
	local folder=$1 mode owner
	while true
	do
		read -r mode owner < <(stat -c '%a %u' -- "$folder")
		if (( owner != 0 && owner != EUID )) || (( (8#$mode & 8#22) != 0 && ! ((8#$mode & 8#1000) != 0 && owner == 0) ))
		then
			OTHERS_CAN_WRITE=$folder
			return 0
		fi
		[[ $folder != / ]] || return 1
		folder=$(dirname -- "$folder")
	done
}


# A checkout that others can write to, as a umask of 002 makes it, is no place
# to load plugins from. Its state then lives in a folder of its own below /tmp.
private_folder_elsewhere()
{
	local repository=$1 folder
	folder=/tmp/authplug-state-$EUID-$(cksum <<<"$repository" | cut -d ' ' -f 1)
	mkdir -m 0700 "$folder" 2>/dev/null || true
	[[ -O $folder && ! -L $folder && $(stat -c %a "$folder") == 700 ]] || die "can't use $folder; name another one with --state"
	warn "others can write to $OTHERS_CAN_WRITE, so the state folder is $folder"
	printf '%s\n' "$folder"
}


# Throws away what state_prepare and the servers made.
state_clear()
{
	local state=$1 lock
	if [[ -f $state/mariadb/users.lock ]]
	then
		exec {lock}<>"$state/mariadb/users.lock"
		run flock -n -x "$lock" || die "--fresh: a server is using $state"
		exec {lock}>&-
	fi
	rm -rf -- "$state"/{mariadb,plugins.d,plugins,secrets,run,taken-out,log,host.properties}
}


# Makes the folders and files of a deployment. What is there stays, but for the
# plugin, which follows the build unless somebody else changed it.
# Usage: state_prepare STATE REPOSITORY BUILD
state_prepare()
{
	local state=$1 repository=$2 build=$3 lock
	exec {lock}>"$state/prepare.lock"
	run flock "$lock"
	install -d -m 0755 "$state"/{plugins,log,run,taken-out}
	install -d -m 0700 "$state/secrets"
	if [[ ! -d $state/plugins.d ]]
	then
		# Complete or not at all: a folder made half would pass for made.
		install -d -m 0755 "$state/plugins.d.new"
		install -m 0644 -- "$repository"/conf/plugins.d/* "$state/plugins.d.new/"
		mv -T "$state/plugins.d.new" "$state/plugins.d"
	fi
	put_forgotten_plugin_back "$state"
	install_plugins "$state" "$build"
	state_configure "$state" "$repository"
	exec {lock}>&-
}


# What is written once stays as it is, so that it can be edited.
# Usage: state_configure STATE REPOSITORY
state_configure()
{
	local state=$1 repository=$2 name
	for name in database-password admin-password
	do
		[[ -f $state/secrets/$name ]] || random_word | install_file 0600 "$state/secrets/$name"
	done
	if [[ ! -f $state/host.properties ]]
	then
		install_file 0644 "$state/host.properties" <"$repository/conf/host.properties"
	fi
}


# The socket's path is known once the database is, and may change with it.
configure_socket()
{
	local state=$1 file="$1/host.properties" wanted="database.socket = $MARIADB_SOCKET"
	! grep -qxF "$wanted" "$file" || return 0
	grep -qE '^#?database\.socket =' "$file" || die "$file has no line for database.socket"
	awk -v wanted="$wanted" '/^#?database\.socket =/ && !done { print wanted; done = 1; next } { print }' "$file" \
		| install_file 0644 "$file"
}


random_word()
{
	od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}


# Makes a file of exactly this mode of standard input, whole or not at all.
# Usage: install_file MODE FILE
install_file()
{
	local mode=$1 file=$2 new="$2.new"
	(umask 077; cat >"$new")
	chmod "$mode" "$new"
	mv -f "$new" "$file"
}


# Applies sql/, makes the accounts of the servers, and adds users.
# Usage: state_prepare_database STATE REPOSITORY BUILD USERS
state_prepare_database()
{
	local state=$1 repository=$2 build=$3 users=$4 lock
	exec {lock}>"$state/prepare.lock"
	run flock "$lock"
	configure_socket "$state"
	migrate_database "$state" "$repository"
	make_database_accounts "$state" "$repository"
	admin "$state" "$build" --make-token-key "$state/secrets/token.key" </dev/null
	(( users == 0 )) || seed "$state" "$build" "$SEED_PASSWORD" --seed-users "$users"
	exec {lock}>&-
}


migrate_database()
{
	local state=$1 repository=$2
	local connection=(--no-defaults --socket "$MARIADB_SOCKET" --user root --database "$DATABASE")
	{
		run "$repository/sql/migrate" "${connection[@]}" --create \
			&& run "$repository/sql/migrate" "${connection[@]}" --dir "$repository/sql/procedure" --component authplug-procedure \
			&& run "$repository/sql/migrate" "${connection[@]}" --dir "$repository/examples/auth-server/sql" --component auth-server
	} >>"$state/log/migrate.log" 2>&1 || die "sql/migrate failed, see $state/log/migrate.log"
}


# Servers and seeding have an account each, with the rights of the statements
# they use and no more.
make_database_accounts()
{
	local state=$1 repository=$2 own="$2/examples/auth-server/sql"
	{
		printf "CREATE USER IF NOT EXISTS authplug@localhost; SET PASSWORD FOR authplug@localhost = '%s';\n" \
			"$(native_hash <"$state/secrets/database-password")"
		printf "CREATE USER IF NOT EXISTS authplug_admin@localhost; SET PASSWORD FOR authplug_admin@localhost = '%s';\n" \
			"$(native_hash <"$state/secrets/admin-password")"
	} | mariadb_client || die "can't make the database accounts"
	grant_rights "$state" "$repository" authplug "$repository"/sql/{grants-core,grants-participant,procedure/grants}.sql "$own/grants-server.sql"
	grant_rights "$state" "$repository" authplug_admin "$own/grants-admin.sql"
}


# Prints what mysql_native_password stores for the word on standard input: with
# PASSWORD() the general log would show the word.
native_hash()
{
	local digits
	digits=$(tr -d '\n' | sha1sum)
	digits=$(printf '%b' "$(fold -w 2 <<<"${digits%% *}" | sed 's/^/\\x/' | tr -d '\n')" | sha1sum)
	digits=${digits%% *}
	printf '*%s' "${digits^^}"
}


# Usage: grant_rights STATE REPOSITORY ACCOUNT FILE...
grant_rights()
{
	local state=$1 repository=$2 account=$3
	shift 3
	run "$repository/sql/grant" --no-defaults --socket "$MARIADB_SOCKET" --user root --database "$DATABASE" \
		--account "$account@localhost" "$@" >>"$state/log/migrate.log" 2>&1 || die "sql/grant failed, see $state/log/migrate.log"
}


admin()
{
	local state=$1 build=$2
	shift 2
	run "$build/bin/auth-server-admin" --config "$state/host.properties" \
		--database-user authplug_admin --database-password-file "$state/secrets/admin-password" "$@" \
		>>"$state/log/admin.log" 2>&1 || die "auth-server-admin $1 failed, see $state/log/admin.log"
}


# Usage: seed STATE BUILD PASSWORD option...
seed()
{
	local state=$1 build=$2 password=$3
	shift 3
	admin "$state" "$build" "$@" <<<"$password"
}


# Prints a login that nobody has.
new_login()
{
	printf '%s-%s@example.org\n' "$1" "$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')"
}


# The users of one walk-through: new ones each time, since it leaves them with
# other passwords, a second factor and a lock.
# Usage: add_walk_users STATE BUILD; sets USER_A and USER_B
add_walk_users()
{
	USER_A=$(new_login ada)
	USER_B=$(new_login bob)
	seed "$1" "$2" "$PASSWORD_1" --add-user "$USER_A" --add-user "$USER_B"
}


# Prints the current TOTP code, or that of the next step after waiting for it.
# Usage: totp_code code|wait; needs BUILD and TOTP_SECRET
# shellcheck disable=SC2153
totp_code()
{
	"$BUILD/bin/auth-server-admin" "--totp-$1" <<<"$TOTP_SECRET"
}


# A replaced file is an upgrade for servers that run, so it has to appear whole,
# and only when it is another one.
install_plugins()
{
	local state=$1 build=$2 library name recorded
	for library in "$build"/plugin/*.so
	do
		name=${library##*/}
		recorded=$state/run/$name.sha256
		if [[ -f $state/plugins/$name ]]
		then
			if [[ -f $recorded ]] && ! sha256sum --status -c "$recorded"
			then
				warn "$state/plugins/$name was changed by hand and stays"
				continue
			fi
			! cmp -s "$library" "$state/plugins/$name" || continue
		fi
		install -m 0644 "$library" "$state/plugins/.$name.new"
		mv -f "$state/plugins/.$name.new" "$state/plugins/$name"
		sha256sum "$state/plugins/$name" >"$recorded"
	done
}


# While the plugin is out, no server of the state folder can start: it would
# come up without its route.
take_plugin_out()
{
	exec {PLUGINS_LOCK_FD}>"$1/plugins.lock"
	run flock "$PLUGINS_LOCK_FD"
	mv -f "$1/plugins.d/$PLUGIN_FILE" "$1/taken-out/$PLUGIN_FILE"
}


put_plugin_back()
{
	[[ -n $PLUGINS_LOCK_FD ]] || return 0
	if [[ -f $1/taken-out/$PLUGIN_FILE ]]
	then
		mv -n "$1/taken-out/$PLUGIN_FILE" "$1/plugins.d/$PLUGIN_FILE"
	fi
	exec {PLUGINS_LOCK_FD}>&-
	PLUGINS_LOCK_FD=
}


# A walk-through that was killed may have left the plugin out.
put_forgotten_plugin_back()
{
	local state=$1
	[[ -f $state/taken-out/$PLUGIN_FILE ]] || return 0
	if flock -n "$state/plugins.lock" true
	then
		mv -n "$state/taken-out/$PLUGIN_FILE" "$state/plugins.d/$PLUGIN_FILE"
	fi
}


# Two walk-throughs on one state folder take turns: one would find the plugin
# missing that the other one has taken out.
walk_lock()
{
	exec {WALK_LOCK_FD}>"$1/walk.lock"
	run flock "$WALK_LOCK_FD"
}


walk_unlock()
{
	exec {WALK_LOCK_FD}>&-
	WALK_LOCK_FD=
}
