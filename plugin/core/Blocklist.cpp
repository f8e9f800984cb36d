//
// Blocklist.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Blocklist
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/Blocklist.h"
#include "core/Ascii.h"
#include "core/Utf8.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <fstream>


namespace AuthPlug {
namespace Password {


namespace {


bool isComment(const std::string& line)
{
	return line == "#" || line.compare(0, 2, "# ") == 0;
}


const char* faultOf(const std::string& line)
	/// Returns why the line can't be an entry, nullptr if it can.
{
	if (line.back() == '\r') return "the line ends in CR, which no password would match";
	if (line.size() > Blocklist::MAX_ENTRY_BYTES) return "the entry is longer than 1024 bytes";
	if (!Utf8::valid(line)) return "the entry is not valid UTF-8";
	return nullptr;
}


} // namespace


Blocklist Blocklist::load(const std::string& path)
{
	std::ifstream file(path, std::ios::binary);
	if (!file) throw Poco::OpenFileException("the list of common passwords can't be opened", path);
	return read(file, path);
}


Blocklist Blocklist::read(std::istream& lines, const std::string& name)
{
	Blocklist list;
	std::string line;
	for (std::size_t number = 1; std::getline(lines, line); ++number)
	{
		if (line.empty()) continue;
		const char* fault = faultOf(line);
		if (fault) throw Poco::DataFormatException(name + ":" + std::to_string(number), fault);
		if (list._entries.empty() && isComment(line)) continue;
		if (list._text.size() + line.size() > MAX_BYTES)
		{
			throw Poco::DataFormatException(name + ":" + std::to_string(number), "the list is larger than 256 MiB");
		}
		list.add(line);
	}
	if (lines.bad()) throw Poco::ReadFileException("the list of common passwords can't be read", name);
	if (list._entries.empty()) throw Poco::DataFormatException(name, "the list holds no entry");
	list.sort();
	return list;
}


bool Blocklist::contains(Api::SecretView password) const noexcept
{
	const std::string_view wanted = password.expose();
	const auto found = std::lower_bound(_entries.begin(), _entries.end(), wanted,
		[this](Entry entry, std::string_view text) { return Ascii::lessIgnoringCase(textOf(entry), text); });
	return found != _entries.end() && Ascii::equalsIgnoringCase(textOf(*found), wanted);
}


std::size_t Blocklist::size() const noexcept
{
	return _entries.size();
}


std::string_view Blocklist::textOf(Entry entry) const noexcept
{
	return std::string_view(_text).substr(entry.offset, entry.length);
}


void Blocklist::add(std::string_view password)
{
	_entries.push_back(Entry{static_cast<std::uint32_t>(_text.size()), static_cast<std::uint32_t>(password.size())});
	_text.append(password);
}


void Blocklist::sort()
{
	std::sort(_entries.begin(), _entries.end(),
		[this](Entry a, Entry b) { return Ascii::lessIgnoringCase(textOf(a), textOf(b)); });
	_entries.erase(std::unique(_entries.begin(), _entries.end(),
		[this](Entry a, Entry b) { return Ascii::equalsIgnoringCase(textOf(a), textOf(b)); }), _entries.end());
	_entries.shrink_to_fit();
	_text.shrink_to_fit();
}


} } // namespace AuthPlug::Password
