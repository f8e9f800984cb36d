//
// ChangeRun.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangeRun
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/ChangeRun.h"
#include "core/ContextWords.h"
#include "core/LimitMath.h"
#include <chrono>
#include <iterator>
#include <string>
#include <thread>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::uint64_t MICROS_PER_SECOND = 1000000;
constexpr std::chrono::milliseconds RESOLVE_PAUSE(50);


Refusal ending(Outcome outcome)
{
	return Refusal{outcome, 0, 0};
}


} // namespace


ChangeRun::ChangeRun(const ChangePassword::Services& services, const ChangePassword::Options& options, LockHints& lockHints, const ChangeOrder& order):
	_services(services),
	_options(options),
	_lockHints(lockHints),
	_order(order),
	_deadline(order.request.deadline()),
	_check(services.budget, services.hasher),
	_turn(services.slots)
{
}


ChangeResult ChangeRun::execute()
{
	ChangeResult result;
	result.refusal = run();
	result.ordinal = _ordinal;
	result.conflict = _conflict;
	result.token = _token;
	return result;
}


Refusal ChangeRun::run()
{
	if (auto end = takeTurn()) return *end;
	if (auto end = checkKnownLock()) return *end;
	if (auto end = readRecord()) return *end;
	if (auto end = checkLock()) return *end;
	identifyToken();
	if (auto end = takePlace()) return *end;
	// From the charge on nothing is cancelled, so this is the last moment.
	if (_order.request.callerGone()) return ending(Outcome::busy);
	if (auto end = replay()) return *end;
	// Told only to those who have proved the old password.
	const Ending broken = checkAccountRules();
	if (auto end = proveOldPassword(!broken)) return *end;
	if (broken) return settled(*broken);
	if (_newHashSize == 0) return settled(ending(Outcome::busy));
	// The place is not needed any more; a slow database must not keep it.
	_turn.release();
	return commit(true);
}


ChangeRun::Ending ChangeRun::takeTurn()
{
	if (_turn.begin(userId(), _deadline) == Api::HashSlots::Outcome::granted) return std::nullopt;
	return ending(Outcome::busy);
}


ChangeRun::Ending ChangeRun::checkKnownLock()
	/// For those who keep asking while they are locked, and for attackers.
{
	if (!_lockHints.has(userId())) return std::nullopt;
	LimitState limit;
	std::uint64_t nowMicros = 0;
	if (!_services.store.readLimit(userId(), _deadline, limit, nowMicros)) return ending(Outcome::busy);
	const std::uint64_t retryAfter = LimitMath::retryAfterSeconds(limit, nowMicros, _options.limit);
	if (retryAfter > 0) return Refusal{Outcome::locked, retryAfter, 0};
	_lockHints.remove(userId());
	return std::nullopt;
}


ChangeRun::Ending ChangeRun::readRecord()
{
	switch (_services.store.read(userId(), _deadline, _record))
	{
	case PasswordStore::Read::found:
		_stale = false;
		break;
	case PasswordStore::Read::missing:
		return ending(Outcome::noPasswordInfo);
	case PasswordStore::Read::invalidId:
		note(Api::LogLevel::error, "password.user_id_malformed");
		return ending(Outcome::failed);
	default:
		return ending(Outcome::busy);
	}

	if (!_services.hasher.usable(_record.hash))
	{
		note(Api::LogLevel::alarm, "password.unusable");
		return ending(Outcome::noPasswordInfo);
	}
	return std::nullopt;
}


ChangeRun::Ending ChangeRun::checkLock()
{
	const std::uint64_t retryAfter = LimitMath::retryAfterSeconds(_record.limit, _record.nowMicros, _options.limit);
	if (retryAfter == 0) return std::nullopt;
	_lockHints.add(userId());
	return Refusal{Outcome::locked, retryAfter, 0};
}


void ChangeRun::identifyToken()
	/// Not before: a digest costs as much as a tenth of a request that is
	/// refused early. Not later: it may throw, and nothing is charged yet.
{
	_token = fingerprintOf(_order.caller.principal.tokenId.view());
}


ChangeRun::Ending ChangeRun::takePlace()
{
	bool waited = false;
	if (_turn.acquire(_deadline, waited) != Api::HashSlots::Outcome::granted) return ending(Outcome::busy);
	_stale = _stale || waited;
	return std::nullopt;
}


ChangeRun::Ending ChangeRun::replay()
{
	if (!isOwnChange()) return std::nullopt;
	if (_stale)
	{
		// Another process may have changed the password again.
		if (auto end = readRecord()) return end;
		return replay();
	}
	if (auto end = prove(_order.newPassword))
	{
		if (end->outcome != Outcome::passwordIncorrect) return end;
		// Not a repetition: an ordinary change by the same token.
		noteMismatch();
		return std::nullopt;
	}
	return settled(ending(Outcome::replayed));
}


bool ChangeRun::isOwnChange() const
{
	if (!_record.changedBy || _record.changedBy != _token) return false;
	// Both times are of the database's clock, which may have been set back.
	const std::uint64_t age = _record.nowMicros > _record.changedAtMicros ? _record.nowMicros - _record.changedAtMicros : 0;
	return age < _options.replayWindowSeconds*MICROS_PER_SECOND;
}


class ChangeRun::NewHash final: public Api::HashTask
	/// Makes the form of the new password that is to be stored. The run's
	/// _newHashSize stays 0 if it can't be computed.
{
public:
	explicit NewHash(ChangeRun& run) noexcept: _run(run)
	{
	}

	void run(const Api::HashSlot& slot) noexcept override
	{
		const bool made = _run._services.hasher.hash(_run._order.newPassword, slot, _run._newHash, sizeof(_run._newHash), _run._newHashSize);
		if (!made) _run._newHashSize = 0;
	}

private:
	ChangeRun& _run;
};


ChangeRun::Ending ChangeRun::proveOldPassword(bool hashNewOne)
	/// Also hashes the new password, in the same slot as soon as the old one matches.
{
	NewHash newHash(*this);
	const Ending end = prove(_order.oldPassword, hashNewOne ? &newHash : nullptr);
	if (!end || end->outcome != Outcome::passwordIncorrect) return end;

	bool changed = false;
	if (_stale)
	{
		// Another process may have changed the password during the wait: a right
		// one would be called wrong. A match needs no such care, since the
		// change is committed only if the row is still the one that was read.
		const std::string hash = _record.hash;
		const std::uint64_t version = _record.version;
		if (auto gone = readRecord()) return gone;
		changed = _record.version != version || _record.hash != hash;
	}
	noteMismatch();
	if (!changed) return end;
	if (auto replayed = replay()) return replayed;
	return proveOldPassword(hashNewOne);
}


ChangeRun::Ending ChangeRun::prove(Api::SecretView password, Api::HashTask* afterMatch)
{
	const Checked checked = _check.check(userId(), _record.hash, password, _turn, _deadline, afterMatch);
	if (checked.ordinal != 0) _ordinal = checked.ordinal;
	switch (checked.verdict)
	{
	case Checked::Verdict::match:
		return std::nullopt;
	case Checked::Verdict::mismatch:
		return ending(Outcome::passwordIncorrect);
	case Checked::Verdict::locked:
		return Refusal{Outcome::locked, checked.retryAfterSeconds, 0};
	case Checked::Verdict::unusable:
		note(Api::LogLevel::alarm, "password.unusable");
		return ending(Outcome::noPasswordInfo);
	default:
		return ending(Outcome::busy);
	}
}


void ChangeRun::noteMismatch() const
	/// Tells the host if this attempt was the last one. The counters after it
	/// are computed from those that were read and the ordinal, without another
	/// round trip for that.
{
	LimitState state = _record.limit;
	// Read again after the charge, and others have been charged since: theirs is the last one.
	if (state.sequence > _ordinal) return;
	while (state.sequence < _ordinal)
	{
		const std::optional<LimitState> next = LimitMath::charged(state, _record.nowMicros, _options.limit);
		if (!next) return;
		state = *next;
	}
	const std::uint64_t retryAfter = LimitMath::retryAfterSeconds(state, _record.nowMicros, _options.limit);
	if (retryAfter == 0) return;
	if (LimitMath::atCap(state, _options.limit)) note(Api::LogLevel::alarm, "password.limit_cap_reached");
	if (_services.events) _services.events->onLocked(userId(), retryAfter);
}


ChangeRun::Ending ChangeRun::checkAccountRules() const
{
	// The old password is proven, so the new one is the current one exactly if
	// the two are equal; no second hash is needed.
	if (_order.newPassword.expose() == _order.oldPassword.expose()) return ending(Outcome::newPasswordIsCurrent);
	const Api::Principal& principal = _order.caller.principal;
	if (ContextWords::isVariationOfAddress(_order.newPassword, principal.loginName.view())
		|| ContextWords::isVariationOfAddress(_order.newPassword, principal.email.view()))
	{
		return ending(Outcome::newPasswordPersonal);
	}
	return std::nullopt;
}


Refusal ChangeRun::commit(bool mayTryAgain)
{
	if (auto end = _services.authority.stillGood(_order.caller, _order.bearer, _deadline)) return settled(*end);

	PasswordChange change;
	change.principal = &_order.caller.principal;
	change.bySudoToken = _order.caller.bySudoToken;
	change.changedBy = _token.value();
	change.version = _record.version;
	change.oldHash = _record.hash;
	change.newHash = std::string_view(_newHash, _newHashSize);
	change.ordinal = _ordinal;
	if (!_services.random.fill(change.changeId.data(), change.changeId.size())) return settled(ending(Outcome::failed));

	switch (_services.store.change(change, _deadline))
	{
	case PasswordStore::Commit::committed:
		return finish(change.changeId);
	case PasswordStore::Commit::lost:
		return afterLostRace(mayTryAgain);
	case PasswordStore::Commit::tokenGone:
	case PasswordStore::Commit::disabled:
		return settled(ending(Outcome::invalidToken));
	case PasswordStore::Commit::stepUpNeeded:
		return settled(ending(Outcome::sudoTokenRequired));
	case PasswordStore::Commit::unknown:
		return resolveUnknown(change.changeId);
	default:
		return settled(ending(Outcome::busy));
	}
}


Refusal ChangeRun::finish(const ChangeId& changeId)
{
	const std::string_view eventId(changeId.data(), changeId.size());
	if (_ordinal == 0) note(Api::LogLevel::warning, "password.limit_not_settled");
	if (!_services.sessions.endOthers(userId(), _order.caller.principal.sessionId.view(), _deadline))
	{
		// The outbox row, committed with the change, makes the relay do it.
		note(Api::LogLevel::warning, "password.sessions_left_to_relay");
	}
	if (_services.events) _services.events->onChanged(userId(), eventId);
	return ending(Outcome::changed);
}


Refusal ChangeRun::resolveUnknown(const ChangeId& changeId)
{
	for (;;)
	{
		switch (_services.store.find(userId(), changeId, _deadline))
		{
		case PasswordStore::Found::applied:
			note(Api::LogLevel::info, "password.commit_found");
			return finish(changeId);
		case PasswordStore::Found::notApplied:
			note(Api::LogLevel::info, "password.commit_not_found");
			return settled(ending(Outcome::busy));
		default:
			break;
		}
		if (!(_services.clock.monotonic() < _deadline)) break;
		std::this_thread::sleep_for(RESOLVE_PAUSE);
	}
	// Repeating the request is safe: it is a replay if the change was applied.
	note(Api::LogLevel::warning, "password.commit_unresolved");
	return ending(Outcome::busy);
}


Refusal ChangeRun::afterLostRace(bool mayTryAgain)
{
	_conflict = true;
	const std::uint64_t version = _record.version;
	if (auto end = takePlace()) return *end;
	if (auto end = readRecord()) return *end;

	if (isOwnChange())
	{
		// Two requests with one token: the other one was faster. If it set the
		// same new password, this one has succeeded too; else the old password
		// is no longer the current one.
		if (auto end = replay()) return *end;
		return ending(Outcome::passwordIncorrect);
	}
	if (_record.version != version) return ending(Outcome::passwordIncorrect);

	// Same version, other bytes: a login has upgraded the stored form of the
	// same password. The proof stands, so it settles; it is repeated against
	// the new form, once, under a new charge.
	const Refusal busy = settled(ending(Outcome::busy));
	if (!mayTryAgain) return busy;
	if (auto end = proveOldPassword(false)) return *end;
	_turn.release();
	return commit(false);
}


Refusal ChangeRun::settled(const Refusal& refusal)
	/// Gives the budget back for the proof, whatever becomes of the change. If
	/// that fails, the account stays on the strict side.
{
	if (!_services.budget.settle(userId(), _ordinal, _deadline)) note(Api::LogLevel::warning, "password.limit_not_settled");
	return refusal;
}


void ChangeRun::note(Api::LogLevel level, std::string_view event) const
{
	const Api::LogField fields[] = {
		{"user_id", userId()},
		{"request_id", _order.request.requestId()}};
	_services.log.write(level, event, fields, std::size(fields));
}


} } // namespace AuthPlug::Password
