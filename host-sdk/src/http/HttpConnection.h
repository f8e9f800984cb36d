//
// HttpConnection.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HttpConnection
//
// Serves the requests of one connection.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HttpConnection_INCLUDED
#define AuthPlug_Host_HttpConnection_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/ErrorAnswer.h"
#include "AuthPlug/Host/Gate.h"
#include "AuthPlug/Host/HttpOptions.h"
#include "ConnectionBook.h"
#include "HttpSession.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/StreamSocket.h>
#include <atomic>
#include <cstdint>


namespace Poco {
namespace Net {
	class HTTPServerRequestImpl;
	class HTTPServerResponseImpl;
} }


namespace AuthPlug {
namespace Host {


struct HttpConnectionServices
	/// What the connections of a service share. Thread-safe.
{
	const HttpOptions& options;
	Poco::Net::HTTPServerParams::Ptr params;
	Poco::Net::HTTPRequestHandlerFactory::Ptr factory;
	Api::Log& log;
	ConnectionBook& book;
	Gate& requests;  /// who is inside is being answered; closed: the service drains
	Api::Clock& clock;
	std::atomic<std::uint32_t> staying{0};  /// connections that keep their thread though they have no request
};


class HttpConnection
	/// One connection, from when it was accepted until its descriptor is closed.
	/// It is served when it has input, by one thread at a time. The loop over
	/// its requests differs from POCO's in what POCO leaves open: every request
	/// that was read gets an answer whatever is thrown, `Connection` is read as
	/// the list it is, and a body that a handler leaves is not taken for the next
	/// request.
{
public:
	HttpConnection(const Poco::Net::StreamSocket& socket, HttpConnectionServices& services);

	HttpConnection(const HttpConnection&) = delete;
	HttpConnection& operator = (const HttpConnection&) = delete;

	bool serve();
		/// Answers the request that has begun to come in, and those that follow
		/// at once. Returns false if the connection has ended, and is to be
		/// deleted; otherwise it waits for its next request.

	bool mayWait() const noexcept;
		/// Tells whether the client was sent away (503) at least twice in a row, so
		/// that its next request need not be looked at immediately.

	int descriptor();

	void handOver() noexcept
		/// Called by who parks the connection and by who is handed it. The kernel
		/// orders what the two do, of which C++ does not know.
	{
		++_handOvers;
	}

private:
	enum class Next
		/// What becomes of the connection after a request.
	{
		request,
		close,
		discard  /// and close
	};

	Next serveRequest(bool mayStay);
	bool nextFollows(bool cameSoon);
	void answer(Poco::Net::HTTPServerRequestImpl& request, Poco::Net::HTTPServerResponseImpl& response);
	void callHandler(Poco::Net::HTTPServerRequestImpl& request, Poco::Net::HTTPServerResponseImpl& response);
	void answerMalformed();
	ErrorAnswer draining() const;

	HttpConnectionServices& _services;
	HttpSession _session;
	ConnectionBook::Entry _entry;  // goes before the session closes the descriptor
	std::uint32_t _left;           // requests that may still come
	std::uint32_t _sentAway = 0;   // how often in a row
	std::atomic<std::uint32_t> _handOvers{0};
	Api::MonotonicTime _waitingSince;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HttpConnection_INCLUDED
