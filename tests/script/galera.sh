# shellcheck shell=bash
#
# galera.sh
#
# What the cluster suite needs beyond a MariaDB server. Sourced after common.sh
# and packages.sh, never run.
#
# SPDX-License-Identifier: BSL-1.0


# shellcheck disable=SC2034  # for those who source this file
readonly CLUSTER_PACKAGES=(galera-4 rsync:rsync libfaketime openssl:openssl iproute2:ss)


# The programs by which a node sends its state to another one are in a package
# that also starts a system service. Unless that is installed, they are taken out
# of it into a folder and put on the path.
# Usage: need_galera_programs FOLDER
need_galera_programs()
{
	local folder=$1/galera-programs
	if command -v wsrep_sst_rsync >/dev/null || ! command -v dpkg-deb >/dev/null
	then
		return 0
	fi
	if [[ ! -x $folder/usr/bin/wsrep_sst_rsync ]]
	then
		if [[ ${INSTALL:-yes} == no ]]
		then
			die "wsrep_sst_rsync is missing (leave out --no-install, or install mariadb-server)"
		fi
		say "Taking wsrep_sst_rsync out of the package mariadb-server"
		rm -rf "$folder.new"
		mkdir -p "$folder.new"
		(cd "$folder.new" && run_apt apt-get -q download mariadb-server) || die "can't download mariadb-server"
		dpkg-deb --fsys-tarfile "$folder.new"/mariadb-server_*.deb | tar -x -C "$folder.new" ./usr/bin/wsrep_sst_common ./usr/bin/wsrep_sst_rsync
		rm -f "$folder.new"/*.deb
		rm -rf "$folder"
		mv "$folder.new" "$folder"
	fi
	# The nodes may run under another account.
	chmod -R a+rX "$folder"
	export PATH=$PATH:$folder/usr/bin
}
