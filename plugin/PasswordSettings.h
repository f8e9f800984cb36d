//
// PasswordSettings.h
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  PasswordSettings
//
// The settings of the plugin.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_PasswordSettings_INCLUDED
#define AuthPlug_Password_PasswordSettings_INCLUDED


#include "AuthPlug/Api/Settings.h"
#include "core/LimitOptions.h"
#include "core/Policy.h"
#include "core/StandardHasher.h"
#include "core/UserIdType.h"
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Password {


struct PasswordSettings
	/// The values of password-change.properties, put together as the parts of
	/// the plugin want them.
{
	static constexpr std::size_t COUNT = 23;

	static const Api::SettingSpec SPECS[COUNT];
		/// Describes each key.

	static constexpr const char* BUILTIN_LIST = "builtin";
	static constexpr const char* NO_LIST = "none";

	explicit PasswordSettings(const Api::Settings& settings);
		/// Takes the values. Throws Api::SettingException for what the schema
		/// alone can't refuse.

	std::string routePath;
	std::uint32_t deadlineMillis;
	std::uint32_t bodyLimit;
	LimitOptions limit;
	std::uint64_t otherCaps;     /// declared; a host that offers an Api::GuessBudget may say more
	Argon2Options argon2;
	EngineChoice engine;
	Argon2Wipe wipe;
	PolicyOptions policy;
	std::string blocklist;       /// BUILTIN_LIST, NO_LIST or the path of a file
	std::string breached;        /// path of a file; empty: none
	std::vector<std::string> productWords;
	std::uint64_t replayWindowSeconds;
	std::uint32_t loggedRefusals;  /// of one outcome, in a second
	UserIdType userIdType;
	bool procedure;              /// a change calls the stored procedure
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_PasswordSettings_INCLUDED
