//
// PasswordHandlerFactory.h
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  PasswordHandlerFactory
//
// The factory of the POCO manifest.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_PasswordHandlerFactory_INCLUDED
#define AuthPlug_Password_PasswordHandlerFactory_INCLUDED


#include "AuthPlug/Api/ServiceBinding.h"
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <atomic>
#include <memory>


namespace AuthPlug {
namespace Password {


class PasswordModule;


class PasswordHandlerFactory: public Poco::Net::HTTPRequestHandlerFactory, public Api::ServiceBinding
	/// The one class of the POCO manifest, for hosts that load the plugin by a
	/// plain Poco::ClassLoader, once, and never unload it. Until services are
	/// bound its handlers answer 503 TRY_AGAIN_LATER. Thread-safe, but for
	/// bind(), which is called once.
{
public:
	PasswordHandlerFactory();
	~PasswordHandlerFactory() override;

	bool bind(Api::HostServices& services, const Api::Settings& settings, Api::ErrorText& error) noexcept override;

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;
		/// The caller owns the handler.

private:
	std::unique_ptr<PasswordModule> _module;
	std::atomic<PasswordModule*> _bound{nullptr};
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_PasswordHandlerFactory_INCLUDED
