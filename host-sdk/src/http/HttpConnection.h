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


#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/ErrorAnswer.h"
#include "AuthPlug/Host/Gate.h"
#include "AuthPlug/Host/HttpOptions.h"
#include "ConnectionBook.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>


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
};


class HttpSession;


class HttpConnection: public Poco::Net::TCPServerConnection
	/// The loop over a connection's requests. It differs from POCO's in what
	/// POCO leaves open: every request that was read gets an answer whatever is
	/// thrown, `Connection` is read as the list it is, a body that a handler
	/// leaves is not taken for the next request, and waiting takes no descriptor.
{
public:
	HttpConnection(const Poco::Net::StreamSocket& socket, HttpConnectionServices& services);
	~HttpConnection() override;

	void run() override;

private:
	enum class Next
		/// What becomes of the connection after a request.
	{
		request,
		close,
		discard  /// and close
	};

	Next serve(HttpSession& session, ConnectionBook::Entry& entry, bool mayStay);
	void answer(Poco::Net::HTTPServerRequestImpl& request, Poco::Net::HTTPServerResponseImpl& response);
	void callHandler(Poco::Net::HTTPServerRequestImpl& request, Poco::Net::HTTPServerResponseImpl& response);
	void answerMalformed(HttpSession& session);
	ErrorAnswer draining() const;

	HttpConnectionServices& _services;
};


class HttpConnectionFactory: public Poco::Net::TCPServerConnectionFactory
{
public:
	explicit HttpConnectionFactory(HttpConnectionServices& services);

	Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override;

private:
	HttpConnectionServices& _services;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HttpConnection_INCLUDED
