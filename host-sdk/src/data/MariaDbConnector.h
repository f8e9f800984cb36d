//
// MariaDbConnector.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  MariaDbConnector
//
// Connects by libmariadb.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_MariaDbConnector_INCLUDED
#define AuthPlug_Host_MariaDbConnector_INCLUDED


#include "Connector.h"


namespace AuthPlug {
namespace Host {


class MariaDbConnector final: public Connector
	/// Connects by libmariadb, with TLS where DatabaseOptions::encrypts() says
	/// so, and ends at the deadline in every phase, save while a host name is
	/// being resolved. Reads no option file.
{
public:
	MariaDbConnector(DatabaseOptions options, Api::Clock& clock);
		/// Throws what DatabaseOptions::validate() throws.

	std::unique_ptr<Session> connect(Api::Deadline deadline, SocketWatchdog& watchdog) override;

private:
	void prepare(MYSQL* handle) const;

	Api::Clock& _clock;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_MariaDbConnector_INCLUDED
