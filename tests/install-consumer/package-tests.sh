# shellcheck shell=bash
#
# package-tests.sh
#
# What is installed, and what can be built with it. Sourced by run, never run.
#
# SPDX-License-Identifier: BSL-1.0


# A machine may have ninja and no make.
GENERATOR=()
command -v ninja >/dev/null && GENERATOR=(-G Ninja)
readonly GENERATOR


# Fails if there is no point in going on.
package_tests()
{
	check "installs" install_package || return 1
	check "brings the parts" brings_the_parts || true
	check "brings authplugctl" authplugctl_runs || true
	check "brings authplug-calibrate" calibrate_runs || true
	check "names no folder of the machine that built it" names_no_folder || true
	check "can be written by its owner only" owner_writes || true
	check "grants its version and components" grants 0.1 "target=Host" || return 1
	check "grants one component and nothing else" grants_one_component || true
	check "refuses another minor version" refuses 0.2 "considered=0.1" || true
	check "refuses an older minor version" refuses 0.0 "considered=0.1" || true
	check "refuses another major version" refuses 1.0 "considered=0.1" || true
	check "refuses a component that it lacks" refuses "0.1;COMPONENTS;Host;Nothing" "no component Nothing here" || true
	check "does without a component that is optional" grants "0.1;OPTIONAL_COMPONENTS;Nothing" "found=1" || true
}


# Installed in one folder, used in another.
install_package()
{
	cmake --install "$BUILD" --prefix "$WORK/staged" && mv "$WORK/staged" "$PREFIX"
}


brings_the_parts()
{
	local part missing=0
	for part in \
		include/AuthPlug/Api/Handshake.h include/AuthPlug/Host/PluginHost.h \
		include/AuthPlug/Testing/FakeServices.h include/AuthPlug/Password/PasswordCheck.h \
		'lib*/libauthplug-host.a' 'lib*/libauthplug-password-core.a' 'lib*/authplug/plugins/authplug-password.so' \
		'lib*/cmake/AuthPlug/AuthPlugConfig.cmake' 'lib*/pkgconfig/authplug-host.pc' \
		bin/authplugctl share/authplug/sql/migrate share/authplug/sql/001-password.sql share/authplug/conf/plugins.d/password-change.properties \
		share/doc/authplug/LICENSE
	do
		if [[ -z $(find "$PREFIX" -path "$PREFIX/$part" -type f) && -z $(find "$PREFIX" -path "$PREFIX/${part/lib\*/lib/*}" -type f) ]]
		then
			echo "missing: $part"
			missing=1
		fi
	done
	[[ -x $PREFIX/share/authplug/sql/migrate ]] || { echo "sql/migrate can't be run"; missing=1; }
	return $missing
}


authplugctl_runs()
{
	local version
	version=$("$PREFIX/bin/authplugctl" --version)
	printf '%s\n' "$version"
	[[ $version == "authplugctl 0.1."*", API "* ]] && "$PREFIX/bin/authplugctl" --help | grep -q "verify FILE"
}


calibrate_runs()
{
	"$PREFIX/bin/authplug-calibrate" --memory 20 --latency 60000 --engine libsodium | grep -qx "hash.slots = 1"
}


names_no_folder()
{
	local found
	found=$(grep -rlaF -e "$REPOSITORY/" -e "$BUILD" -e "$WORK/staged" -- "$PREFIX" || true)
	[[ -z $found ]] || { echo "$found"; return 1; }
}


# The plugin manager loads nothing from elsewhere.
owner_writes()
{
	local found
	found=$(find "$PREFIX" ! -type l -perm /022)
	[[ -z $found ]] || { echo "$found"; return 1; }
}


# Sets ANSWER to what find_package(AuthPlug $1) comes to.
ask_for_package()
{
	rm -rf -- "$WORK/version"
	ANSWER=$(cmake -S "$HERE/version" -B "$WORK/version" "${GENERATOR[@]}" -DCMAKE_PREFIX_PATH="$PREFIX" -DWANTED="$1" 2>&1) || true
	printf '%s\n' "$ANSWER"
}


grants()
{
	ask_for_package "$1"
	[[ $ANSWER == *found=1* && $ANSWER == *"$2"* ]]
}


grants_one_component()
{
	ask_for_package "0.1;COMPONENTS;Api"
	[[ $ANSWER == *found=1* && $ANSWER == *target=Api* && $ANSWER != *target=Host* ]] \
		&& ! grep -E 'MARIADB|SODIUM|OPENSSL' "$WORK/version/CMakeCache.txt"
}


refuses()
{
	ask_for_package "$1"
	[[ $ANSWER == *found=* && $ANSWER != *found=1* && $ANSWER == *"$2"* ]]
}


# Sources are copied away from this tree, so that they can't reach into it.
build_tests()
{
	mkdir "$WORK/source"
	cp -r "$HERE" "$WORK/source/consumer"
	cp -r "$REPOSITORY/examples/well-known-plugin" "$WORK/source/plugin"
	check "a foreign plugin builds" build_foreign plugin || return 1
	check "a foreign server and all headers build as C++17" build_foreign consumer "-DAuthPlug_INCLUDE_ROOT=$PREFIX/include" || return 1
	check "they use the installed package only" uses_package_only || true
	check "a program builds by pkg-config" build_by_pkg_config || true
	check "and says the same of itself as one built by CMake" same_stamp || true
}


build_foreign()
{
	local name=$1
	shift
	cmake -S "$WORK/source/$name" -B "$WORK/build/$name" "${GENERATOR[@]}" -DCMAKE_BUILD_TYPE=Release \
		-DCMAKE_EXPORT_COMPILE_COMMANDS=ON -DCMAKE_PREFIX_PATH="$PREFIX" "$@" \
		&& nice cmake --build "$WORK/build/$name" --parallel "$(nproc)"
}


uses_package_only()
{
	! grep -rnaF -e "$REPOSITORY/" -e "$BUILD/" --include=compile_commands.json --include=build.ninja --include=CMakeCache.txt "$WORK/build"
}


build_by_pkg_config()
{
	local flags
	PKG_CONFIG_PATH=$(dirname -- "$(find "$PREFIX" -name authplug-host.pc)")
	export PKG_CONFIG_PATH
	flags=$(pkg-config --cflags --libs authplug-host authplug-password-core)
	# shellcheck disable=SC2086  # these are several words
	c++ -std=c++17 -O1 -o "$WORK/by-pkg-config" "$WORK/source/consumer/pkg-config/main.cpp" $flags \
		&& [[ -f $(pkg-config --variable=plugin_map authplug-api) && -d $(pkg-config --variable=plugindir authplug-api) ]]
}


# Otherwise host and plugin would refuse each other.
same_stamp()
{
	local said flags
	said=$("$WORK/by-pkg-config")
	flags=$("$WORK/build/consumer/foreign-host" --stamp)
	printf '%s / %s\n' "$said" "$flags"
	[[ $said == "version 0.1."*" flags $flags keys "*" usable 1" && $flags != 0 ]]
}
