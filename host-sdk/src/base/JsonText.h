//
// JsonText.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  JsonText
//
// JSON strings of any bytes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_JsonText_INCLUDED
#define AuthPlug_Host_JsonText_INCLUDED


#include <string>
#include <string_view>


namespace AuthPlug {
namespace Host {


void appendQuoted(std::string& json, std::string_view text);
	/// Appends the text as a JSON string (RFC 8259). Quotes, backslashes and
	/// control characters, U+0080 to U+009F included, are escaped; a byte that
	/// is not UTF-8 becomes U+FFFD. So no text can forge a line, or command
	/// the terminal that shows it.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_JsonText_INCLUDED
