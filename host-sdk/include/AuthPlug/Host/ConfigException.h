//
// ConfigException.h
//
// Library: AuthPlug/Host
// Package: Config
// Module:  ConfigException
//
// What is wrong with a configuration file, and where.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ConfigException_INCLUDED
#define AuthPlug_Host_ConfigException_INCLUDED


#include "AuthPlug/Api/Settings.h"
#include <Poco/Exception.h>
#include <string>


namespace AuthPlug {
namespace Host {


class ConfigException: public Poco::DataException
	/// Refuses a configuration file. message() reads `file:line: key: reason`,
	/// without the parts that do not apply; it never holds a secret. Unlike
	/// POCO's exceptions, what() gives the same text.
{
public:
	ConfigException(const std::string& file, int line, const std::string& key, const std::string& reason);
		/// A line of 0 stands for the file as a whole, an empty key for no key.

	ConfigException(const Api::Settings& settings, const std::string& key, const std::string& reason);
		/// Refuses a value where it stands.

	const char* name() const noexcept override;
	const char* className() const noexcept override;
	const char* what() const noexcept override;
	Poco::Exception* clone() const override;
	void rethrow() const override;

	const std::string& file() const noexcept
	{
		return _file;
	}

	int line() const noexcept
	{
		return _line;
	}

	const std::string& key() const noexcept
	{
		return _key;
	}

	const std::string& reason() const noexcept
	{
		return _reason;
	}

private:
	std::string _file;
	int _line;
	std::string _key;
	std::string _reason;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ConfigException_INCLUDED
