//
// FakeExchange.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeExchange
//
// A request and its answer without a socket.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeExchange_INCLUDED
#define AuthPlug_Testing_FakeExchange_INCLUDED


#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <istream>
#include <ostream>
#include <sstream>
#include <string>


namespace AuthPlug {
namespace Testing {


class FakeResponse final: public Poco::Net::HTTPServerResponse
	/// Keeps what a handler sends.
{
public:
	std::string sentBody;
	int sends = 0;
	bool broken = false;  /// sending throws, as on a connection that is gone

	void sendContinue() override
	{
	}

	std::ostream& send() override
	{
		begin();
		return _stream;
	}

	void sendFile(const std::string&, const std::string&) override
	{
		throw Poco::NotImplementedException("FakeResponse::sendFile");
	}

	void sendBuffer(const void* buffer, std::size_t length) override
	{
		begin();
		setContentLength64(static_cast<Poco::Int64>(length));
		sentBody.assign(static_cast<const char*>(buffer), length);
	}

	void redirect(const std::string&, HTTPStatus) override
	{
		throw Poco::NotImplementedException("FakeResponse::redirect");
	}

	void requireAuthentication(const std::string&) override
	{
		throw Poco::NotImplementedException("FakeResponse::requireAuthentication");
	}

	bool sent() const override
	{
		return sends > 0;
	}

private:
	void begin()
	{
		if (broken) throw Poco::Net::ConnectionResetException();
		++sends;
	}

	std::ostringstream _stream;
};


class FakeRequest final: public Poco::Net::HTTPServerRequest
	/// A request as a handler gets it. Its stream is empty: plugins take the
	/// body from the context.
{
public:
	FakeRequest(FakeResponse& response, const std::string& method, const std::string& uri):
		_response(response),
		_params(new Poco::Net::HTTPServerParams)
	{
		setMethod(method);
		setURI(uri);
		setVersion(HTTP_1_1);
	}

	std::istream& stream() override
	{
		return _stream;
	}

	const Poco::Net::SocketAddress& clientAddress() const override
	{
		return _client;
	}

	const Poco::Net::SocketAddress& serverAddress() const override
	{
		return _server;
	}

	const Poco::Net::HTTPServerParams& serverParams() const override
	{
		return *_params;
	}

	Poco::Net::HTTPServerResponse& response() const override
	{
		return _response;
	}

	bool secure() const override
	{
		return false;
	}

private:
	FakeResponse& _response;
	Poco::Net::HTTPServerParams::Ptr _params;
	std::istringstream _stream;
	Poco::Net::SocketAddress _client{"192.0.2.1", 40000};
	Poco::Net::SocketAddress _server{"192.0.2.2", 80};
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeExchange_INCLUDED
