//
// ApiRoutes.h
//
// Example: auth-server
// Package: api
//
// Which operation answers which request.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_ApiRoutes_INCLUDED
#define AuthServer_ApiRoutes_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/HostRoutes.h"
#include "api/Operation.h"
#include <deque>


namespace AuthServer {


class ApiRoutes
	/// Registers operations as the host's own routes: the dispatcher checks the
	/// framing, reads the body and completes the answer for them. Must outlive
	/// the last request.
{
public:
	ApiRoutes(AuthPlug::Host::HostRoutes& routes, AuthPlug::Api::Log& log);

	void get(const char* path, Operation operation);
		/// Without a body.

	void post(const char* path, Operation operation);
		/// With a JSON body.

	void postEmpty(const char* path, Operation operation);
		/// With `{}`, or no body at all.

	void remove(const char* path, Operation operation);
		/// DELETE.

private:
	void add(const char* method, const char* path, const char* contentType, std::uint32_t bodyLimit, Operation operation);

	AuthPlug::Host::HostRoutes& _routes;
	AuthPlug::Api::Log& _log;
	std::deque<Operation> _operations;
};


} // namespace AuthServer


#endif // AuthServer_ApiRoutes_INCLUDED
