//
// HttpOptions.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HttpOptions
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/HttpOptions.h"
#include "AuthPlug/Host/ConfigException.h"
#include "TrustedProxies.h"
#include <Poco/Exception.h>
#include <Poco/Net/IPAddress.h>


namespace AuthPlug {
namespace Host {


const Api::SettingSpec HTTP_SETTINGS[11] = {
	{"http.address", Api::SettingType::text, "", 0, 64, "127.0.0.1", "",
		"IPv4 or IPv6 address to listen on; keep it local and put a proxy that ends TLS in front."},
	{"http.port", Api::SettingType::integer, "", 0, 65535, "8080", "",
		"Port to listen on; 0 takes any free one."},
	{"http.threads", Api::SettingType::integer, "threads", 1, 4096, "160", "",
		"Requests served at a time, each by a thread; others wait. hash.queue must stay 64 below it."},
	{"http.connections", Api::SettingType::integer, "connections", 1, 65536, "700", "",
		"Open connections, each with a descriptor; further ones are closed without an answer."},
	{"http.backlog", Api::SettingType::integer, "connections", 1, 65536, "512", "",
		"Connections that the kernel holds until they are accepted; it caps this by net.core.somaxconn."},
	{"http.keep_alive_timeout", Api::SettingType::integer, "s", 1, 3600, "5", "",
		"How long an open connection may be idle between two requests."},
	{"http.keep_alive_requests", Api::SettingType::integer, "requests", 1, 1000000000, "1000", "",
		"Requests answered on one connection before it is closed."},
	{"http.header_timeout", Api::SettingType::integer, "s", 1, 300, "10", "",
		"Time for the first byte of a connection, and then for a whole request header, however slowly it comes."},
	{"http.body_timeout", Api::SettingType::integer, "s", 1, 300, "5", "",
		"Time for a whole request body, however slowly it comes; then 408."},
	{"http.retry_after", Api::SettingType::integer, "s", 1, 3600, "1", "",
		"Seconds that a 503 answer of the server asks a client to wait."},
	{"http.trusted_proxies", Api::SettingType::text, "", 0, 1024, "", "",
		"Addresses or CIDR blocks, separated by commas, of the proxies whose X-Forwarded-For names the client."}
};


namespace {


std::uint32_t number(const Api::Settings& settings, std::string_view key)
{
	return static_cast<std::uint32_t>(settings.integer(key));
}


std::uint32_t millis(const Api::Settings& settings, std::string_view key)
{
	return number(settings, key)*1000;
}


} // namespace


HttpOptions HttpOptions::from(const Api::Settings& settings)
{
	HttpOptions options;
	options.address = settings.text("http.address");
	options.port = static_cast<std::uint16_t>(settings.integer("http.port"));
	options.threads = number(settings, "http.threads");
	options.connections = number(settings, "http.connections");
	options.backlog = number(settings, "http.backlog");
	options.keepAliveTimeoutMillis = millis(settings, "http.keep_alive_timeout");
	options.keepAliveRequests = number(settings, "http.keep_alive_requests");
	options.headerTimeoutMillis = millis(settings, "http.header_timeout");
	options.bodyTimeoutMillis = millis(settings, "http.body_timeout");
	options.retryAfterSeconds = number(settings, "http.retry_after");
	options.trustedProxies = settings.text("http.trusted_proxies");

	Poco::Net::IPAddress parsed;
	if (!Poco::Net::IPAddress::tryParse(options.address, parsed))
	{
		throw ConfigException(settings, "http.address", "wanted an IP address, got \"" + options.address + "\"");
	}
	try
	{
		TrustedProxies(options.trustedProxies);
	}
	catch (const Poco::Exception& exception)
	{
		throw ConfigException(settings, "http.trusted_proxies", exception.message());
	}
	return options;
}


} } // namespace AuthPlug::Host
