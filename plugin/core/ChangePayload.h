//
// ChangePayload.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangePayload
//
// What the outbox row of a password change says.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChangePayload_INCLUDED
#define AuthPlug_Password_ChangePayload_INCLUDED


#include <optional>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Password {


class ChangePayload
	/// The column pw_outbox.payload of an event of the kind PASSWORD_CHANGED.
	/// Version 1: the byte 0x01, then the identifier of the session to keep
	/// (0 to 64 bytes, up to the end; empty: keep none). A reader that meets
	/// another first byte must leave the row alone: it was written by a newer
	/// generation.
{
public:
	static constexpr std::string_view KIND = "PASSWORD_CHANGED";
	static constexpr std::size_t MAX_BYTES = 65;

	static std::string encode(std::string_view keepSessionId);
		/// Returns the payload of the current version.

	static std::optional<std::string> keptSession(std::string_view payload);
		/// Returns the session to keep; nothing if the payload is of an unknown
		/// version or too long.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangePayload_INCLUDED
