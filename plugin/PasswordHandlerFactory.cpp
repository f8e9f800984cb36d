//
// PasswordHandlerFactory.cpp
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  PasswordHandlerFactory
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PasswordHandlerFactory.h"
#include "PasswordModule.h"
#include "http/AnswerSender.h"
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <exception>


namespace AuthPlug {
namespace Password {


namespace {


class NotBoundHandler final: public Poco::Net::HTTPRequestHandler
	/// Answers that the service is not ready yet. It has not read the body, so
	/// the connection can't be used for another request.
{
public:
	void handleRequest(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) override
	{
		response.setKeepAlive(false);
		sendAnswer(answerFor(Refusal{Outcome::busy, 1, 0}, std::string()), response);
	}
};


} // namespace


PasswordHandlerFactory::PasswordHandlerFactory() = default;


PasswordHandlerFactory::~PasswordHandlerFactory() = default;


bool PasswordHandlerFactory::bind(Api::HostServices& services, const Api::Settings& settings, Api::ErrorText& error) noexcept
{
	try
	{
		if (_module) throw Poco::IllegalStateException("services are bound already");
		auto module = std::make_unique<PasswordModule>(services, settings);
		module->checkStorage();
		_module = std::move(module);
		_bound.store(_module.get(), std::memory_order_release);
		return true;
	}
	catch (const Poco::Exception& exception)
	{
		error.set(exception.displayText());
	}
	catch (const std::exception& exception)
	{
		error.set(exception.what());
	}
	return false;
}


Poco::Net::HTTPRequestHandler* PasswordHandlerFactory::createRequestHandler(const Poco::Net::HTTPServerRequest& request)
{
	if (PasswordModule* const module = _bound.load(std::memory_order_acquire)) return module->factory().createRequestHandler(request);
	return std::make_unique<NotBoundHandler>().release();
}


} } // namespace AuthPlug::Password
