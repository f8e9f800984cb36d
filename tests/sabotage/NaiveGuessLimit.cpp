//
// NaiveGuessLimit.cpp
//
// Tests: sabotage
//
// The guess limit of the module authplug-password-naive. It is linked in the
// place of core/GuessLimit.cpp: everything else of that module is the product.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "NaiveLimit.h"
#include "core/GuessLimit.h"


namespace AuthPlug {
namespace Password {


namespace {


// Longer than a hash takes, so that two processes which serve one request of
// the user at a time can't help meeting.
constexpr std::chrono::milliseconds HESITATION(50);


} // namespace


GuessLimit::GuessLimit(Api::DatabaseService& database, const LimitOptions& options, std::string_view purpose):
	_database(database),
	_options(options),
	_purpose(purpose)
{
}


Charge GuessLimit::charge(std::string_view userId, Api::Deadline deadline)
{
	return Tests::NaiveLimit(_database, _options, HESITATION).charge(userId, deadline);
}


bool GuessLimit::settle(std::string_view userId, std::uint64_t ordinal, Api::Deadline deadline)
{
	return Tests::NaiveLimit(_database, _options).settle(userId, ordinal, deadline);
}


bool GuessLimit::reset(std::string_view, Api::Deadline)
{
	return false;
}


} } // namespace AuthPlug::Password
