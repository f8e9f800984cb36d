//
// FakeExchange.h
//
// Tests: reload
//
// A request and a response without a connection.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FakeExchange_INCLUDED
#define AuthPlug_Tests_FakeExchange_INCLUDED


#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/SocketAddress.h>
#include <istream>
#include <sstream>
#include <stdexcept>
#include <string>


namespace AuthPlug {
namespace Tests {


class FakeResponse: public Poco::Net::HTTPServerResponse
	/// Keeps what a handler sends by sendBuffer().
{
public:
	void sendContinue() override
	{
	}

	std::ostream& send() override
	{
		throw std::logic_error("not in this test");
	}

	void sendFile(const std::string& /*path*/, const std::string& /*mediaType*/) override
	{
		throw std::logic_error("not in this test");
	}

	void sendBuffer(const void* buffer, std::size_t length) override
	{
		body.assign(static_cast<const char*>(buffer), length);
		_sent = true;
	}

	void redirect(const std::string& /*uri*/, HTTPStatus /*status*/) override
	{
		throw std::logic_error("not in this test");
	}

	void requireAuthentication(const std::string& /*realm*/) override
	{
		throw std::logic_error("not in this test");
	}

	bool sent() const override
	{
		return _sent;
	}

	std::string body;

private:
	bool _sent = false;
};


class FakeRequest: public Poco::Net::HTTPServerRequest
{
public:
	FakeRequest(const std::string& method, const std::string& path): _params(new Poco::Net::HTTPServerParams)
	{
		setMethod(method);
		setURI(path);
	}

	std::istream& stream() override
	{
		return _body;
	}

	const Poco::Net::SocketAddress& clientAddress() const override
	{
		return _address;
	}

	const Poco::Net::SocketAddress& serverAddress() const override
	{
		return _address;
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
	std::istringstream _body;
	Poco::Net::SocketAddress _address;
	Poco::Net::HTTPServerParams::Ptr _params;
	mutable FakeResponse _response;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FakeExchange_INCLUDED
