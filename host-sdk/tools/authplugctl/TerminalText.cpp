//
// TerminalText.cpp
//
// Tool:    authplugctl
// Module:  TerminalText
//
// SPDX-License-Identifier: BSL-1.0
//


#include "TerminalText.h"
#include <Poco/UTF8Encoding.h>
#include <Poco/Unicode.h>
#include <cstdio>
#include <sstream>


namespace AuthPlug {
namespace Ctl {


namespace {


std::size_t lengthAt(const std::string& text, std::size_t at)
	// Returns the length of the UTF-8 character there; 0 if there is none.
{
	const auto* bytes = reinterpret_cast<const unsigned char*>(text.data()) + at;
	const std::size_t length = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
	if (length > text.size() - at || !Poco::UTF8Encoding::isLegal(bytes, static_cast<int>(length))) return 0;
	return length;
}


bool isInert(int character)
{
	if (character < 0x20 || (character >= 0x7F && character < 0xA0)) return false;
	Poco::Unicode::CharacterProperties properties;
	Poco::Unicode::properties(character, properties);
	const auto type = properties.type;
	return type != Poco::Unicode::UCP_CONTROL && type != Poco::Unicode::UCP_FORMAT && type != Poco::Unicode::UCP_SURROGATE
		&& type != Poco::Unicode::UCP_LINE_SEPARATOR && type != Poco::Unicode::UCP_PARAGRAPH_SEPARATOR;
}


std::string escaped(int character)
{
	char text[16];
	std::snprintf(text, sizeof(text), character < 0x100 ? "\\x%02x" : "\\u{%x}", static_cast<unsigned>(character));
	return text;
}


std::size_t bytesOf(const std::string& text, std::size_t columns)
	// Returns how many bytes the first columns take.
{
	std::size_t at = 0;
	for (; at < text.size() && columns > 0; --columns)
	{
		const std::size_t length = lengthAt(text, at);
		at += length == 0 ? 1 : length;
	}
	return at;
}


} // namespace


std::string printable(const std::string& text)
{
	const Poco::UTF8Encoding utf8;
	std::string result;
	for (std::size_t at = 0; at < text.size();)
	{
		const std::size_t length = lengthAt(text, at);
		const int character = length == 0 ? static_cast<unsigned char>(text[at])
			: utf8.queryConvert(reinterpret_cast<const unsigned char*>(text.data()) + at, static_cast<int>(length));
		if (length > 0 && isInert(character)) result.append(text, at, length);
		else result += escaped(character);
		at += length == 0 ? 1 : length;
	}
	return result;
}


std::size_t columnsOf(const std::string& printable)
{
	std::size_t columns = 0;
	for (const char byte: printable) columns += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
	return columns;
}


std::string cut(const std::string& printable, std::size_t columns)
{
	if (columnsOf(printable) <= columns) return printable;
	return printable.substr(0, bytesOf(printable, columns - 1)) + "…";
}


std::vector<std::string> wrapped(const std::string& printable, std::size_t columns)
{
	std::vector<std::string> lines;
	std::string rest = printable;
	while (columnsOf(rest) > columns)
	{
		const std::size_t room = bytesOf(rest, columns);
		const std::size_t blank = rest.rfind(' ', room);
		const bool atBlank = blank != std::string::npos && blank > 0;
		lines.push_back(rest.substr(0, atBlank ? blank : room));
		rest.erase(0, atBlank ? blank + 1 : room);
	}
	lines.push_back(rest);
	return lines;
}


std::string inSeconds(std::chrono::milliseconds time)
{
	std::ostringstream text;
	text << static_cast<double>(time.count())/1000 << " s";
	return text.str();
}


} } // namespace AuthPlug::Ctl
