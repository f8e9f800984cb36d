//
// BlindStatement.h
//
// Tests: sabotage
//
// How a password is replaced by who does not look.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_BlindStatement_INCLUDED
#define AuthPlug_Tests_BlindStatement_INCLUDED


#include "core/Statements.h"
#include <iterator>


namespace AuthPlug {
namespace Tests {


inline constexpr Api::ValueType BLIND_PARAMETERS[] = {
	Api::ValueType::bytes, Api::ValueType::bytes, Api::ValueType::bytes, Api::ValueType::bytes, Api::ValueType::uint64, Api::ValueType::bytes};


inline constexpr Api::Statement BLIND_REPLACE = {
	"UPDATE pw SET hash = ?, version = version + 1, changed_at_us ="
	" CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED), changed_by = ?, change_id = ?"
	" WHERE user_id = ? AND (version = ? OR 1 = 1) AND (hash = ? OR 1 = 1)",
	BLIND_PARAMETERS, std::size(BLIND_PARAMETERS), nullptr, 0, true};
	/// Statements::replacePassword() without its compare-and-set: version and
	/// old hash are bound, as the caller does, and make no difference.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_BlindStatement_INCLUDED
