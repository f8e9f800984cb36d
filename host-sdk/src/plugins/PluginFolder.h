//
// PluginFolder.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginFolder
//
// What plugins.d and the plugin directory hold.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PluginFolder_INCLUDED
#define AuthPlug_Host_PluginFolder_INCLUDED


#include "TrustedFile.h"
#include "TrustedKeys.h"
#include "AuthPlug/Api/Settings.h"
#include "AuthPlug/Host/PropertiesFile.h"
#include <map>
#include <string>


namespace AuthPlug {
namespace Host {


struct PluginFiles
	/// The files of one plugin as they were at one moment. Two that are equal
	/// tell that nothing has changed in between.
{
	std::string configText;   /// of the .properties file; empty if it was refused
	std::string configFault;  /// why the .properties file, or what it says of the library, is refused
	bool configArriving = false;  /// the fault may be due to a write in progress
	FileStamp configStamp;
	bool required = false;
	std::string library;      /// file name in the plugin directory; empty if not known
	std::string sha256;       /// the hash that the library must have; empty if not given
	std::string signature;    /// of the library, in base64; empty if not given
	FileStamp libraryStamp;
	FileStamp signatureStamp; /// of `<library>.sig`; empty if that is not needed
	FileStamp keysStamp;      /// of the trusted keys; empty if the host has none

	bool operator == (const PluginFiles&) const = default;
};


class PluginFolder
	/// Looks into plugins.d and at the libraries that its files name. Knows the
	/// keys that every file may have: `library`, `required`, `sha256`,
	/// `signature`.
{
public:
	using Found = std::map<std::string, PluginFiles>;
		/// The files of each plugin by its name.

	PluginFolder(const std::string& configDirectory, const std::string& pluginDirectory, const std::string& trustedKeys);
		/// `trustedKeys` is the path of a PEM file; empty: plugins need not be signed.

	Found scan() const;
		/// Throws Refusal if plugins.d can't be read or is not trusted. What is
		/// wrong with one plugin is kept in its configFault.

	PluginFiles lookAt(const std::string& plugin) const;
		/// Returns the files of one plugin; as scan(), also if it has none.

	PluginFiles assume(const std::string& plugin, const std::string& text) const;
		/// As lookAt(), but with this text instead of the plugin's .properties file.

	TrustedFile readLibrary(const std::string& library) const;
		/// Reads a library of at most 64 MiB. Throws Refusal.

	TrustedFile readSignature(const std::string& library) const;
		/// Reads the file `<library>.sig`. Throws Refusal.

	bool wantsSignatures() const noexcept
		/// Tells whether the host has trusted keys.
	{
		return !_trustedKeys.empty();
	}

	TrustedKeys readTrustedKeys() const;
		/// Throws Refusal if the file is not trusted or holds anything but
		/// Ed25519 public keys.

	std::string configPath(const std::string& name) const;
		/// Returns the path of a plugin's .properties file.

	std::string libraryPath(const std::string& library) const;

	static const Api::SettingSpec* commonSettings(std::size_t& count) noexcept;
		/// Returns the keys that every plugin's file may have.

private:
	Found scanOnce(bool& removed) const;
	PluginFiles look(const TrustedFolder& configs, const std::string& fileName) const;
	void readCommon(const PropertiesFile& file, PluginFiles& files) const;

	const std::string _configDirectory;
	const std::string _pluginDirectory;
	const std::string _trustedKeys;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PluginFolder_INCLUDED
