//
// UserIdParameter.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  UserIdParameter
//
// An account's identifier, parsed for its column.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_UserIdParameter_INCLUDED
#define AuthPlug_Password_UserIdParameter_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "core/UserIdType.h"
#include <array>
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Password {


class UserIdParameter
	/// An identifier as it is bound against the column `pw.user_id`. It is
	/// parsed strictly: what would not give the same text again is refused. A
	/// text such as `17abc` bound against an integer column would match 17.
{
public:
	static constexpr std::size_t MAX_BYTES = 64;

	UserIdParameter(UserIdType type, std::string_view text) noexcept;
		/// Parses the text, which must outlive this object.

	bool valid() const noexcept
		/// True if the text is a right identifier of the type.
	{
		return _valid;
	}

	Api::Value column() const noexcept;
		/// Returns the value for pw.user_id. Views this object.

	Api::Value text() const noexcept
		/// Returns the value for the tables of the product's own: the bytes.
	{
		return Api::Value::ofBytes(_text);
	}

private:
	bool parseNumber() noexcept;
	bool parseUuid() noexcept;

	UserIdType _type;
	std::string_view _text;
	std::uint64_t _number = 0;
	std::array<char, 16> _uuid{};
	bool _valid = false;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_UserIdParameter_INCLUDED
