//
// WellKnownPlugin.cpp
//
// Example: well-known-plugin
//
// SPDX-License-Identifier: BSL-1.0
//


#include "WellKnownPlugin.h"
#include "RedirectHandler.h"
#include <AuthPlug/Api/Handshake.h>
#include <Poco/Exception.h>
#include <exception>
#include <memory>


using AuthPlug::Api::ErrorText;
using AuthPlug::Api::HostServices;
using AuthPlug::Api::Plugin;
using AuthPlug::Api::RouteRegistrar;
using AuthPlug::Api::RouteSpec;
using AuthPlug::Api::SettingSpec;
using AuthPlug::Api::SettingType;
using AuthPlug::Api::Settings;
using Poco::Net::HTTPResponse;


namespace WellKnown {


namespace {


constexpr std::uint32_t DEADLINE_MILLIS = 1000;


constexpr SettingSpec SETTINGS[] = {
	{"target", SettingType::text, "", 0, 2000, nullptr, "",
		"Where to: an https URL, or a path of this server that begins with one `/`."},
	{"status", SettingType::choice, "", 0, 0, "303", "302|303|307",
		"Status of the answer."},
};


HTTPResponse::HTTPStatus statusOf(std::string_view text)
{
	if (text == "302") return HTTPResponse::HTTP_FOUND;
	if (text == "307") return HTTPResponse::HTTP_TEMPORARY_REDIRECT;
	return HTTPResponse::HTTP_SEE_OTHER;
}


} // namespace


Plugin* WellKnownPlugin::create(HostServices&, const Settings& settings, ErrorText& error) noexcept
{
	try
	{
		// Owned by the host until it calls destroy().
		return new WellKnownPlugin(settings);
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


WellKnownPlugin::WellKnownPlugin(const Settings& settings):
	_target(settings.text("target")),
	_status(statusOf(settings.text("status")))
{
}


bool WellKnownPlugin::start(RouteRegistrar& routes, ErrorText& error) noexcept
{
	const RouteSpec get{"GET", RedirectTarget::PATH, "", 0, DEADLINE_MILLIS};
	const RouteSpec head{"HEAD", RedirectTarget::PATH, "", 0, DEADLINE_MILLIS};
	return routes.add(get, *this, error) && routes.add(head, *this, error);
}


void WellKnownPlugin::stop() noexcept
{
}


void WellKnownPlugin::destroy() noexcept
{
	delete this;
}


Poco::Net::HTTPRequestHandler* WellKnownPlugin::createRequestHandler(const Poco::Net::HTTPServerRequest&)
{
	return std::make_unique<RedirectHandler>(_target, _status).release();
}


} // namespace WellKnown


AUTHPLUG_PLUGIN("well-known", PLUGIN_VERSION, WellKnown::SETTINGS, &WellKnown::WellKnownPlugin::create);
