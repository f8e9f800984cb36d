//
// ConfigException.cpp
//
// Library: AuthPlug/Host
// Package: Config
// Module:  ConfigException
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConfigException.h"
#include <typeinfo>


namespace AuthPlug {
namespace Host {


namespace {


std::string sentence(const std::string& file, int line, const std::string& key, const std::string& reason)
{
	std::string text = file;
	if (line > 0) text += ":" + std::to_string(line);
	text += ": ";
	if (!key.empty()) text += key + ": ";
	return text + reason;
}


} // namespace


ConfigException::ConfigException(const std::string& file, int line, const std::string& key, const std::string& reason):
	Poco::DataException(sentence(file, line, key, reason)), _file(file), _line(line), _key(key), _reason(reason)
{
}


const char* ConfigException::name() const noexcept
{
	return "Configuration error";
}


const char* ConfigException::className() const noexcept
{
	return typeid(*this).name();
}


const char* ConfigException::what() const noexcept
{
	return message().c_str();
}


Poco::Exception* ConfigException::clone() const
{
	return new ConfigException(*this);
}


void ConfigException::rethrow() const
{
	throw *this;
}


} } // namespace AuthPlug::Host
