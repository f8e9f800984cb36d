//
// PocoConnector.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  PocoConnector
//
// Connects by POCO Data MySQL.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PocoConnector_INCLUDED
#define AuthPlug_Host_PocoConnector_INCLUDED


#include "Connector.h"


namespace AuthPlug {
namespace Host {


class PocoConnector final: public Connector
	/// Connects by POCO Data MySQL. It times in whole seconds, each wait by
	/// itself; it has no TLS and one UNIX socket in a process. See PocoDatabase.
{
public:
	PocoConnector(DatabaseOptions options, Api::Clock& clock);
		/// Registers POCO's connector and sets the process's socket path. Throws
		/// what DatabaseOptions::validate() throws, and
		/// Poco::InvalidArgumentException if another path is set already.

	std::unique_ptr<Session> connect(Api::Deadline deadline, SocketWatchdog& watchdog) override;
		/// May last a second longer than the deadline, and with a slow server up
		/// to as many connect time-outs as it answers late.

private:
	Api::Clock& _clock;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PocoConnector_INCLUDED
