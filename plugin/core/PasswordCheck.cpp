//
// PasswordCheck.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  PasswordCheck
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/PasswordCheck.h"
#include "core/ChargedCheck.h"
#include "core/GuessLimit.h"
#include "core/LimitMath.h"
#include "core/SqlPasswordStore.h"
#include <Poco/Exception.h>
#include <iterator>
#include <mutex>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::string_view NOBODYS_PASSWORD = "the password of nobody";


PasswordCheck::Result resultOf(PasswordCheck::Verdict verdict, std::uint64_t retryAfterSeconds = 0)
{
	PasswordCheck::Result result;
	result.verdict = verdict;
	result.retryAfterSeconds = retryAfterSeconds;
	return result;
}


PasswordCheck::Result busy()
{
	return resultOf(PasswordCheck::Verdict::busy, 1);
}


SqlPasswordStore::Options storeOptions(const PasswordCheck::Options& options)
{
	if (options.purpose == "change") throw Poco::InvalidArgumentException("the purpose \"change\" is that of the password change");
	return SqlPasswordStore::Options{options.purpose, options.userIdType};
}


} // namespace


class PasswordCheck::Parts
{
public:
	Parts(Api::DatabaseService& database, Api::HashSlots& hashSlots, Api::PasswordHasher& passwordHasher, Api::Log& theLog, const Options& theOptions):
		options(theOptions),
		slots(hashSlots),
		hasher(passwordHasher),
		log(theLog),
		store(database, nullptr, storeOptions(theOptions)),
		limit(database, theOptions.limit, theOptions.purpose),
		charged(limit, passwordHasher)
	{
	}

	Result check(std::string_view userId, Api::SecretView password, Api::Deadline deadline)
	{
		Api::TurnGuard turn(slots);
		if (turn.begin(userId, deadline) != Api::HashSlots::Outcome::granted) return busy();
		PasswordRecord record;
		Result refusal;
		if (!read(userId, deadline, record, refusal)) return refusal;
		bool waited = false;
		if (turn.acquire(deadline, waited) != Api::HashSlots::Outcome::granted) return busy();
		prepareNobody(turn);
		if (waited && !read(userId, deadline, record, refusal)) return refusal;

		const Checked checked = charged.check(userId, record.hash, password, turn, deadline);
		Result result = resultFor(checked);
		if (result.verdict != Verdict::ok) return result;

		if (!limit.settle(userId, checked.ordinal, deadline)) note(userId, "password.limit_not_settled");
		result.upgraded = upgrade(userId, record.hash, password, turn, deadline);
		return result;
	}

	Result checkUnknown(std::string_view name, Api::SecretView password, Api::Deadline deadline)
	{
		Api::TurnGuard turn(slots);
		if (turn.begin(name.substr(0, MAX_TURN_BYTES), deadline) != Api::HashSlots::Outcome::granted) return busy();
		PasswordRecord record;
		const PasswordStore::Read read = store.read(idOfNobody(), deadline, record);
		if (read == PasswordStore::Read::unavailable) return busy();
		bool waited = false;
		if (turn.acquire(deadline, waited) != Api::HashSlots::Outcome::granted) return busy();
		prepareNobody(turn);
		if (nobody.empty()) return busy();
		Api::HashVerdict verdict = Api::HashVerdict::failed;
		turn.compute([&](const Api::HashSlot& slot) { verdict = hasher.verify(nobody, password, slot); });
		if (verdict == Api::HashVerdict::failed) return busy();
		return resultOf(Verdict::wrong);
	}

private:
	static constexpr std::size_t MAX_TURN_BYTES = 64;

	bool read(std::string_view userId, Api::Deadline deadline, PasswordRecord& record, Result& refusal)
		/// Reads the account. Returns false, with the answer, if nothing can be checked.
	{
		switch (store.read(userId, deadline, record))
		{
		case PasswordStore::Read::found:
			break;
		case PasswordStore::Read::unavailable:
			refusal = busy();
			return false;
		default:
			refusal = resultOf(Verdict::noPasswordInfo);
			return false;
		}
		if (!hasher.usable(record.hash))
		{
			note(userId, "password.unusable");
			refusal = resultOf(Verdict::noPasswordInfo);
			return false;
		}
		const std::uint64_t retryAfter = LimitMath::retryAfterSeconds(record.limit, record.nowMicros, options.limit);
		if (retryAfter > 0) refusal = resultOf(Verdict::locked, retryAfter);
		return retryAfter == 0;
	}

	static Result resultFor(const Checked& checked)
	{
		Result result = busy();
		switch (checked.verdict)
		{
		case Checked::Verdict::match:
			result = resultOf(Verdict::ok);
			break;
		case Checked::Verdict::mismatch:
			result = resultOf(Verdict::wrong);
			break;
		case Checked::Verdict::locked:
			result = resultOf(Verdict::locked, checked.retryAfterSeconds);
			break;
		case Checked::Verdict::unusable:
			result = resultOf(Verdict::noPasswordInfo);
			break;
		default:
			break;
		}
		result.ordinal = checked.ordinal;
		return result;
	}

	bool upgrade(std::string_view userId, const std::string& stored, Api::SecretView password, Api::TurnGuard& turn, Api::Deadline deadline)
	{
		if (!options.outdated || !options.outdated(stored)) return false;
		const std::string current = hash(password, turn);
		return !current.empty() && store.upgrade(userId, stored, current, deadline);
	}

	void prepareNobody(Api::TurnGuard& turn)
		/// Makes the stored form that checkUnknown() verifies against, in the
		/// first check of either kind, so that its cost tells nothing.
	{
		std::call_once(nobodyMade, [&] { nobody = hash(Api::SecretView(NOBODYS_PASSWORD), turn); });
	}

	std::string hash(Api::SecretView password, Api::TurnGuard& turn)
		/// Returns the form to be stored, or nothing if it can't be computed.
	{
		char stored[512];
		std::size_t size = 0;
		bool made = false;
		turn.compute([&](const Api::HashSlot& slot) { made = hasher.hash(password, slot, stored, sizeof(stored), size); });
		return made ? std::string(stored, size) : std::string();
	}

	std::string_view idOfNobody() const
	{
		switch (options.userIdType)
		{
		case UserIdType::uint64:
			return "0";
		case UserIdType::uuid:
			return "00000000-0000-0000-0000-000000000000";
		default:
			return std::string_view("\0", 1);
		}
	}

	void note(std::string_view userId, std::string_view event)
	{
		const Api::LogField fields[] = {{"user_id", userId}, {"purpose", options.purpose}};
		log.write(Api::LogLevel::warning, event, fields, std::size(fields));
	}

	const Options options;
	Api::HashSlots& slots;
	Api::PasswordHasher& hasher;
	Api::Log& log;
	SqlPasswordStore store;
	GuessLimit limit;
	ChargedCheck charged;
	std::once_flag nobodyMade;
	std::string nobody;
};


PasswordCheck::PasswordCheck(Api::DatabaseService& database, Api::HashSlots& slots, Api::PasswordHasher& hasher,
	Api::Log& log, const Options& options):
	_parts(std::make_unique<Parts>(database, slots, hasher, log, options))
{
}


PasswordCheck::~PasswordCheck() = default;


PasswordCheck::Result PasswordCheck::check(std::string_view userId, Api::SecretView password, Api::Deadline deadline)
{
	return _parts->check(userId, password, deadline);
}


PasswordCheck::Result PasswordCheck::checkUnknown(std::string_view name, Api::SecretView password, Api::Deadline deadline)
{
	return _parts->checkUnknown(name, password, deadline);
}


} } // namespace AuthPlug::Password
