//
// NaiveLimit.h
//
// Tests: sabotage
//
// The mistake that the guess limit avoids.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_NaiveLimit_INCLUDED
#define AuthPlug_Tests_NaiveLimit_INCLUDED


#include "core/AttemptBudget.h"
#include "core/LimitOptions.h"
#include "core/OneStatement.h"
#include "core/Statements.h"
#include <chrono>
#include <iterator>
#include <thread>


namespace AuthPlug {
namespace Tests {


class NaiveLimit final: public Password::AttemptBudget
	/// Reads the counter, decides, and writes it back: what is found in many
	/// servers. It exists to show that the tests of exactness notice it.
{
public:
	NaiveLimit(Api::DatabaseService& database, const Password::LimitOptions& options,
		std::chrono::milliseconds hesitation = std::chrono::milliseconds(0)):
		_database(database),
		_options(options),
		_hesitation(hesitation)
		/// Between reading and writing it hesitates so long. The mistake is the
		/// same without; few clients just meet in it less often.
	{
	}

	Password::Charge charge(std::string_view userId, Api::Deadline deadline) override
	{
		using Verdict = Password::Charge::Verdict;
		const Api::Value key[] = {Api::Value::ofBytes(userId), Api::Value::ofBytes(PURPOSE)};
		Password::WriteStatement add(Password::Statements::addCounters(), key, std::size(key));
		if (!add.runOn(_database, deadline)) return Password::Charge();
		ReadUsed read(READ, key, 1);
		if (!read.runOn(_database, deadline)) return Password::Charge();
		if (read.used >= _options.attempts) return Password::Charge{Verdict::locked, 0, _options.windowSeconds};

		std::this_thread::sleep_for(_hesitation);
		const Api::Value parameters[] = {
			Api::Value::ofUInt64(read.used + 1),
			Api::Value::ofUInt64(_options.windowSeconds*1000000),
			Api::Value::ofBytes(userId)};
		Password::WriteStatement write(WRITE, parameters, std::size(parameters));
		if (!write.runOn(_database, deadline)) return Password::Charge();
		return Password::Charge{Verdict::granted, write.result().insertId, 0};
	}

	bool settle(std::string_view, std::uint64_t, Api::Deadline) override
	{
		return true;
	}

private:
	static constexpr std::string_view PURPOSE = "change";

	class ReadUsed final: public Password::OneStatement
	{
	public:
		using OneStatement::OneStatement;
		std::uint64_t used = 0;

	private:
		void onRow(const Api::Value* columns, std::size_t) noexcept override
		{
			used = columns[0].number;
		}
	};

	static constexpr Api::ValueType READ_PARAMETERS[] = {Api::ValueType::bytes};
	static constexpr Api::ValueType READ_COLUMNS[] = {Api::ValueType::uint64};
	static constexpr Api::Statement READ = {
		"SELECT used FROM pw_check WHERE user_id = ? AND purpose = 'change'", READ_PARAMETERS, 1, READ_COLUMNS, 1, false};
	static constexpr Api::ValueType WRITE_PARAMETERS[] = {Api::ValueType::uint64, Api::ValueType::uint64, Api::ValueType::bytes};
	static constexpr Api::Statement WRITE = {
		"UPDATE pw_check SET used = ?, free_at_us = CAST(UNIX_TIMESTAMP(NOW(6))*1000000 AS UNSIGNED) + ?, seq = LAST_INSERT_ID(seq + 1)"
		" WHERE user_id = ? AND purpose = 'change'", WRITE_PARAMETERS, 3, nullptr, 0, true};

	Api::DatabaseService& _database;
	const Password::LimitOptions _options;
	const std::chrono::milliseconds _hesitation;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_NaiveLimit_INCLUDED
