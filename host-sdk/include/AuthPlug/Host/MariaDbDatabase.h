//
// MariaDbDatabase.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  MariaDbDatabase
//
// The database service over libmariadb.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_MariaDbDatabase_INCLUDED
#define AuthPlug_Host_MariaDbDatabase_INCLUDED


#include "AuthPlug/Host/SqlDatabase.h"


namespace AuthPlug {
namespace Host {


class MariaDbDatabase: public SqlDatabase
	/// Connects by libmariadb: with TLS, by any number of UNIX sockets in a
	/// process, and never past a unit's deadline, save while a host's name is
	/// being resolved.
{
public:
	MariaDbDatabase(const DatabaseOptions& options, Api::Clock& clock, Api::Random& random, Api::Log& log);
		/// Connects to nothing yet. Whatever options.client says. Throws what
		/// DatabaseOptions::validate() throws.
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_MariaDbDatabase_INCLUDED
