//
// PocoDatabase.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  PocoDatabase
//
// The database service over POCO Data MySQL.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PocoDatabase_INCLUDED
#define AuthPlug_Host_PocoDatabase_INCLUDED


#include "AuthPlug/Host/SqlDatabase.h"
#include <Poco/Data/Session.h>
#include <Poco/Exception.h>


namespace AuthPlug {
namespace Host {


class PocoDatabase: public SqlDatabase
	/// Connects by POCO Data MySQL, for a host that has statements of its own on
	/// POCO sessions: they can take part in a unit of work. Has no TLS, and
	/// connecting can outlast a deadline; see docs/decisions/0003-libmariadb.md.
	///
	/// With a UNIX socket, make it before other threads run and before anything
	/// else in the process uses the client library: that takes the path from
	/// the environment variable MYSQL_UNIX_PORT, once, when it is initialised.
	/// The constructor sets the variable. So there can be one such path in a
	/// process; a connection that went by another one is refused.
{
public:
	PocoDatabase(const DatabaseOptions& options, Api::Clock& clock, Api::Random& random, Api::Log& log);
		/// Connects to nothing yet. Whatever options.client says. Throws what
		/// DatabaseOptions::validate() throws, and Poco::InvalidArgumentException
		/// if another socket path is set already.

	static Poco::Data::Session sessionOf(Api::Transaction& transaction);
		/// Returns the POCO session beneath a transaction, for code of the host
		/// that has its statements in POCO Data. Valid until the unit's run()
		/// returns. Neither begin, commit nor rollback may be called on it, and
		/// no session variable be changed. A statement that throws must be
		/// reported with noteFailure(). Throws Poco::InvalidArgumentException if
		/// the transaction is not a PocoDatabase's.

	static void noteFailure(Api::Transaction& transaction, const Poco::Exception& exception);
		/// Tells the transaction that a statement on its POCO session has
		/// failed, so that it is run again or given up, as the error demands.
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PocoDatabase_INCLUDED
