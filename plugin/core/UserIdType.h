//
// UserIdType.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  UserIdType
//
// How the identifier of an account is bound in SQL.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_UserIdType_INCLUDED
#define AuthPlug_Password_UserIdType_INCLUDED


#include <optional>
#include <string_view>


namespace AuthPlug {
namespace Password {


enum class UserIdType
	/// The type of the column `pw.user_id`. The tables pw_check and pw_outbox
	/// always hold the identifier's text as bytes.
{
	bytes,   /// VARBINARY(64): the text as it is
	uint64,  /// an integer column: decimal digits without sign or leading zero
	uuid     /// BINARY(16): 8-4-4-4-12 hexadecimal digits in lower case (RFC 9562)
};


std::optional<UserIdType> userIdTypeNamed(std::string_view name);
	/// Returns the type named `bytes`, `uint64` or `uuid`.


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_UserIdType_INCLUDED
