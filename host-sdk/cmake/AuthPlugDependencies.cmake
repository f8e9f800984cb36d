# Finds what AuthPlug is built on. Included by this project and, installed, by
# the package configuration that find_package(AuthPlug) reads. That one says
# beforehand which of its components are wanted, and whether a missing library
# is an error here (REQUIRED) or to be noticed by the caller (QUIET).

if(NOT DEFINED AUTHPLUG_WANTED)
	set(AUTHPLUG_WANTED Api Host PasswordCore Examples)
endif()
if(NOT DEFINED AUTHPLUG_FIND)
	set(AUTHPLUG_FIND REQUIRED)
endif()

find_package(Poco 1.11 ${AUTHPLUG_FIND} COMPONENTS Foundation Net)

if("Host" IN_LIST AUTHPLUG_WANTED OR "PasswordCore" IN_LIST AUTHPLUG_WANTED)
	find_package(PkgConfig ${AUTHPLUG_FIND})
	find_package(Poco 1.11 ${AUTHPLUG_FIND} COMPONENTS Crypto)
endif()

if("Host" IN_LIST AUTHPLUG_WANTED)
	find_package(Threads ${AUTHPLUG_FIND})
	find_package(OpenSSL ${AUTHPLUG_FIND} COMPONENTS Crypto)
	pkg_check_modules(ELF ${AUTHPLUG_FIND} IMPORTED_TARGET GLOBAL libelf)

	# Debian's PocoDataMySQLConfig.cmake names the target MySQL::client in its link
	# interface without ever defining it, so it has to exist beforehand.
	pkg_check_modules(MARIADB ${AUTHPLUG_FIND} IMPORTED_TARGET GLOBAL libmariadb)
	if(NOT TARGET MySQL::client)
		add_library(MySQL::client INTERFACE IMPORTED GLOBAL)
		set_property(TARGET MySQL::client PROPERTY INTERFACE_LINK_LIBRARIES PkgConfig::MARIADB)
	endif()
	find_package(Poco 1.11 ${AUTHPLUG_FIND} COMPONENTS JSON Util Data DataMySQL)
endif()

if("PasswordCore" IN_LIST AUTHPLUG_WANTED)
	pkg_check_modules(SODIUM ${AUTHPLUG_FIND} IMPORTED_TARGET GLOBAL libsodium)
	pkg_check_modules(XCRYPT ${AUTHPLUG_FIND} IMPORTED_TARGET GLOBAL libcrypt)
endif()

if("Examples" IN_LIST AUTHPLUG_WANTED)
	find_package(Poco 1.11 ${AUTHPLUG_FIND} COMPONENTS JWT)
endif()
