# shellcheck shell=bash
#
# mysqld.sh
#
# A MySQL server out of Debian unstable, unpacked into a folder and run from
# there. Sourced after common.sh and packages.sh, never run.
#
# SPDX-License-Identifier: BSL-1.0


# Unpacks the server and every library that it wants, the C library included,
# unless that was done before. Leaves FOLDER/mysqld, which takes the server's
# options. Needs no root: apt resolves and downloads with lists of its own, and
# nothing is installed.
# Usage: unpack_mysql FOLDER
unpack_mysql()
{
	local folder=$1 half="$1.new" mirror package
	[[ ! -x $folder/mysqld ]] || return 0
	command -v apt-get >/dev/null || die "no apt-get here; name a server by --mysqld"
	mirror=$(debian_mirror)
	[[ -n $mirror ]] || die "apt names no archive of Debian here; name a server by --mysqld"
	rm -rf "$half"
	mkdir -p "$half"/apt/{state/lists/partial,cache/archives/partial} "$half/root"
	: >"$half/apt/state/status"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$half/apt/sources.list"
	local apt=(apt-get -q
		-o "Dir::State=$half/apt/state" -o "Dir::State::status=$half/apt/state/status" -o "Dir::Cache=$half/apt/cache"
		-o "Dir::Etc::SourceList=$half/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
		-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
		-o "APT::Sandbox::User=$(id -un)" -o Acquire::Languages=none
		# Its lists expire after a week; a machine's clock may be further off.
		-o Acquire::Check-Valid-Until=false -o Debug::NoLocking=1)
	say "Unpacking MySQL into $folder"
	if ! run_apt "${apt[@]}" update >"$half/apt.log" 2>&1 \
		|| ! run_apt "${apt[@]}" -y --no-install-recommends --download-only install mysql-server-core >>"$half/apt.log" 2>&1
	then
		cat "$half/apt.log" >&2
		die "MySQL can't be downloaded"
	fi
	for package in "$half"/apt/cache/archives/*.deb
	do
		dpkg-deb -x "$package" "$half/root"
	done
	rm -rf "$half/apt"
	write_mysqld "$half"
	rm -rf "$folder"
	mv "$half" "$folder"
	"$folder/mysqld" --no-defaults --version >/dev/null || die "the unpacked MySQL does not run"
}


# Where this machine gets its packages from; nothing if apt names no such place.
debian_mirror()
{
	# shellcheck disable=SC2016  # apt-get expands it
	apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m 1 -E '/debian/?$' || true
}


# The program and the libraries are newer than this machine's, so they run by
# the loader that came with them.
write_mysqld()
{
	cat >"$1/mysqld" <<'PROGRAM'
#!/bin/sh
# mysqld --no-defaults [option...]
root=$(dirname -- "$0")/root
libraries=$(echo "$root"/usr/lib/*-linux-gnu*)
loader=$(ls "$root"/usr/lib64/ld-linux-*.so.* "$root"/usr/lib/ld-linux-*.so.* "$libraries"/ld-linux-*.so.* 2>/dev/null | head -n 1)
first=$1
shift
exec "$loader" --library-path "$libraries" "$root/usr/sbin/mysqld" "$first" \
	--basedir="$root/usr" --plugin-dir="$root/usr/lib/mysql/plugin" \
	--lc-messages-dir="$root/usr/share/mysql" --character-sets-dir="$root/usr/share/mysql/charsets" "$@"
PROGRAM
	chmod +x "$1/mysqld"
}
