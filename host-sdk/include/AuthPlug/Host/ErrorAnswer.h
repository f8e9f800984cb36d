//
// ErrorAnswer.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ErrorAnswer
//
// An HTTP answer that says what went wrong.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ErrorAnswer_INCLUDED
#define AuthPlug_Host_ErrorAnswer_INCLUDED


#include <cstdint>
#include <string>


namespace Poco {
namespace Net {
	class HTTPServerResponse;
} }


namespace AuthPlug {
namespace Host {


struct ErrorAnswer
	/// An error in the form that all routes share:
	/// {"statusCode": 400, "error": "Bad Request", "message": "..."}.
{
	int status = 500;
	std::string message;                  /// code or sentence for the client; empty: the reason phrase
	std::uint32_t retryAfterSeconds = 0;  /// Retry-After and `retryAfter` (RFC 9110, 10.2.3); 0: none
	std::string allow;                    /// Allow (RFC 9110, 10.2.1); empty: none
	std::string challenge;                /// WWW-Authenticate (RFC 9110, 11.6.1); empty: none
	std::string reference;                /// member `reference`; empty: none
	bool close = false;                   /// the connection can't be used any more

	std::string body() const;
		/// Returns the JSON text (RFC 8259).

	void sendTo(Poco::Net::HTTPServerResponse& response) const;
		/// Sends the answer, with Content-Length and the headers of sendAnswer().
};


void sendAnswer(Poco::Net::HTTPServerResponse& response, int status, const std::string& contentType, const std::string& body);
	/// Sends a complete answer in one piece: status with its reason phrase,
	/// Content-Length, Content-Type, Cache-Control: no-store and
	/// X-Content-Type-Options: nosniff. Headers set before are kept. Throws
	/// Poco::IllegalStateException if something was sent already.


void sendJson(Poco::Net::HTTPServerResponse& response, int status, const std::string& json);
	/// As sendAnswer(), with application/json; charset=utf-8.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ErrorAnswer_INCLUDED
