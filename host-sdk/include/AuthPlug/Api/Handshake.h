//
// Handshake.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Handshake
//
// What a host reads of a plugin before it runs any of its code.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Handshake_INCLUDED
#define AuthPlug_Api_Handshake_INCLUDED


#include "AuthPlug/Api/Plugin.h"
#include "AuthPlug/Api/Version.h"
#include <Poco/Version.h>


namespace AuthPlug {
namespace Api {


struct BuildStamp
	/// What decides whether two binaries can exchange C++ objects.
{
	std::uint32_t apiNumber;       /// AUTHPLUG_API_NUMBER
	std::uint32_t pocoVersion;     /// POCO_VERSION
	std::uint32_t compilerAbi;     /// __GXX_ABI_VERSION
	std::uint32_t compilerMajor;   /// __GNUC__
	std::uint32_t libraryAbi;      /// _GLIBCXX_USE_CXX11_ABI
	std::uint32_t libraryRelease;  /// _GLIBCXX_RELEASE
	std::uint32_t flags;           /// see StampFlags
};


enum StampFlags: std::uint32_t
	/// Options that change the layout of POCO's or the library's types, or that
	/// both sides must share.
{
	STAMP_DEBUG = 1,             /// POCO's _DEBUG
	STAMP_LIBRARY_DEBUG = 2,     /// _GLIBCXX_DEBUG
	STAMP_ADDRESS_SANITIZER = 4,
	STAMP_THREAD_SANITIZER = 8,
	STAMP_POCO_UNBUNDLED = 16,
	STAMP_FD_EPOLL = 32          /// POCO_HAVE_FD_EPOLL
};


constexpr std::uint32_t buildStampFlags() noexcept
	/// Returns the flags of the binary that is being compiled.
{
	std::uint32_t flags = 0;
#if defined(_DEBUG)
	flags |= STAMP_DEBUG;
#endif
#if defined(_GLIBCXX_DEBUG)
	flags |= STAMP_LIBRARY_DEBUG;
#endif
#if defined(__SANITIZE_ADDRESS__)
	flags |= STAMP_ADDRESS_SANITIZER;
#endif
#if defined(__SANITIZE_THREAD__)
	flags |= STAMP_THREAD_SANITIZER;
#endif
#if defined(POCO_UNBUNDLED)
	flags |= STAMP_POCO_UNBUNDLED;
#endif
#if defined(POCO_HAVE_FD_EPOLL)
	flags |= STAMP_FD_EPOLL;
#endif
	return flags;
}


constexpr BuildStamp buildStamp() noexcept
	/// Returns the stamp of the binary that is being compiled.
{
	return BuildStamp{
		AUTHPLUG_API_NUMBER,
		POCO_VERSION,
		__GXX_ABI_VERSION,
		__GNUC__,
		_GLIBCXX_USE_CXX11_ABI,
		_GLIBCXX_RELEASE,
		buildStampFlags()
	};
}


struct PluginDescriptor
	/// The one symbol that a plugin exports for its host: constant data, so that
	/// reading it runs nothing of the plugin. `magic` and `size` come first and
	/// keep their place for ever.
{
	char magic[8];              /// PLUGIN_MAGIC
	std::uint32_t size;         /// sizeof(PluginDescriptor)
	BuildStamp stamp;
	const char* name;           /// lower-case letters, digits and `-`
	const char* version;        /// of the plugin
	const SettingSpec* settings;
	std::size_t settingCount;

	Plugin* (*create)(HostServices& services, const Settings& settings, ErrorText& error) noexcept;
		/// Makes a plugin; nullptr, with the reason, if it can't be made.
};


#define AUTHPLUG_PLUGIN_MAGIC {'A', 'u', 't', 'h', 'P', 'l', 'u', 'g'}


#define AUTHPLUG_DESCRIPTOR_SYMBOL "authplugDescriptor"


#define AUTHPLUG_EXPORT __attribute__((visibility("default")))


#define AUTHPLUG_PLUGIN(pluginName, pluginVersion, pluginSettings, pluginCreate) \
	extern "C" AUTHPLUG_EXPORT const AuthPlug::Api::PluginDescriptor authplugDescriptor; \
	constexpr AuthPlug::Api::PluginDescriptor authplugDescriptor = { \
		AUTHPLUG_PLUGIN_MAGIC, \
		sizeof(AuthPlug::Api::PluginDescriptor), \
		AuthPlug::Api::buildStamp(), \
		pluginName, \
		pluginVersion, \
		pluginSettings, \
		sizeof(pluginSettings)/sizeof((pluginSettings)[0]), \
		pluginCreate \
	}
	/// Defines the descriptor of a plugin. pluginSettings is a constant array of
	/// SettingSpec, pluginCreate a noexcept function.


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Handshake_INCLUDED
