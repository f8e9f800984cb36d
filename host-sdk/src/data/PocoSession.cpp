//
// PocoSession.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  PocoSession
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PocoSession.h"
#include "ConnectFailed.h"
#include "SqlError.h"
#include <Poco/Data/DataException.h>
#include <Poco/Data/MySQL/Connector.h>
#include <Poco/Data/MySQL/SessionImpl.h>


namespace AuthPlug {
namespace Host {


namespace {


Poco::Data::Session opened(const std::string& connectionString, unsigned timeoutSeconds)
{
	try
	{
		return Poco::Data::Session(Poco::Data::MySQL::Connector::KEY, connectionString, timeoutSeconds);
	}
	catch (const Poco::Exception& exception)
	{
		throw ConnectFailed(SqlError::connectReason(exception.displayText()), SqlError::UNKNOWN);
	}
}


} // namespace


PocoSession::PocoSession(const std::string& connectionString, unsigned timeoutSeconds):
	_session(opened(connectionString, timeoutSeconds))
{
	auto* implementation = dynamic_cast<Poco::Data::MySQL::SessionImpl*>(_session.impl());
	if (!implementation) throw ConnectFailed("not_mysql", SqlError::UNKNOWN);
	_handle = implementation->handle();
}


PocoSession::~PocoSession()
{
	try
	{
		_session.close();
	}
	catch (const Poco::Exception&)
	{
		// It is closed whatever the server says of it.
	}
}


MYSQL* PocoSession::handle() const noexcept
{
	return _handle;
}


Poco::Data::Session PocoSession::session() const
{
	return _session;
}


} } // namespace AuthPlug::Host
