# Compiler and linker options after the OpenSSF hardening guide for C and C++.
#
#   authplug_harden(target)   warnings, run-time checks, full RELRO
#
# `-z nodlopen`, which the guide also lists, is left out: a plugin that has it
# can't be loaded. The sanitizers bring their own checks, which
# _FORTIFY_SOURCE would hide; it works with optimisation only. Paths of the
# machine that builds are no part of what is built, also not of its debugging
# information.

function(authplug_harden target)
	target_compile_options(${target} PRIVATE
		-Wall -Wextra -Wformat=2 -Wconversion -Wshadow -Werror=format-security
		-fstack-protector-strong -fstack-clash-protection
		-fno-delete-null-pointer-checks -fno-strict-overflow -fno-strict-aliasing
		-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
	if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 16)
		# Before version 16, clang has it for benchmarks only.
		target_compile_options(${target} PRIVATE -ftrivial-auto-var-init=zero)
	endif()
	if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
		target_compile_options(${target} PRIVATE -fcf-protection=full)
	elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
		target_compile_options(${target} PRIVATE -mbranch-protection=standard)
	endif()
	if(AUTHPLUG_WERROR)
		target_compile_options(${target} PRIVATE -Werror)
	endif()
	target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS)
	if(AUTHPLUG_SANITIZE)
		# What GCC says of uninitialised variables in instrumented code, it says of <regex> as well.
		target_compile_options(${target} PRIVATE -fsanitize=${AUTHPLUG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined
			$<$<CXX_COMPILER_ID:GNU>:-Wno-error=maybe-uninitialized>)
		target_link_options(${target} PRIVATE -fsanitize=${AUTHPLUG_SANITIZE})
	else()
		target_compile_options(${target} PRIVATE
			$<$<CONFIG:RelWithDebInfo>:-ffile-prefix-map=${PROJECT_BINARY_DIR}=.>
			$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-U_FORTIFY_SOURCE>
			$<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:-D_FORTIFY_SOURCE=3>)
	endif()
	target_link_options(${target} PRIVATE
		-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--as-needed)
endfunction()
