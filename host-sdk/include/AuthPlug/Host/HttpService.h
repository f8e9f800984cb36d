//
// HttpService.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HttpService
//
// A Poco HTTP server that starts, drains and stops in order.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HttpService_INCLUDED
#define AuthPlug_Host_HttpService_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/HttpOptions.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <cstddef>
#include <cstdint>
#include <memory>


namespace AuthPlug {
namespace Host {


class HttpService
	/// Owns the listening socket, the threads and the connections. A connection
	/// holds a thread only from the first byte of a request to the end of its
	/// answer; all are started by start().
	///
	/// POCO parses and writes; the loop over a connection's requests is the
	/// service's own, so that a dripping header has one deadline, no exception
	/// closes a connection without an answer, and stopping never waits for a
	/// client.
	///
	/// start(), stop() and the destructor are for one thread, the rest is
	/// thread-safe.
{
public:
	struct State
		/// What a probe or a metric wants to know.
	{
		std::size_t connections;  /// open at the moment, idle ones included
		std::size_t served;       /// that hold a thread; if all threads are held, other requests wait
		std::size_t requests;     /// under way at the moment
		std::uint64_t accepted;   /// connections since the start
		std::uint64_t refused;    /// connections closed because too many were open
		std::uint64_t cutOff;     /// connections closed because a header took too long
		bool draining;
	};

	HttpService(const HttpOptions& options, Poco::Net::HTTPRequestHandlerFactory::Ptr factory, Api::Clock& clock, Api::Log& log);
		/// Prepares the service; no port is bound yet. Throws std::system_error
		/// if the process is out of descriptors.

	HttpService(const HttpService&) = delete;
	HttpService& operator = (const HttpService&) = delete;

	~HttpService();
		/// Stops without waiting for requests under way to be answered; waits
		/// for their handlers to return.

	void start();
		/// Binds the port and serves. Throws Poco::Net::NetException if the port
		/// is taken, another Poco::Exception or std::system_error if the threads
		/// can't be had. To be called once.

	std::uint16_t port() const;
		/// Returns the port that is bound; 0 before start().

	bool stop(std::uint32_t drainMillis);
		/// Closes the listening socket, answers new requests on open connections
		/// with 503 and `Connection: close`, waits up to drainMillis for the
		/// requests under way, then cuts all connections and waits for the
		/// threads. Returns true if no request was cut. May be repeated.

	State state() const;

private:
	class Impl;

	std::unique_ptr<Impl> _impl;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HttpService_INCLUDED
