//
// DatabaseOptions.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  DatabaseOptions
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/DatabaseOptions.h"
#include "AuthPlug/Host/ConfigException.h"
#include <sys/un.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


const Api::SettingSpec DATABASE_SETTINGS[18] = {
	{"database.client", Api::SettingType::choice, "", 0, 0, "libmariadb", "libmariadb|poco", "What connects: libmariadb, or POCO Data MySQL for a host with statements of its own on POCO sessions; that has no TLS, and connecting can outlast a request's deadline."},
	{"database.host", Api::SettingType::text, "", 0, 255, "127.0.0.1", "", "Name or address of the MySQL or MariaDB server; unused if database.socket is set."},
	{"database.port", Api::SettingType::integer, "", 1, 65535, "3306", "", "Its TCP port."},
	{"database.socket", Api::SettingType::text, "", 0, 107, "", "", "Path of the server's UNIX socket; empty means TCP."},
	{"database.user", Api::SettingType::text, "", 0, 80, nullptr, "", "Account to sign in with."},
	{"database.password_file", Api::SettingType::secret, "", 0, 0, "", "", "File that holds the account's password; empty for an account without one."},
	{"database.name", Api::SettingType::text, "", 0, 64, nullptr, "", "Name of the database."},
	{"database.tls", Api::SettingType::choice, "", 0, 0, "auto", "auto|off|verify_identity", "verify_identity encrypts and demands a certificate that is valid for database.host; auto does so by TCP to another machine, unless database.plaintext_network is set."},
	{"database.tls_ca", Api::SettingType::text, "", 0, 4096, "", "", "Path of a file with the authorities, in PEM, that may have signed the server's certificate; empty for those of the system."},
	{"database.tls_cert", Api::SettingType::text, "", 0, 4096, "", "", "Path of a file with a client's certificate, in PEM, for an account that demands one."},
	{"database.tls_key", Api::SettingType::text, "", 0, 4096, "", "", "Path of the file with its private key, in PEM, without a passphrase."},
	{"database.plaintext_network", Api::SettingType::flag, "", 0, 0, "false", "", "Allow TCP to another machine although the connection is not encrypted, for example inside a private tunnel."},
	{"database.pool", Api::SettingType::integer, "connections", 1, 1000, "16", "", "Connections at most; requests wait for a free one until their deadline."},
	{"database.connect_timeout", Api::SettingType::integer, "s", 1, 60, "3", "", "How long connecting may take, signing in included; with POCO, how long each wait for the server may take."},
	{"database.statement_timeout", Api::SettingType::integer, "ms", 100, 60000, "5000", "", "After this time the server ends a statement (on MySQL: a SELECT)."},
	{"database.lock_wait_timeout", Api::SettingType::integer, "s", 1, 3, "2", "", "After this time the server ends a statement that waits for a row lock."},
	{"database.idle_check", Api::SettingType::integer, "s", 1, 3600, "30", "", "A connection that was idle for so long is asked for a sign of life before it is used."},
	{"database.max_age", Api::SettingType::integer, "s", 1, 86400, "1800", "", "A connection this old is replaced."}};


namespace {


void demand(bool right, const char* key, const std::string& wanted)
{
	if (!right) throw ConfigException(std::string(), 0, key, "wanted " + wanted);
}


void demandRange(std::uint64_t value, std::uint64_t least, std::uint64_t most, const char* key)
{
	demand(value >= least && value <= most, key, std::to_string(least) + " to " + std::to_string(most) + ", got " + std::to_string(value));
}


void demandCarriable(const std::string& value, const char* key)
	/// POCO's connection string has no quoting: `;` ends a value, and blanks at
	/// its edges are dropped.
{
	for (const char c : value)
	{
		demand(c != ';' && static_cast<unsigned char>(c) >= 0x20 && c != 0x7f, key,
			"a value without `;` and without control characters, which POCO's connection string can't carry");
	}
	demand(value.empty() || (value.front() != ' ' && value.back() != ' '), key,
		"a value without blanks at its edges, which POCO's connection string would drop");
}


void demandWithoutNul(const std::string& value, const char* key)
{
	demand(value.find('\0') == std::string::npos, key, "a value without a NUL byte");
}


void demandFile(const std::string& path, const char* key)
{
	demand(path.empty() || (path.front() == '/' && ::access(path.c_str(), R_OK) == 0), key, "the absolute path of a file that can be read");
}


bool isLoopback(const std::string& host)
{
	return host == "localhost" || host == "::1" || (host.compare(0, 4, "127.") == 0 && host.find_first_not_of("0123456789.") == std::string::npos);
}


} // namespace


DatabaseOptions DatabaseOptions::from(const Api::Settings& settings)
{
	const auto number = [&](const char* key) { return static_cast<std::uint32_t>(settings.integer(key)); };
	DatabaseOptions options;
	options.client = settings.text("database.client") == "poco" ? Client::poco : Client::libmariadb;
	options.host = settings.text("database.host");
	options.port = static_cast<std::uint16_t>(settings.integer("database.port"));
	options.socket = settings.text("database.socket");
	options.user = settings.text("database.user");
	options.password = settings.text("database.password_file");
	options.name = settings.text("database.name");
	const std::string_view tls = settings.text("database.tls");
	options.tls = tls == "off" ? Tls::off : tls == "verify_identity" ? Tls::verifyIdentity : Tls::automatic;
	options.tlsCa = settings.text("database.tls_ca");
	options.tlsCert = settings.text("database.tls_cert");
	options.tlsKey = settings.text("database.tls_key");
	options.plaintextNetwork = settings.flag("database.plaintext_network");
	options.pool = number("database.pool");
	options.connectTimeoutSeconds = number("database.connect_timeout");
	options.statementTimeoutMillis = number("database.statement_timeout");
	options.lockWaitTimeoutSeconds = number("database.lock_wait_timeout");
	options.idleCheckSeconds = number("database.idle_check");
	options.maxAgeSeconds = number("database.max_age");
	try
	{
		options.validate();
	}
	catch (const ConfigException& exception)
	{
		throw ConfigException(settings, exception.key(), exception.reason());
	}
	return options;
}


void DatabaseOptions::validate() const
{
	demand(!user.empty(), "database.user", "the name of an account");
	demand(!name.empty(), "database.name", "the name of a database");
	const auto demandValue = client == Client::poco ? &demandCarriable : &demandWithoutNul;
	demandValue(host, "database.host");
	demandValue(user, "database.user");
	demandValue(password, "database.password_file");
	demandValue(name, "database.name");
	demandRange(port, 1, 65535, "database.port");
	demandRange(pool, 1, 1000, "database.pool");
	demandRange(connectTimeoutSeconds, 1, 60, "database.connect_timeout");
	demandRange(statementTimeoutMillis, 100, 60000, "database.statement_timeout");
	demandRange(lockWaitTimeoutSeconds, 1, 3, "database.lock_wait_timeout");
	demandRange(idleCheckSeconds, 1, 3600, "database.idle_check");
	demandRange(maxAgeSeconds, 1, 86400, "database.max_age");
	demand(tls != Tls::verifyIdentity || client == Client::libmariadb, "database.tls", "auto or off with database.client=poco, which has no TLS");
	demand(tls != Tls::verifyIdentity || socket.empty(), "database.tls", "auto or off with database.socket, which needs no encryption");
	demandFile(tlsCa, "database.tls_ca");
	demandFile(tlsCert, "database.tls_cert");
	demandFile(tlsKey, "database.tls_key");
	demand(tlsCert.empty() == tlsKey.empty(), tlsCert.empty() ? "database.tls_cert" : "database.tls_key", "a file, since the other half of the pair is set");
	if (!socket.empty())
	{
		demand(socket.front() == '/' && socket.size() < sizeof(sockaddr_un::sun_path), "database.socket", "an absolute path of at most 107 bytes");
		return;
	}
	demand(!host.empty(), "database.host", "a name or an address");
	// Anybody on the way could read hashes.
	demand(encrypts() || plaintextNetwork || isLoopback(host), "database.host",
		"this machine (127.0.0.1, ::1, localhost or database.socket), since with database.client=poco or database.tls=off the connection is not encrypted; "
		"set database.plaintext_network=true if the network is protected by other means");
}


bool DatabaseOptions::encrypts() const
{
	if (client == Client::poco || !socket.empty() || tls == Tls::off) return false;
	return tls == Tls::verifyIdentity || (!isLoopback(host) && !plaintextNetwork);
}


} } // namespace AuthPlug::Host
