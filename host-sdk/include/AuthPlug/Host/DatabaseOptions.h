//
// DatabaseOptions.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  DatabaseOptions
//
// Where the database is, and how long to wait for it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_DatabaseOptions_INCLUDED
#define AuthPlug_Host_DatabaseOptions_INCLUDED


#include "AuthPlug/Api/Settings.h"
#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Host {


struct DatabaseOptions
	/// Options of a SqlDatabase. With the defaults 64 requests at a time, and
	/// more, share 16 connections: a request holds one only while a statement
	/// or a short transaction runs, never while a password is hashed.
{
	enum class Client
	{
		libmariadb,  /// see MariaDbDatabase
		poco         /// see PocoDatabase
	};

	enum class Tls
	{
		automatic,      /// verifyIdentity by TCP to another machine without plaintextNetwork, else off
		off,
		verifyIdentity  /// encrypted, and the server's certificate is valid for `host`
	};

	Client client = Client::libmariadb;
	std::string host = "127.0.0.1";  /// name or address of the server; unused with a socket
	std::uint16_t port = 3306;
	std::string socket;              /// path of the server's UNIX socket; empty: TCP
	std::string user;
	std::string password;            /// a secret: never log it
	std::string name;                /// the database
	Tls tls = Tls::automatic;
	std::string tlsCa;               /// file of the authorities that may sign the server's certificate; empty: the system's
	std::string tlsCert;             /// file of a certificate of ours, if the account demands one
	std::string tlsKey;              /// file of its private key
	bool plaintextNetwork = false;   /// allow TCP to other hosts, though nothing is encrypted
	std::uint32_t pool = 16;                    /// connections at most
	std::uint32_t connectTimeoutSeconds = 3;    /// for connecting, signing in included; POCO: for each of its waits
	std::uint32_t statementTimeoutMillis = 5000;  /// the server ends a statement that runs longer; on MySQL a SELECT only
	std::uint32_t lockWaitTimeoutSeconds = 2;   /// the server ends a statement that waits longer for a row lock; 1 to 3
	std::uint32_t idleCheckSeconds = 30;        /// a connection idle for so long is asked for a sign of life before use
	std::uint32_t maxAgeSeconds = 1800;         /// a connection this old is replaced, so that a failover is followed

	static DatabaseOptions from(const Api::Settings& settings);
		/// Reads the values of DATABASE_SETTINGS. Throws ConfigException, where
		/// the value stands, for what validate() refuses.

	void validate() const;
		/// Throws ConfigException, naming the key but never a secret, if a value
		/// is out of range, can't be had with the client, or asks for an
		/// unprotected network.

	bool encrypts() const;
		/// Tells whether connections are encrypted.
};


extern const Api::SettingSpec DATABASE_SETTINGS[18];
	/// The keys `database.*` of a host's .properties file.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_DatabaseOptions_INCLUDED
