# Finds what AuthPlug is built on. Included by this project and, installed, by
# the package configuration that find_package(AuthPlug) reads.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

# Debian's PocoDataMySQLConfig.cmake names the target MySQL::client in its link
# interface without ever defining it, so it has to exist beforehand.
pkg_check_modules(MARIADB REQUIRED IMPORTED_TARGET GLOBAL libmariadb)
if(NOT TARGET MySQL::client)
	add_library(MySQL::client INTERFACE IMPORTED GLOBAL)
	set_property(TARGET MySQL::client PROPERTY INTERFACE_LINK_LIBRARIES PkgConfig::MARIADB)
endif()

find_package(Poco 1.11 REQUIRED COMPONENTS Foundation Net JSON Util Crypto JWT Data DataMySQL)

pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET GLOBAL libsodium)
pkg_check_modules(XCRYPT REQUIRED IMPORTED_TARGET GLOBAL libcrypt)
pkg_check_modules(ELF REQUIRED IMPORTED_TARGET GLOBAL libelf)
