//
// PasswordEvents.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  PasswordEvents
//
// News of a user's password for the host.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_PasswordEvents_INCLUDED
#define AuthPlug_Api_PasswordEvents_INCLUDED


#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Api {


class PasswordEvents
	/// Told of what happened, after it is committed. Optional. Thread-safe.
	/// Best effort: what must not be lost goes through the outbox.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.PasswordEvents";

	virtual void onChanged(std::string_view userId, std::string_view eventId) noexcept = 0;
		/// The password was changed; eventId is that of the outbox row.

	virtual void onLocked(std::string_view userId, std::uint64_t retryAfterSeconds) noexcept = 0;
		/// The last attempt that the guess limit grants was just used up.

protected:
	~PasswordEvents() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_PasswordEvents_INCLUDED
