//
// BlindReplace.cpp
//
// Tests: sabotage
//
// How the module authplug-password-no-cas replaces a password: without looking
// whether it is still the one that was verified. The linker sends calls of
// Statements::replacePassword() here; everything else is the product.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/Statements.h"
#include <iterator>


using AuthPlug::Api::Statement;
using AuthPlug::Api::ValueType;
using AuthPlug::Password::UserIdType;


namespace {


constexpr ValueType U = ValueType::uint64;
constexpr ValueType B = ValueType::bytes;
constexpr ValueType PARAMETERS[] = {B, B, B, B, U, B};


// Version and old hash are bound, as the caller does, and make no difference.
constexpr Statement REPLACE = {
	"UPDATE pw SET hash = ?, version = version + 1, changed_at_us ="
	" CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED), changed_by = ?, change_id = ?"
	" WHERE user_id = ? AND (version = ? OR 1 = 1) AND (hash = ? OR 1 = 1)",
	PARAMETERS, std::size(PARAMETERS), nullptr, 0, true};


} // namespace


const Statement& blindReplace(UserIdType) noexcept asm("__wrap__ZN8AuthPlug8Password10Statements15replacePasswordENS0_10UserIdTypeE");


const Statement& blindReplace(UserIdType) noexcept
{
	return REPLACE;
}
