//
// OpenApi.cpp
//
// Tests: contract
//
// SPDX-License-Identifier: BSL-1.0
//


#include "OpenApi.h"
#include <Poco/JSONString.h>
#include <cstdlib>
#include <fstream>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


OpenApi::OpenApi(): _validator({"/usr/bin/python3", "-W", "ignore", program(), document(), "--stream"})
{
}


std::string OpenApi::faults(const Request& request, const Answer& answer)
{
	const std::string line = lineOf(request, answer);
	if (const char* file = std::getenv("AUTHPLUG_EXCHANGES_FILE"))
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		std::ofstream(file, std::ios::app) << line << "\n";
	}
	return ask(line);
}


std::string OpenApi::check(const Request& request, const Answer& answer)
{
	return ask(lineOf(request, answer));
}


OpenApi& OpenApi::shared()
{
	static OpenApi instance;
	return instance;
}


std::string OpenApi::document()
{
	return AUTHPLUG_SOURCE_DIR "/docs/openapi.yaml";
}


std::string OpenApi::program()
{
	return AUTHPLUG_SOURCE_DIR "/tests/contract/validate_openapi.py";
}


std::string OpenApi::lineOf(const Request& request, const Answer& answer)
{
	std::string headers;
	for (const auto& entry : answer.headers)
	{
		headers += (headers.empty() ? "[" : ",[") + Poco::toJSON(entry.first) + "," + Poco::toJSON(entry.second) + "]";
	}
	return "{\"source\":\"contract\",\"method\":" + Poco::toJSON(request.method)
		+ ",\"path\":" + Poco::toJSON(request.path)
		+ ",\"status\":" + std::to_string(answer.status)
		+ ",\"headers\":[" + headers + "],\"body\":" + Poco::toJSON(answer.body) + "}";
}


std::string OpenApi::ask(const std::string& line)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_validator.writeLine(line);
	std::string verdict;
	if (!_validator.readLine(verdict)) throw std::runtime_error("the OpenAPI validator ended");
	return verdict == "ok" ? std::string() : verdict;
}


} } // namespace AuthPlug::Tests
