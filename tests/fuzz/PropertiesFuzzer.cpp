//
// PropertiesFuzzer.cpp
//
// Tests: fuzz
//
// .properties files: what is accepted can be written out and read back the
// same, what is not is refused in words.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/PropertiesFile.h"
#include "AuthPlug/Host/SettingsMap.h"
#include "AuthPlug/Host/SettingsSchema.h"
#include <cstdint>
#include <cstdlib>


namespace {


using AuthPlug::Api::SettingSpec;
using AuthPlug::Api::SettingType;
using AuthPlug::Host::ConfigException;
using AuthPlug::Host::PropertiesFile;
using AuthPlug::Host::SettingsSchema;


constexpr SettingSpec SETTINGS[] = {
	{"path", SettingType::text, "", 0, 64, "/fixture", "", "A text."},
	{"limit.window", SettingType::integer, "s", 1, 3600, "900", "", "A number."},
	{"strict", SettingType::flag, "", 0, 0, "false", "", "A flag."},
};


void require(bool condition)
{
	if (!condition) std::abort();
}


bool isPart(std::string_view whole, std::string_view part)
{
	return whole.find(part) != std::string_view::npos;
}


void readTwice(std::string_view text)
{
	const PropertiesFile file = PropertiesFile::parse("fuzz", text);
	std::string written;
	for (const PropertiesFile::Entry& entry: file.entries())
	{
		require(file.find(entry.key) == &entry);
		require(isPart(text, entry.key) && isPart(text, entry.value));
		written += entry.key + " = " + entry.value + "\n";
	}
	const PropertiesFile again = PropertiesFile::parse("fuzz", written);
	require(again.entries().size() == file.entries().size());
	for (const PropertiesFile::Entry& entry: file.entries()) require(again.find(entry.key)->value == entry.value);

	const auto settings = SettingsSchema().add(SETTINGS).check(file);
	require(settings->integer("limit.window") >= 1 && settings->integer("limit.window") <= 3600);
	require(settings->text("path").size() <= 64);
}


} // namespace


extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
	try
	{
		readTwice(std::string_view(reinterpret_cast<const char*>(data), size));
	}
	catch (const ConfigException& exception)
	{
		require(!exception.message().empty());
	}
	return 0;
}
