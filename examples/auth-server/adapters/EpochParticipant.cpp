//
// EpochParticipant.cpp
//
// Example: auth-server
// Package: adapters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "adapters/EpochParticipant.h"
#include "adapters/AccountId.h"
#include "model/Hex.h"
#include "store/Sql.h"
#include <exception>


namespace AuthServer {


namespace {


using AuthPlug::Api::ChangeVerdict;


const Statement RAISE_EPOCH = writing<Types<U, U>>(
	"UPDATE account SET session_epoch=session_epoch+1 WHERE id=? AND enabled=1 AND (has_2fa=0 OR ?=1)");


const Statement ACCOUNT_STATE = reading<Types<U>, Types<U, U>>(
	"SELECT enabled,has_2fa FROM account WHERE id=?");


const Statement KEEP_SESSION = writing<Types<B, U, U>>(
	"UPDATE session s JOIN account a ON a.id=s.account_id SET s.epoch=a.session_epoch,s.uses=s.uses+1 "
	"WHERE s.id=? AND s.account_id=? AND s.is_partial=0 AND s.ended_us=0 AND s.epoch=a.session_epoch-1 "
	"AND ?>" AUTHSERVER_NOW);


ChangeVerdict whyNot(Transaction& transaction, std::uint64_t accountId, bool bySudoToken) noexcept
{
	bool enabled = false;
	bool has2fa = false;
	const bool done = read(transaction, ACCOUNT_STATE, {value(accountId)}, [&](const Value* columns)
	{
		enabled = columns[0].number != 0;
		has2fa = columns[1].number != 0;
	});
	if (!done) return ChangeVerdict::retry;
	if (!enabled) return ChangeVerdict::disabled;
	return has2fa && !bySudoToken ? ChangeVerdict::stepUpNeeded : ChangeVerdict::tokenGone;
}


} // namespace


ChangeVerdict EpochParticipant::onChange(Transaction& transaction, const AuthPlug::Api::Change& change) noexcept
{
	try
	{
		const auto accountId = accountIdOf(change.principal->userId.view());
		const auto sessionId = fromHex(change.principal->sessionId.view());
		if (!accountId || !sessionId) return ChangeVerdict::tokenGone;

		std::uint64_t raised = 0;
		if (!write(transaction, RAISE_EPOCH, {value(*accountId), value(change.bySudoToken ? 1u : 0u)}, raised)) return ChangeVerdict::retry;
		if (raised != 1) return whyNot(transaction, *accountId, change.bySudoToken);

		std::uint64_t kept = 0;
		const auto expires = static_cast<std::uint64_t>(change.principal->expires.micros);
		if (!write(transaction, KEEP_SESSION, {value(*sessionId), value(*accountId), value(expires)}, kept)) return ChangeVerdict::retry;
		return kept == 1 ? ChangeVerdict::ok : ChangeVerdict::tokenGone;
	}
	catch (const std::exception&)
	{
		return ChangeVerdict::retry;  // out of memory
	}
}


} // namespace AuthServer
