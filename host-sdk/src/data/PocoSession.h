//
// PocoSession.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  PocoSession
//
// A session that POCO Data MySQL has made.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PocoSession_INCLUDED
#define AuthPlug_Host_PocoSession_INCLUDED


#include "Session.h"
#include <Poco/Data/Session.h>
#include <string>


namespace AuthPlug {
namespace Host {


class PocoSession final: public Session
	/// A POCO session and the handle beneath it.
{
public:
	PocoSession(const std::string& connectionString, unsigned timeoutSeconds);
		/// Connects and signs in. Throws ConnectFailed.

	~PocoSession() override;
		/// Host code may have kept the POCO session: it is closed all the same.

	MYSQL* handle() const noexcept override;

	Poco::Data::Session session() const;

private:
	Poco::Data::Session _session;
	MYSQL* _handle = nullptr;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PocoSession_INCLUDED
