//
// PropertiesFile.cpp
//
// Library: AuthPlug/Host
// Package: Config
// Module:  PropertiesFile
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PropertiesFile.h"
#include "AuthPlug/Host/ConfigException.h"
#include "../base/Descriptor.h"
#include <Poco/UTF8Encoding.h>
#include <algorithm>
#include <fcntl.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::size_t MAX_BYTES = 1024*1024;


std::string_view trim(std::string_view text)
{
	const auto first = text.find_first_not_of(" \t");
	if (first == std::string_view::npos) return {};
	return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}


bool isUtf8(std::string_view text)
{
	const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
	std::size_t at = 0;
	while (at < text.size())
	{
		const std::size_t length = bytes[at] < 0x80 ? 1 : bytes[at] < 0xE0 ? 2 : bytes[at] < 0xF0 ? 3 : 4;
		if (length > text.size() - at) return false;
		if (!Poco::UTF8Encoding::isLegal(bytes + at, static_cast<int>(length))) return false;
		at += length;
	}
	return true;
}


bool isKeyCharacter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}


bool isKey(std::string_view key)
{
	if (key.empty() || key.front() < 'a' || key.front() > 'z' || key.back() == '.') return false;
	char before = '.';
	for (const char c: key)
	{
		if (c == '.' ? before == '.' : !isKeyCharacter(c)) return false;
		before = c;
	}
	return true;
}


bool isControl(char c)
{
	return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
}


} // namespace


PropertiesFile::PropertiesFile(const std::string& path): _path(path)
{
}


PropertiesFile PropertiesFile::load(const std::string& path)
{
	try
	{
		// O_NONBLOCK: a FIFO in place of the file must not stop the reader.
		const Descriptor file = Descriptor::open(path, O_RDONLY | O_NONBLOCK);
		if (!S_ISREG(file.status().st_mode)) throw ConfigException(path, 0, "", "not a regular file");
		return parse(path, file.readAll(MAX_BYTES));
	}
	catch (const Poco::OpenFileException& exception)
	{
		throw ConfigException(path, 0, "", "can't be opened: " + exception.message());
	}
	catch (const Poco::ReadFileException& exception)
	{
		throw ConfigException(path, 0, "", "can't be read: " + exception.message());
	}
}


PropertiesFile PropertiesFile::parse(const std::string& path, std::string_view text)
{
	PropertiesFile file(path);
	int number = 0;
	while (!text.empty())
	{
		const std::size_t end = std::min(text.find('\n'), text.size());
		file.readLine(text.substr(0, end), ++number);
		text.remove_prefix(std::min(end + 1, text.size()));
	}
	return file;
}


const PropertiesFile::Entry* PropertiesFile::find(std::string_view key) const noexcept
{
	const auto it = std::find_if(_entries.begin(), _entries.end(), [key](const Entry& entry) { return entry.key == key; });
	return it == _entries.end() ? nullptr : &*it;
}


void PropertiesFile::readLine(std::string_view line, int number)
{
	if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
	if (number == 1 && line.substr(0, 3) == "\xEF\xBB\xBF") refuse(number, "", "starts with a byte order mark");
	if (!isUtf8(line)) refuse(number, "", "not UTF-8");
	if (std::any_of(line.begin(), line.end(), isControl)) refuse(number, "", "holds a control character");

	const std::string_view content = trim(line);
	if (content.empty() || content.front() == '#') return;

	const std::size_t equals = content.find('=');
	if (equals == std::string_view::npos) refuse(number, "", "wanted `key = value`, got no `=`");
	const std::string_view key = trim(content.substr(0, equals));
	const std::string_view value = trim(content.substr(equals + 1));
	if (key.empty()) refuse(number, "", "wanted `key = value`, got no key");
	if (!isKey(key))
	{
		refuse(number, key, "bad key: wanted lower-case letters, digits, `_`, `-` and `.` between parts, first a letter");
	}
	if (!value.empty() && value.back() == '\\') refuse(number, key, "ends in `\\`: a line can't be continued");
	if (const Entry* earlier = find(key)) refuse(number, key, "given twice, first in line " + std::to_string(earlier->line));
	_entries.push_back(Entry{std::string(key), std::string(value), number});
}


void PropertiesFile::refuse(int line, std::string_view key, const std::string& reason) const
{
	throw ConfigException(_path, line, std::string(key), reason);
}


} } // namespace AuthPlug::Host
