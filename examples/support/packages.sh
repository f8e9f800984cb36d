# shellcheck shell=bash
#
# packages.sh
#
# The Debian packages that building, running and testing need, and how the
# missing ones are installed. Sourced, never run.
#
# SPDX-License-Identifier: BSL-1.0


# shellcheck disable=SC2034  # the lists are for those who source this file

# `package` or `package:command`: the second form counts as there when the
# command is, wherever it came from.
readonly BUILD_PACKAGES=(
	g++:c++ cmake:cmake ninja-build:ninja pkg-config:pkg-config
	libpoco-dev libmariadb-dev libssl-dev libsodium-dev libcrypt-dev libelf-dev
)

# The core packages hold the server's and the client's programs without a
# system service.
readonly RUN_PACKAGES=(mariadb-server-core:mariadbd mariadb-client-core:mariadb curl:curl)

readonly TEST_PACKAGES=(openssl:openssl libcppunit-dev libargon2-dev python3-jsonschema python3-yaml g++:g++ abigail-tools:abidw)


package_is_there()
{
	local package=${1%%:*} command=
	[[ $1 == *:* ]] && command=${1#*:}
	if [[ -n $command ]] && PATH=$PATH:/usr/sbin:/sbin command -v "$command" >/dev/null 2>&1
	then
		return 0
	fi
	[[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]]
}


# Installs those of the given packages that are missing, and says which.
# With INSTALL=no it only says what is missing and fails.
need_packages()
{
	local entry missing=()
	if ! command -v dpkg-query >/dev/null
	then
		warn "not a Debian system, so nothing is installed; needed: ${*%%:*}"
		return 0
	fi
	for entry in "$@"
	do
		package_is_there "$entry" || missing+=("${entry%%:*}")
	done
	(( ${#missing[@]} > 0 )) || return 0

	if [[ ${INSTALL:-yes} == no ]]
	then
		die "missing packages: ${missing[*]} (leave out --no-install, or: apt-get install ${missing[*]})"
	fi
	say "Installing Debian packages: ${missing[*]}"
	install_packages "${missing[@]}"
}


install_packages()
{
	local apt=(apt-get)
	if (( EUID != 0 ))
	then
		command -v sudo >/dev/null || die "installing packages needs root; run as root: apt-get install $*"
		apt=(sudo env DEBIAN_FRONTEND=noninteractive apt-get)
	fi
	local options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=400 -o APT::Get::Update::Lock::Timeout=400)
	# Package lists may be missing altogether or be too old to be of use.
	if ! apt_knows "$@" || ! DEBIAN_FRONTEND=noninteractive run_apt "${apt[@]}" install "${options[@]}" "$@"
	then
		run_apt "${apt[@]}" update -q -o DPkg::Lock::Timeout=400 || die "apt-get update failed"
		DEBIAN_FRONTEND=noninteractive run_apt "${apt[@]}" install "${options[@]}" "$@" \
			|| die "apt-get could not install: $*"
	fi
}


apt_knows()
{
	local package
	for package in "$@"
	do
		apt-cache show "$package" >/dev/null 2>&1 || return 1
	done
}


# In the foreground: sudo may have to ask for a password, and a half-done
# installation is worse than a late end.
run_apt()
{
	"$@" </dev/null
}
