//
// HttpOptions.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HttpOptions
//
// The settings of the HTTP service and of its dispatcher.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HttpOptions_INCLUDED
#define AuthPlug_Host_HttpOptions_INCLUDED


#include "AuthPlug/Api/Settings.h"
#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Host {


struct HttpOptions
	/// Options of HttpService and Dispatcher. The defaults take 64 simultaneous
	/// requests that all wait for slow work, and leave 96 threads for those that
	/// come while they wait.
	///
	/// A connection takes one descriptor, and holds a thread while a request of
	/// it is read, worked on and answered.
{
	std::string address = "127.0.0.1";  /// IPv4 or IPv6 address to listen on, not a name
	std::uint16_t port = 0;             /// 0: any free port, see HttpService::port()
	std::uint32_t threads = 160;        /// requests served at a time; others wait
	std::uint32_t connections = 700;    /// open ones; more are closed at once
	std::uint32_t backlog = 512;        /// connections that the kernel holds until they are accepted
	std::uint32_t keepAliveTimeoutMillis = 5000;   /// a connection without a request for so long is closed
	std::uint32_t keepAliveRequests = 1000;        /// requests on one connection; the last is answered with close
	std::uint32_t headerTimeoutMillis = 10000;     /// for the first byte, then for a whole request header, however it drips
	std::uint32_t bodyTimeoutMillis = 5000;        /// for a whole request body, however it drips
	std::uint32_t discardMillis = 1000;            /// how long unread input is discarded after an early answer
	std::uint32_t discardBytes = 256*1024;         /// how much of it
	std::uint32_t answerLimit = 1024*1024;         /// bytes of a guarded handler's answer
	std::uint32_t retryAfterSeconds = 1;           /// of the 503 answers
	std::string trustedProxies;  /// addresses or CIDR blocks of proxies whose X-Forwarded-For is believed, separated by commas

	static HttpOptions from(const Api::Settings& settings);
		/// Reads the values of HTTP_SETTINGS. Throws ConfigException if an
		/// address is malformed.
};


extern const Api::SettingSpec HTTP_SETTINGS[11];
	/// The keys `http.*` of a host's .properties file.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HttpOptions_INCLUDED
