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
#include "AuthPlug/Api/SettingException.h"
#include <typeinfo>


namespace AuthPlug {
namespace Host {


ConfigException::ConfigException(const std::string& file, int line, const std::string& key, const std::string& reason):
	Poco::DataException(Api::SettingException::sentence({file, static_cast<std::uint32_t>(line)}, key, reason)),
	_file(file),
	_line(line),
	_key(key),
	_reason(reason)
{
}


ConfigException::ConfigException(const Api::Settings& settings, const std::string& key, const std::string& reason):
	ConfigException(std::string(settings.origin(key).file), static_cast<int>(settings.origin(key).line), key, reason)
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
