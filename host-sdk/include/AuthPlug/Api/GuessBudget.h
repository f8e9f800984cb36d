//
// GuessBudget.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  GuessBudget
//
// How often the host itself lets a password be guessed.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_GuessBudget_INCLUDED
#define AuthPlug_Api_GuessBudget_INCLUDED


#include <cstdint>


namespace AuthPlug {
namespace Api {


class GuessBudget
	/// Optional. Lets a plugin that checks passwords add up what all checks of
	/// one password allow: at most 100 failures in a row in all (NIST
	/// SP 800-63B-4, section 3.2.2). Without it the plugin has to believe its
	/// own setting. Thread-safe.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.GuessBudget";

	virtual std::uint64_t caps() const noexcept = 0;
		/// Returns the sum of the caps of the host's own checks of the password
		/// that the plugin checks, such as its login.

protected:
	~GuessBudget() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_GuessBudget_INCLUDED
