//
// HeaderCheck.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HeaderCheck
//
// What can be told of a request from its header alone.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HeaderCheck_INCLUDED
#define AuthPlug_Host_HeaderCheck_INCLUDED


#include "AuthPlug/Host/ErrorAnswer.h"
#include "AuthPlug/Host/RouteTable.h"
#include <Poco/Net/HTTPRequest.h>
#include <cstdint>
#include <optional>
#include <string_view>


namespace AuthPlug {
namespace Host {


struct Framing
	/// How the body of a request is delimited (RFC 9112, section 6).
{
	std::optional<std::uint64_t> length;  /// of Content-Length
	bool chunked = false;

	bool mayHaveBody() const
	{
		return chunked || length.value_or(0) > 0;
	}
};


std::string_view pathOf(const std::string& target);
	/// Returns the path of a request target in origin form or absolute form
	/// (RFC 9112, section 3.2) as the bytes that came; empty for other forms.


std::optional<ErrorAnswer> checkHeader(const Poco::Net::HTTPRequest& request, Framing& framing);
	/// Checks what holds for every route: version, field names and values, and
	/// that the framing is unambiguous. Fills in the framing. An answer that
	/// comes back says why the request is refused.


std::optional<ErrorAnswer> checkForRoute(const Poco::Net::HTTPRequest& request, const Framing& framing, const Route& route);
	/// Checks length and media type of the body against the route.


bool wantsKeepAlive(const Poco::Net::HTTPRequest& request);
	/// Tells whether the client wants the connection to stay (RFC 9112, section
	/// 9.3). POCO does not understand a list such as `foo, close`.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HeaderCheck_INCLUDED
