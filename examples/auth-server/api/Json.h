//
// Json.h
//
// Example: auth-server
// Package: api
//
// The little JSON that answers need.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Json_INCLUDED
#define AuthServer_Json_INCLUDED


#include <cstdint>
#include <string>
#include <vector>


namespace AuthServer {


std::string jsonText(const std::string& text);
	/// Returns a JSON string (RFC 8259, section 7) with its quotes.


std::string jsonTexts(const std::vector<std::string>& texts);
	/// Returns a JSON array of strings.


std::string isoTime(std::uint64_t micros);
	/// Returns a moment as ISO 8601 in UTC with milliseconds, without quotes.


} // namespace AuthServer


#endif // AuthServer_Json_INCLUDED
