//
// ControlRequest.cpp
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlRequest
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ControlRequest.h"
#include "../base/JsonText.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <algorithm>


namespace AuthPlug {
namespace Host {


namespace {


using Poco::Dynamic::Var;
using Poco::JSON::Object;
using Command = ControlRequest::Command;

constexpr std::size_t DEPTH = 4;
constexpr std::int64_t MAX_MILLIS = 24*3600*1000;
constexpr const char* BAD_REQUEST = "bad_request";


Object::Ptr objectOf(const std::string& line)
{
	try
	{
		Poco::JSON::Parser parser;
		parser.setDepth(DEPTH);
		return parser.parse(line).extract<Object::Ptr>();
	}
	catch (const Poco::BadCastException&)
	{
		throw ControlError(BAD_REQUEST, "wanted a JSON object");
	}
	catch (const Poco::Exception&)
	{
		throw ControlError(BAD_REQUEST, "wanted one line of JSON");
	}
}


Var need(const Object& object, const std::string& name)
{
	if (!object.has(name)) throw ControlError(BAD_REQUEST, "missing member \"" + name + "\"");
	return object.get(name);
}


std::int64_t integerOf(const Var& value, const std::string& name)
{
	std::int64_t integer = 0;
	try
	{
		if (value.isInteger() && !value.isBoolean())
		{
			value.convert(integer);
			return integer;
		}
	}
	catch (const Poco::Exception&)
	{
		// Too large: neither is that one.
	}
	throw ControlError(BAD_REQUEST, "\"" + name + "\": wanted an integer");
}


std::string textOf(const Var& value, const std::string& name)
{
	if (!value.isString()) throw ControlError(BAD_REQUEST, "\"" + name + "\": wanted a string");
	return value.extract<std::string>();
}


Command commandOf(const std::string& name)
{
	for (const Command command: {Command::status, Command::reload, Command::drain})
	{
		if (name == toString(command)) return command;
	}
	throw ControlError("unknown_command", "unknown command \"" + name + "\": wanted status, reload or drain");
}


std::set<std::string> pluginsOf(const Var& value)
{
	if (value.type() != typeid(Poco::JSON::Array::Ptr)) throw ControlError(BAD_REQUEST, "\"plugins\": wanted an array of strings");
	std::set<std::string> plugins;
	for (const Var& element: *value.extract<Poco::JSON::Array::Ptr>()) plugins.insert(textOf(element, "plugins"));
	return plugins;
}


std::chrono::milliseconds timeoutOf(const Var& value)
{
	const std::int64_t millis = integerOf(value, "timeoutMillis");
	if (millis < 0 || millis > MAX_MILLIS) throw ControlError(BAD_REQUEST, "\"timeoutMillis\": wanted 0 to " + std::to_string(MAX_MILLIS));
	return std::chrono::milliseconds(millis);
}


} // namespace


ControlError::ControlError(const char* code, const std::string& message): std::runtime_error(message), _code(code)
{
}


std::string ControlError::line() const
{
	std::string json = "{\"version\":1,\"type\":\"error\",\"code\":";
	appendQuoted(json, _code);
	json += ",\"message\":";
	appendQuoted(json, what());
	return json + "}\n";
}


ControlRequest ControlRequest::parse(const std::string& line)
{
	const Object::Ptr object = objectOf(line);
	// First, since everything else depends on it.
	const std::int64_t version = integerOf(need(*object, "version"), "version");
	if (version != VERSION)
	{
		throw ControlError("unknown_version", "this host speaks version " + std::to_string(VERSION) + " of the protocol, not " + std::to_string(version));
	}

	ControlRequest request;
	request.command = commandOf(textOf(need(*object, "command"), "command"));
	for (const std::string& name: object->getNames())
	{
		if (name == "version" || name == "command") continue;
		if (name == "plugins" && request.command == Command::drain) request.plugins = pluginsOf(object->get(name));
		else if (name == "timeoutMillis" && request.command != Command::status) request.timeout = timeoutOf(object->get(name));
		else throw ControlError(BAD_REQUEST, std::string(toString(request.command)) + " has no member \"" + name + "\"");
	}
	return request;
}


const char* toString(ControlRequest::Command command) noexcept
{
	switch (command)
	{
	case Command::status: return "status";
	case Command::reload: return "reload";
	case Command::drain: return "drain";
	}
	return "unknown";
}


} } // namespace AuthPlug::Host
