//
// Session.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  Session
//
// A session that is signed in.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Session_INCLUDED
#define AuthPlug_Host_Session_INCLUDED


#include <mysql.h>


namespace AuthPlug {
namespace Host {


class Session
	/// Owns a session with the server; closes it in its destructor. For one
	/// thread at a time.
{
public:
	Session() = default;
	Session(const Session&) = delete;
	Session& operator = (const Session&) = delete;

	virtual ~Session() = default;

	virtual MYSQL* handle() const noexcept = 0;
		/// Returns the client library's handle, never nullptr.
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Session_INCLUDED
