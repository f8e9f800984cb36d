//
// ForeignPages.h
//
// Tests: install-consumer
//
// The handlers that the foreign server has had all along.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef ForeignPages_INCLUDED
#define ForeignPages_INCLUDED


#include <AuthPlug/Api/Clock.h>
#include <AuthPlug/Host/PluginManager.h>
#include <AuthPlug/Password/PasswordCheck.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>


class ForeignPages: public Poco::Net::HTTPRequestHandlerFactory
	/// `/` says who answers; `/login` checks a password by the rules that the
	/// plugin has as well; `/plugins` tells what is loaded; all else is 404.
{
public:
	ForeignPages(AuthPlug::Password::PasswordCheck& passwords, const AuthPlug::Host::PluginManager& plugins, AuthPlug::Api::Clock& clock);
		/// All must outlive the factory.

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

private:
	AuthPlug::Password::PasswordCheck& _passwords;
	const AuthPlug::Host::PluginManager& _plugins;
	AuthPlug::Api::Clock& _clock;
};


#endif // ForeignPages_INCLUDED
