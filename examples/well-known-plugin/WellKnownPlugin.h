//
// WellKnownPlugin.h
//
// Example: well-known-plugin
//
// The plugin as its host sees it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef WellKnown_WellKnownPlugin_INCLUDED
#define WellKnown_WellKnownPlugin_INCLUDED


#include "RedirectTarget.h"
#include <AuthPlug/Api/Plugin.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPResponse.h>


namespace WellKnown {


class WellKnownPlugin final: public AuthPlug::Api::Plugin, private Poco::Net::HTTPRequestHandlerFactory
	/// Registers GET and HEAD of RedirectTarget::PATH. Asks no service of the host.
{
public:
	static AuthPlug::Api::Plugin* create(AuthPlug::Api::HostServices& services,
		const AuthPlug::Api::Settings& settings, AuthPlug::Api::ErrorText& error) noexcept;
		/// Makes the plugin; see PluginDescriptor::create.

	bool start(AuthPlug::Api::RouteRegistrar& routes, AuthPlug::Api::ErrorText& error) noexcept override;
	void stop() noexcept override;
	void destroy() noexcept override;

private:
	explicit WellKnownPlugin(const AuthPlug::Api::Settings& settings);
	~WellKnownPlugin() override = default;

	Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& request) override;

	const RedirectTarget _target;
	const Poco::Net::HTTPResponse::HTTPStatus _status;
};


} // namespace WellKnown


#endif // WellKnown_WellKnownPlugin_INCLUDED
