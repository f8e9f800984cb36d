//
// PasswordPlugin.cpp
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  PasswordPlugin
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PasswordPlugin.h"
#include "PasswordHandlerFactory.h"
#include "AuthPlug/Api/Handshake.h"
#include <Poco/ClassLibrary.h>
#include <Poco/Exception.h>
#include <exception>


namespace AuthPlug {
namespace Password {


PasswordPlugin::PasswordPlugin(Api::HostServices& services, const Api::Settings& settings):
	_module(services, settings)
{
}


Api::Plugin* PasswordPlugin::create(Api::HostServices& services, const Api::Settings& settings, Api::ErrorText& error) noexcept
{
	try
	{
		// Owned by the host until it calls destroy().
		return new PasswordPlugin(services, settings);
	}
	catch (const Poco::Exception& exception)
	{
		error.set(exception.displayText());
	}
	catch (const std::exception& exception)
	{
		error.set(exception.what());
	}
	return nullptr;
}


bool PasswordPlugin::start(Api::RouteRegistrar& routes, Api::ErrorText& error) noexcept
{
	try
	{
		_module.checkStorage();
		const PasswordSettings& settings = _module.settings();
		const Api::RouteSpec route{"PUT", settings.routePath.c_str(), "application/json", settings.bodyLimit, settings.deadlineMillis};
		return routes.add(route, _module.factory(), error);
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


void PasswordPlugin::stop() noexcept
{
}


void PasswordPlugin::destroy() noexcept
{
	delete this;
}


} } // namespace AuthPlug::Password


AUTHPLUG_PLUGIN("password-change", AUTHPLUG_VERSION, AuthPlug::Password::PasswordSettings::SPECS, &AuthPlug::Password::PasswordPlugin::create);


// For hosts that load the library with a plain Poco::ClassLoader.
POCO_BEGIN_MANIFEST(Poco::Net::HTTPRequestHandlerFactory)
	POCO_EXPORT_CLASS(AuthPlug::Password::PasswordHandlerFactory)
POCO_END_MANIFEST
