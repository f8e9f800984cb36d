//
// GuessLimit.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  GuessLimit
//
// The guess limit in SQL.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_GuessLimit_INCLUDED
#define AuthPlug_Password_GuessLimit_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Password/AttemptBudget.h"
#include "AuthPlug/Password/LimitMath.h"
#include <string>


namespace AuthPlug {
namespace Password {


class GuessLimit: public AttemptBudget
	/// The budget kept in the table pw_check. An attempt is taken by one
	/// committed conditional UPDATE, whose count of changed rows is the verdict;
	/// nothing is decided on an earlier read. So the limit is exact for any
	/// number of threads, processes and database nodes. Thread-safe.
{
public:
	GuessLimit(Api::DatabaseService& database, const LimitOptions& options, std::string_view purpose);
		/// Throws Poco::InvalidArgumentException if the options are wrong or the
		/// purpose is not 1 to 16 bytes. The database must outlive this object.

	Charge charge(std::string_view userId, Api::Deadline deadline) override;

	bool settle(std::string_view userId, std::uint64_t ordinal, Api::Deadline deadline) override;

	bool reset(std::string_view userId, Api::Deadline deadline);
		/// Forgets all attempts of the account: for an operator, or for another
		/// proof of ownership such as a reset by mail. Returns false if it may
		/// not have happened.

	const LimitOptions& options() const noexcept
	{
		return _options;
	}

	const std::string& purpose() const noexcept
	{
		return _purpose;
	}

private:
	enum class Counters
	{
		present,
		missing,
		unknown
	};

	bool take(std::string_view userId, Api::Deadline deadline, Charge& charge);
	Counters read(std::string_view userId, Api::Deadline deadline, LimitState& state, std::uint64_t& nowMicros);
	bool add(std::string_view userId, Api::Deadline deadline);

	Api::DatabaseService& _database;
	const LimitOptions _options;
	const std::string _purpose;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_GuessLimit_INCLUDED
