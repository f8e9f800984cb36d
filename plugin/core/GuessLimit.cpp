//
// GuessLimit.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  GuessLimit
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/GuessLimit.h"
#include "core/OneStatement.h"
#include "core/ReadCounters.h"
#include "core/Statements.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <iterator>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::uint64_t MICROS_PER_SECOND = 1000000;


} // namespace


GuessLimit::GuessLimit(Api::DatabaseService& database, const LimitOptions& options, std::string_view purpose):
	_database(database),
	_options(options),
	_purpose(purpose)
{
	const auto fault = faultOf(options);
	if (fault) throw Poco::InvalidArgumentException(std::string("limit.") + fault->name, fault->reason);
	if (purpose.empty() || purpose.size() > 16) throw Poco::InvalidArgumentException("a purpose has 1 to 16 bytes");
}


Charge GuessLimit::charge(std::string_view userId, Api::Deadline deadline)
{
	// Twice: the first try may find no row, or a block that ends just now.
	for (int tries = 0; tries < 2; ++tries)
	{
		Charge charge;
		if (!take(userId, deadline, charge) || charge.verdict == Charge::Verdict::granted) return charge;

		LimitState state;
		std::uint64_t nowMicros = 0;
		switch (read(userId, deadline, state, nowMicros))
		{
		case Counters::unknown:
			return Charge();
		case Counters::missing:
			if (!add(userId, deadline)) return Charge();
			break;
		case Counters::present:
			charge.retryAfterSeconds = LimitMath::retryAfterSeconds(state, nowMicros, _options);
			if (charge.retryAfterSeconds > 0) return charge;
			break;
		}
	}
	return Charge{Charge::Verdict::locked, 0, 1};
}


bool GuessLimit::take(std::string_view userId, Api::Deadline deadline, Charge& charge)
	/// Tries to take one attempt. Returns false, with `unavailable`, unless the
	/// verdict is certain: an attempt whose commit is in doubt must not be used.
{
	const Api::Value parameters[] = {
		Api::Value::ofUInt64(_options.windowSeconds*MICROS_PER_SECOND),
		Api::Value::ofUInt64(_options.attempts),
		Api::Value::ofUInt64(_options.doublings),
		Api::Value::ofBytes(userId),
		Api::Value::ofBytes(_purpose),
		Api::Value::ofUInt64(_options.cap),
		Api::Value::ofUInt64(_options.attempts)};
	WriteStatement work(Statements::charge(), parameters, std::size(parameters));
	charge = Charge();
	if (!work.runOn(_database, deadline)) return false;
	if (work.result().affected == 0)
	{
		charge.verdict = Charge::Verdict::locked;
		return true;
	}
	charge.verdict = Charge::Verdict::granted;
	charge.ordinal = work.result().insertId;
	return true;
}


GuessLimit::Counters GuessLimit::read(std::string_view userId, Api::Deadline deadline, LimitState& state, std::uint64_t& nowMicros)
{
	const Api::Value key[] = {Api::Value::ofBytes(userId), Api::Value::ofBytes(_purpose)};
	ReadCounters work(key);
	if (!work.runOn(_database, deadline)) return Counters::unknown;
	if (!work.found) return Counters::missing;
	state = work.state;
	nowMicros = work.nowMicros;
	return Counters::present;
}


bool GuessLimit::add(std::string_view userId, Api::Deadline deadline)
{
	const Api::Value key[] = {Api::Value::ofBytes(userId), Api::Value::ofBytes(_purpose)};
	WriteStatement work(Statements::addCounters(), key, std::size(key));
	return work.runOn(_database, deadline);
}


bool GuessLimit::settle(std::string_view userId, std::uint64_t ordinal, Api::Deadline deadline)
{
	// A trigger on the table keeps the attempt's number from us.
	if (ordinal == 0) return false;
	const Api::Value parameters[] = {
		Api::Value::ofUInt64(ordinal),
		Api::Value::ofUInt64(ordinal),
		Api::Value::ofBytes(userId),
		Api::Value::ofBytes(_purpose),
		Api::Value::ofUInt64(ordinal)};
	WriteStatement work(Statements::settle(), parameters, std::size(parameters));
	return work.runOn(_database, deadline);
}


bool GuessLimit::reset(std::string_view userId, Api::Deadline deadline)
{
	const Api::Value key[] = {Api::Value::ofBytes(userId), Api::Value::ofBytes(_purpose)};
	WriteStatement work(Statements::clearCounters(), key, std::size(key));
	return work.runOn(_database, deadline);
}


} } // namespace AuthPlug::Password
