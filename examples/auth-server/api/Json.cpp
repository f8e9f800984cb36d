//
// Json.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/Json.h"
#include <Poco/DateTimeFormatter.h>
#include <Poco/JSONString.h>
#include <Poco/Timestamp.h>


namespace AuthServer {


std::string jsonText(const std::string& text)
{
	return Poco::toJSON(text, Poco::JSON_WRAP_STRINGS);
}


std::string jsonTexts(const std::vector<std::string>& texts)
{
	std::string array = "[";
	for (const std::string& text : texts)
	{
		if (array.size() > 1) array += ',';
		array += jsonText(text);
	}
	return array + "]";
}


std::string isoTime(std::uint64_t micros)
{
	const Poco::Timestamp time(static_cast<Poco::Timestamp::TimeVal>(micros));
	return Poco::DateTimeFormatter::format(time, "%Y-%m-%dT%H:%M:%S.%iZ");
}


} // namespace AuthServer
