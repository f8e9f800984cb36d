# How a plugin is compiled and linked, for the plugins of this project and for
# those of others.
#
#   authplug_add_plugin(name SOURCES file... [LIBRARIES target...] [MANIFEST])
#
# Makes the loadable module <name>.so from the sources. It exports
# `authplugDescriptor` and, with MANIFEST, the entry point of a POCO manifest;
# everything else is hidden, so that two generations of the plugin, and the
# host, never meet in the dynamic linker's symbol table. No GNU-unique symbols:
# one of them would pin the file for ever. All symbols must resolve when it is
# linked and when it is opened.

set(AUTHPLUG_PLUGIN_MAP_DIR ${CMAKE_CURRENT_LIST_DIR} CACHE INTERNAL "Folder of the plugins' export lists")

function(authplug_plugin_compile_options target)
	# For the module itself and for every static library that goes into it.
	target_compile_options(${target} PRIVATE -fPIC -fvisibility=hidden -fvisibility-inlines-hidden)
	if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
		# clang never makes such symbols and does not know the option.
		target_compile_options(${target} PRIVATE -fno-gnu-unique)
	endif()
endfunction()

function(authplug_add_plugin name)
	cmake_parse_arguments(PARSE_ARGV 1 ARG "MANIFEST" "" "SOURCES;LIBRARIES")
	if(NOT ARG_SOURCES)
		message(FATAL_ERROR "authplug_add_plugin(${name}): no SOURCES")
	endif()
	if(ARG_MANIFEST)
		set(map ${AUTHPLUG_PLUGIN_MAP_DIR}/plugin-with-manifest.map)
	else()
		set(map ${AUTHPLUG_PLUGIN_MAP_DIR}/plugin.map)
	endif()
	add_library(${name} MODULE ${ARG_SOURCES})
	set_target_properties(${name} PROPERTIES PREFIX "" BUILD_WITH_INSTALL_RPATH TRUE INSTALL_RPATH "" LINK_DEPENDS ${map})
	target_link_libraries(${name} PRIVATE AuthPlug::Api ${ARG_LIBRARIES})
	authplug_harden(${name})
	authplug_plugin_compile_options(${name})
	target_link_options(${name} PRIVATE -Wl,--version-script=${map} -Wl,--exclude-libs,ALL)
	if(NOT AUTHPLUG_SANITIZE)
		# A sanitizer's run-time symbols come from the host's executable.
		target_link_options(${name} PRIVATE -Wl,-z,defs)
	endif()
endfunction()
