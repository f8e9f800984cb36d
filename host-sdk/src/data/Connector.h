//
// Connector.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  Connector
//
// What makes sessions.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Connector_INCLUDED
#define AuthPlug_Host_Connector_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Host/DatabaseOptions.h"
#include "ConnectFailed.h"
#include "Session.h"
#include "SocketWatchdog.h"
#include <memory>
#include <utility>


namespace AuthPlug {
namespace Host {


class Connector
	/// Connects and signs in; what runs on the sessions does not depend on who
	/// made them. Thread-safe.
{
public:
	Connector(const Connector&) = delete;
	Connector& operator = (const Connector&) = delete;

	virtual ~Connector() = default;

	virtual std::unique_ptr<Session> connect(Api::Deadline deadline, SocketWatchdog& watchdog) = 0;
		/// Returns a session that is signed in. Throws ConnectFailed; not later
		/// than at the deadline, as far as the connector can.

	const DatabaseOptions& options() const noexcept
		/// Returns the options, the password included: there is this one copy.
	{
		return _options;
	}

protected:
	explicit Connector(DatabaseOptions options): _options(std::move(options))
		/// Throws ConfigException if the options are not right.
	{
		_options.validate();
	}

private:
	const DatabaseOptions _options;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Connector_INCLUDED
