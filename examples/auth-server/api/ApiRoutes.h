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
	/// Registers operations with the dispatcher, which checks the framing,
	/// reads the body and completes the answer for them. Must outlive the
	/// dispatcher.
{
public:
	explicit ApiRoutes(AuthPlug::Api::Log& log);

	void get(const char* path, Operation operation);
		/// Without a body.

	void post(const char* path, Operation operation);
		/// With a JSON body.

	void postEmpty(const char* path, Operation operation);
		/// With `{}`, or no body at all.

	void remove(const char* path, Operation operation);
		/// DELETE.

	const AuthPlug::Host::HostRoutes& routes() const noexcept;

private:
	void add(const char* method, const char* path, const char* contentType, std::uint32_t bodyLimit, Operation operation);

	AuthPlug::Api::Log& _log;
	std::deque<Operation> _operations;
	AuthPlug::Host::HostRoutes _routes;
};


} // namespace AuthServer


#endif // AuthServer_ApiRoutes_INCLUDED
