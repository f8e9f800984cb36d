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
#include <Poco/Path.h>
#include <algorithm>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::string_view CONFIG_SUFFIX = ".properties";
constexpr std::string_view LIBRARY_SUFFIX = ".so";
constexpr const char* SIGNATURE_SUFFIX = ".sig";
constexpr std::size_t MAX_CONFIG = 1024*1024;
constexpr std::size_t MAX_LIBRARY = 64*1024*1024;
constexpr std::size_t MAX_SIGNATURE = 4096;
constexpr std::size_t MAX_KEYS = 64*1024;
constexpr int MAX_SCANS = 10;


constexpr Api::SettingSpec COMMON[] = {
	{"library", Api::SettingType::text, "", 0, 200, nullptr, "", "Name of the plugin's library in the plugin directory, without `.so`."},
	{"required", Api::SettingType::flag, "", 0, 0, "false", "", "Whether the server refuses to start without this plugin; a reload never stops it."},
	{"sha256", Api::SettingType::text, "", 0, 64, "", "", "SHA-256 that the library's file must have, 64 hexadecimal digits; empty: any."},
	{"signature", Api::SettingType::text, "", 0, 88, "", "",
		"Ed25519 signature of the library's file in base64; empty: the file `<library>.so.sig` holds it, if the host has plugins.trusted_keys."},
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


[[noreturn]] void refuse(const PropertiesFile& file, const char* key, const std::string& reason)
{
	const PropertiesFile::Entry* entry = file.find(key);
	throw ConfigException(file.path(), entry ? entry->line : 0, key, reason);
}


std::string hashIn(const PropertiesFile& file, std::string_view text)
	// Returns it in lower-case digits, or nothing.
{
	std::string hash(text);
	const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); };
	if (!hash.empty() && (hash.size() != 64 || !std::all_of(hash.begin(), hash.end(), isHex)))
	{
		refuse(file, "sha256", "wanted 64 hexadecimal digits, got " + std::to_string(hash.size()) + " characters");
	}
	std::transform(hash.begin(), hash.end(), hash.begin(), [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
	return hash;
}


std::string signatureIn(const PropertiesFile& file, std::string_view text)
{
	const std::string signature(text);
	if (!signature.empty() && TrustedKeys::decodeSignature(signature).empty())
	{
		refuse(file, "signature", "wanted the base64 form of 64 bytes, 88 characters, got " + std::to_string(signature.size()) + " characters");
	}
	return signature;
}


std::string folderOf(const std::string& path)
{
	std::string folder = Poco::Path(path).makeAbsolute().parent().toString();
	if (folder.size() > 1) folder.pop_back();
	return folder;
}


std::string nameOf(const std::string& path)
{
	return Poco::Path(path).getFileName();
}


FileStamp stampOf(const std::string& folder, const std::string& name)
{
	try
	{
		return TrustedFile::stampOf(TrustedFolder::open(folder), name);
	}
	catch (const Refusal&)
	{
		// Empty: who reads the file will say what is wrong.
		return FileStamp();
	}
}


} // namespace


PluginFolder::PluginFolder(const std::string& configDirectory, const std::string& pluginDirectory, const std::string& trustedKeys):
	_configDirectory(configDirectory), _pluginDirectory(pluginDirectory), _trustedKeys(trustedKeys)
{
}


PluginFolder::Found PluginFolder::scan() const
{
	for (int scans = 1;; ++scans)
	{
		bool removed = false;
		Found found = scanOnce(removed);
		if (!removed || scans == MAX_SCANS) return found;
	}
}


PluginFolder::Found PluginFolder::scanOnce(bool& removed) const
	// A file that was listed and is not there any more, or is another one, was
	// removed meanwhile, or the folder is another one by now: who takes it for
	// broken is wrong, and who takes it for removed may be.
{
	const TrustedFolder configs = TrustedFolder::open(_configDirectory);
	Found found;
	for (const std::string& fileName: configs.list(CONFIG_SUFFIX))
	{
		const PluginFiles& files = found.emplace(fileName.substr(0, fileName.size() - CONFIG_SUFFIX.size()), look(configs, fileName)).first->second;
		if (files.configFault.empty()) continue;
		const FileStamp now = TrustedFile::stampOf(configs, fileName);
		removed = removed || now == FileStamp() || now != files.configStamp;
	}
	return found;
}


PluginFiles PluginFolder::lookAt(const std::string& plugin) const
{
	return look(TrustedFolder::open(_configDirectory), plugin + std::string(CONFIG_SUFFIX));
}


PluginFiles PluginFolder::assume(const std::string& plugin, const std::string& text) const
{
	PluginFiles files;
	files.configText = text;
	try
	{
		readCommon(PropertiesFile::parse(configPath(plugin), text), files);
	}
	catch (const ConfigException& exception)
	{
		files.configFault = exception.message();
	}
	return files;
}


TrustedFile PluginFolder::readLibrary(const std::string& library) const
{
	return TrustedFile::read(TrustedFolder::open(_pluginDirectory), library, MAX_LIBRARY);
}


TrustedFile PluginFolder::readSignature(const std::string& library) const
{
	return TrustedFile::read(TrustedFolder::open(_pluginDirectory), library + SIGNATURE_SUFFIX, MAX_SIGNATURE);
}


TrustedKeys PluginFolder::readTrustedKeys() const
{
	try
	{
		const TrustedFile file = TrustedFile::read(TrustedFolder::open(folderOf(_trustedKeys)), nameOf(_trustedKeys), MAX_KEYS);
		return TrustedKeys::parse(_trustedKeys, file.bytes());
	}
	catch (const Refusal& refusal)
	{
		throw Refusal(refusal.kind(), std::string("trusted keys: ") + refusal.what());
	}
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
	const SettingsMap::Ptr settings = SettingsSchema().add(COMMON).checkKnown(file);
	files.required = settings->flag("required");
	files.sha256 = hashIn(file, settings->text("sha256"));
	files.signature = signatureIn(file, settings->text("signature"));
	if (!files.signature.empty() && !wantsSignatures()) refuse(file, "signature", "the host has no plugins.trusted_keys to check it by");

	const std::string library(settings->text("library"));
	if (!isName(library)) refuse(file, "library", "wanted the name of a file in " + _pluginDirectory + ", not a path, got \"" + library + "\"");
	if (library.size() > 3 && library.substr(library.size() - 3) == LIBRARY_SUFFIX) refuse(file, "library", "wanted a name without `.so`, got \"" + library + "\"");
	files.library = library + std::string(LIBRARY_SUFFIX);
	files.libraryStamp = stampOf(_pluginDirectory, files.library);
	if (!wantsSignatures()) return;
	if (files.signature.empty()) files.signatureStamp = stampOf(_pluginDirectory, files.library + SIGNATURE_SUFFIX);
	files.keysStamp = stampOf(folderOf(_trustedKeys), nameOf(_trustedKeys));
}


} } // namespace AuthPlug::Host
