//
// GuardedContext.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardedContext
//
// SPDX-License-Identifier: BSL-1.0
//


#include "GuardedContext.h"
#include <cerrno>
#include <sys/socket.h>


namespace AuthPlug {
namespace Host {


GuardedContext::GuardedContext(const RequestFacts& facts, Api::SecretView body, int descriptor):
	_facts(facts), _body(body), _descriptor(descriptor)
{
}


Api::Deadline GuardedContext::deadline() const noexcept
{
	return _facts.deadline;
}


Api::SecretView GuardedContext::body() const noexcept
{
	return _body;
}


std::string_view GuardedContext::requestId() const noexcept
{
	return _facts.id;
}


std::string_view GuardedContext::clientAddress() const noexcept
{
	return _facts.clientAddress;
}


bool GuardedContext::callerGone() noexcept
{
	char byte;
	const ssize_t got = ::recv(_descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	if (got < 0) return errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
	return got == 0;
}


} } // namespace AuthPlug::Host
