//
// ApiRoutes.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/ApiRoutes.h"
#include "api/OperationHandler.h"


namespace AuthServer {


namespace {


constexpr std::uint32_t BODY_LIMIT = 8192;
constexpr std::uint32_t DEADLINE_MILLIS = 10000;


} // namespace


ApiRoutes::ApiRoutes(AuthPlug::Host::HostRoutes& routes, AuthPlug::Api::Log& log): _routes(routes), _log(log)
{
}


void ApiRoutes::get(const char* path, Operation operation)
{
	add("GET", path, "", 0, std::move(operation));
}


void ApiRoutes::post(const char* path, Operation operation)
{
	add("POST", path, "application/json", BODY_LIMIT, std::move(operation));
}


void ApiRoutes::postEmpty(const char* path, Operation operation)
{
	add("POST", path, "", BODY_LIMIT, std::move(operation));
}


void ApiRoutes::remove(const char* path, Operation operation)
{
	add("DELETE", path, "", BODY_LIMIT, std::move(operation));
}


void ApiRoutes::add(const char* method, const char* path, const char* contentType, std::uint32_t bodyLimit, Operation operation)
{
	_operations.push_back(std::move(operation));
	const Operation& kept = _operations.back();
	_routes.add({method, path, contentType, bodyLimit, DEADLINE_MILLIS},
		[this, &kept] { return std::make_unique<OperationHandler>(kept, _log); });
}


} // namespace AuthServer
