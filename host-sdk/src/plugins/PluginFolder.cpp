//
// PluginFolder.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginFolder
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PluginFolder.h"
#include "Refusal.h"
#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/SettingsSchema.h"
#include <algorithm>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::string_view CONFIG_SUFFIX = ".properties";
constexpr std::string_view LIBRARY_SUFFIX = ".so";
constexpr std::size_t MAX_CONFIG = 1024*1024;
constexpr std::size_t MAX_LIBRARY = 64*1024*1024;


constexpr Api::SettingSpec COMMON[] = {
	{"library", Api::SettingType::text, "", 0, 200, nullptr, "", "Name of the plugin's library in the plugin directory, without `.so`."},
	{"required", Api::SettingType::flag, "", 0, 0, "false", "", "Whether the server refuses to start without this plugin; a reload never stops it."},
	{"sha256", Api::SettingType::text, "", 0, 64, "", "", "SHA-256 that the library's file must have, 64 hexadecimal digits; empty: any."},
};


bool isName(std::string_view name)
{
	const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'; };
	return !name.empty() && name.front() != '.' && name.size() <= 100 && std::all_of(name.begin(), name.end(), good);
}


bool saysRequired(const std::string& text)
	// Of a file that can't be read as a whole: a mistake in another line must
	// not let the host start without a plugin that it can't do without.
{
	std::string line;
	for (const char c: text + "\n")
	{
		if (c != '\n')
		{
			if (c != ' ' && c != '\t' && c != '\r') line += c;
			continue;
		}
		if (line == "required=true") return true;
		line.clear();
	}
	return false;
}


int lineOf(const PropertiesFile& file, const char* key)
{
	const PropertiesFile::Entry* entry = file.find(key);
	return entry ? entry->line : 0;
}


} // namespace


PluginFolder::PluginFolder(const std::string& configDirectory, const std::string& pluginDirectory):
	_configDirectory(configDirectory), _pluginDirectory(pluginDirectory)
{
}


std::map<std::string, PluginFiles> PluginFolder::scan() const
{
	const TrustedFolder configs = TrustedFolder::open(_configDirectory);
	std::map<std::string, PluginFiles> plugins;
	for (const std::string& fileName: configs.list(CONFIG_SUFFIX))
	{
		plugins.emplace(fileName.substr(0, fileName.size() - CONFIG_SUFFIX.size()), look(configs, fileName));
	}
	return plugins;
}


TrustedFile PluginFolder::readLibrary(const std::string& library) const
{
	return TrustedFile::read(TrustedFolder::open(_pluginDirectory), library, MAX_LIBRARY);
}


std::string PluginFolder::configPath(const std::string& name) const
{
	return _configDirectory + "/" + name + std::string(CONFIG_SUFFIX);
}


std::string PluginFolder::libraryPath(const std::string& library) const
{
	return _pluginDirectory + "/" + library;
}


const Api::SettingSpec* PluginFolder::commonSettings(std::size_t& count) noexcept
{
	count = std::size(COMMON);
	return COMMON;
}


PluginFiles PluginFolder::look(const TrustedFolder& configs, const std::string& fileName) const
{
	PluginFiles files;
	files.configStamp = TrustedFile::stampOf(configs, fileName);
	try
	{
		const TrustedFile config = TrustedFile::read(configs, fileName, MAX_CONFIG);
		files.configText = config.bytes();
		files.configStamp = config.stamp();
		if (!isName(fileName))
		{
			throw ConfigException(configs.path() + "/" + fileName, 0, "", "bad file name: wanted letters, digits, `_`, `-` and `.`");
		}
		readCommon(PropertiesFile::parse(configs.path() + "/" + fileName, config.bytes()), files);
	}
	catch (const ConfigException& exception)
	{
		files.configFault = exception.message();
		files.required = files.required || saysRequired(files.configText);
	}
	catch (const Refusal& refusal)
	{
		files.configFault = refusal.what();
		files.configArriving = refusal.kind() == Refusal::Kind::arriving;
	}
	return files;
}


void PluginFolder::readCommon(const PropertiesFile& file, PluginFiles& files) const
{
	const auto refuse = [&file](const char* key, const std::string& reason) { throw ConfigException(file.path(), lineOf(file, key), key, reason); };
	const SettingsMap::Ptr settings = SettingsSchema().add(COMMON).checkKnown(file);
	files.required = settings->flag("required");

	std::string sha256(settings->text("sha256"));
	const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
	if (!sha256.empty() && (sha256.size() != 64 || !std::all_of(sha256.begin(), sha256.end(), isHex)))
	{
		refuse("sha256", "wanted 64 hexadecimal digits, got " + std::to_string(sha256.size()) + " characters");
	}
	std::transform(sha256.begin(), sha256.end(), sha256.begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
	files.sha256 = sha256;

	const std::string library(settings->text("library"));
	if (!isName(library)) refuse("library", "wanted the name of a file in " + _pluginDirectory + ", not a path, got \"" + library + "\"");
	if (library.size() > 3 && library.substr(library.size() - 3) == LIBRARY_SUFFIX) refuse("library", "wanted a name without `.so`, got \"" + library + "\"");
	files.library = library + std::string(LIBRARY_SUFFIX);
	try
	{
		files.libraryStamp = TrustedFile::stampOf(TrustedFolder::open(_pluginDirectory), files.library);
	}
	catch (const Refusal&)
	{
		// The stamp stays empty; readLibrary() will say what is wrong.
	}
}


} } // namespace AuthPlug::Host
