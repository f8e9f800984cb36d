# shellcheck shell=bash
#
# build.sh
#
# Builds the product into a folder, one build at a time, and not at all when
# nothing changed. Sourced after common.sh, never run.
#
# SPDX-License-Identifier: BSL-1.0


# What a build depends on, below the folder of the repository.
readonly BUILD_SOURCES=(CMakeLists.txt host-sdk plugin examples/CMakeLists.txt examples/auth-server examples/minimal-host
	examples/well-known-plugin)


# Usage: build_product REPOSITORY FOLDER [cmake option...]
# With BUILD_TESTS=yes the test programs are built as well.
build_product()
{
	local repository=$1 folder=$2 lock status=0
	shift 2
	make_folder_for_build "$repository" "$folder"
	exec {lock}>"$folder.lock"
	if ! flock -n "$lock"
	then
		say "Waiting for another build in $folder"
		run flock "$lock"
	fi
	if ! build_is_current "$repository" "$folder" "$@"
	then
		build_now "$repository" "$folder" "$@" || status=$?
	fi
	exec {lock}>&-
	return "$status"
}


# The server loads plugins only from below folders that nobody else can write
# to, and the default state folder is in here, so the umask doesn't decide.
make_folder_for_build()
{
	local repository=$1 folder=$2
	if [[ $folder == "$repository"/build/* && ! -d $repository/build ]]
	then
		mkdir -m 0755 "$repository/build" 2>/dev/null || [[ -d $repository/build ]]
	fi
	mkdir -p "$folder"
}


build_sources()
{
	local repository=$1
	printf '%s\n' "${BUILD_SOURCES[@]/#/$repository/}"
	if [[ ${BUILD_TESTS:-no} == yes ]]
	then
		printf '%s\n' "$repository/tests"
	fi
}


build_is_current()
{
	local repository=$1 folder=$2 stamp="$2/.authplug-built" sources newer
	shift 2
	[[ -f $stamp && $(head -n 1 "$stamp") == "$(build_key "$repository" "$@")" ]] || return 1
	mapfile -t sources < <(build_sources "$repository")
	# Folders count too: a file that was removed changes its folder.
	newer=$(find "${sources[@]}" -newer "$stamp" -print -quit 2>/dev/null) || return 1
	[[ -z $newer ]]
}


build_key()
{
	local repository=$1
	shift
	printf '%s tests=%s %s' "$repository" "${BUILD_TESTS:-no}" "$*"
}


build_now()
{
	local repository=$1 folder=$2 generator=() started="$2/.authplug-build-started" tests=OFF
	shift 2
	[[ ${BUILD_TESTS:-no} == yes ]] && tests=ON
	if [[ ! -f $folder/CMakeCache.txt ]] && command -v ninja >/dev/null
	then
		generator=(-G Ninja)
	fi
	say "Building in $folder"
	# What is edited during the build counts as newer than the build.
	: >"$started"
	run cmake -S "$repository" -B "$folder" "${generator[@]}" -DAUTHPLUG_BUILD_TESTS=$tests "$@" >"$folder.log" 2>&1 \
		|| build_failed "$folder.log"
	run nice cmake --build "$folder" --parallel "$(nproc)" >>"$folder.log" 2>&1 || build_failed "$folder.log"
	build_key "$repository" "$@" >"$folder/.authplug-built"
	touch -r "$started" "$folder/.authplug-built"
}


build_failed()
{
	tail -n 60 "$1" >&2
	die "the build failed; all of its output is in $1"
}
