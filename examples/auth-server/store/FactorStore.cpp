//
// FactorStore.cpp
//
// Example: auth-server
// Package: store
//
// SPDX-License-Identifier: BSL-1.0
//


#include "store/FactorStore.h"


namespace AuthServer {


namespace {


const Statement FIND = reading<Types<U, U>, Types<B, B, U, U>>(
	"SELECT IFNULL(t.secret,''),IFNULL(t.pending,''),CAST(IFNULL(t.completed_us,0) AS UNSIGNED),"
	"CAST(IFNULL((SELECT MAX(r.created_us) FROM recovery_code r WHERE r.account_id=?),0) AS UNSIGNED) "
	"FROM account a LEFT JOIN totp t ON t.account_id=a.id WHERE a.id=?");


// Not ON DUPLICATE KEY UPDATE: MariaDB asks for the right to update all the
// columns that it inserts, the key included.
const Statement ADD_TOTP = writing<Types<U>>(
	"INSERT IGNORE INTO totp(account_id,secret,pending) VALUES(?,'','')");


const Statement SET_PENDING = writing<Types<B, U>>(
	"UPDATE totp SET pending=? WHERE account_id=?");


const Statement ACTIVATE = writing<Types<U, U, B>>(
	"UPDATE totp SET secret=pending,pending='',last_step=?,completed_us=" AUTHSERVER_NOW " WHERE account_id=? AND pending=?");


const Statement SWITCH_2FA = writing<Types<U, U>>(
	"UPDATE account SET has_2fa=?,factor_changes=factor_changes+1 WHERE id=? AND enabled=1");


const Statement REMOVE_CODES = writing<Types<U>>(
	"DELETE FROM recovery_code WHERE account_id=?");


const Statement ADD_CODE = writing<Types<U, B>>(
	"INSERT INTO recovery_code(account_id,code_hash,created_us) VALUES(?,?," AUTHSERVER_NOW ")");


const Statement USE_STEP = writing<Types<U, U, B, U>>(
	"UPDATE totp SET last_step=? WHERE account_id=? AND secret=? AND last_step<?");


const Statement USE_CODE = writing<Types<U, B>>(
	"UPDATE recovery_code SET used_us=" AUTHSERVER_NOW " WHERE account_id=? AND code_hash=? AND used_us=0");


const Statement COMPLETE_SESSION = writing<Types<B, U>>(
	"UPDATE session s JOIN account a ON a.id=s.account_id "
	"SET s.is_partial=0,s.uses=s.uses+1,s.rotated_us=" AUTHSERVER_NOW ",s.last_use_us=" AUTHSERVER_NOW " "
	"WHERE s.id=? AND s.account_id=? AND s.is_partial=1 AND s.ended_us=0 AND s.epoch=a.session_epoch AND a.enabled=1");


const Statement REMOVE_TOTP = writing<Types<U>>(
	"UPDATE totp SET secret='',completed_us=0 WHERE account_id=? AND secret<>''");


enum class Step
{
	done,
	refused,
	failed
};


Step oneRow(Transaction& transaction, const Statement& statement, std::initializer_list<Value> parameters) noexcept
	/// Runs a statement that must change exactly one row.
{
	std::uint64_t affected = 0;
	if (!write(transaction, statement, parameters, affected)) return Step::failed;
	return affected == 1 ? Step::done : Step::refused;
}


template <class Body>
Stored runSteps(AuthPlug::Api::DatabaseService& database, AuthPlug::Api::Deadline deadline, Body&& body)
	/// Runs body(transaction) -> Step as one transaction.
{
	Step last = Step::failed;
	const WorkOutcome outcome = runWork(database, WorkMode::transaction, deadline, [&](Transaction& transaction)
	{
		last = body(transaction);
		return last == Step::done ? WorkVerdict::commit : WorkVerdict::rollback;
	});
	if (outcome == WorkOutcome::committed) return Stored::done;
	return outcome == WorkOutcome::rolledBack && last == Step::refused ? Stored::refused : Stored::unavailable;
}


Step completeSession(Transaction& transaction, std::uint64_t accountId, std::string_view sessionId) noexcept
{
	if (sessionId.empty()) return Step::done;
	return oneRow(transaction, COMPLETE_SESSION, {value(sessionId), value(accountId)});
}


} // namespace


FactorStore::FactorStore(AuthPlug::Api::DatabaseService& database): _database(database)
{
}


bool FactorStore::find(std::uint64_t accountId, AuthPlug::Api::Deadline deadline, Factors& factors)
{
	return runWork(_database, WorkMode::single, deadline, [&](Transaction& transaction)
	{
		factors = Factors();
		const bool done = read(transaction, FIND, {value(accountId), value(accountId)}, [&](const Value* columns)
		{
			factors.totpSecret = columns[0].text;
			factors.totpPending = columns[1].text;
			factors.totpCompletedMicros = columns[2].number;
			factors.codesMadeMicros = columns[3].number;
		});
		return done ? WorkVerdict::commit : WorkVerdict::rollback;
	}) == WorkOutcome::committed;
}


Stored FactorStore::setPending(std::uint64_t accountId, std::string_view secret, AuthPlug::Api::Deadline deadline)
{
	return runSteps(_database, deadline, [&](Transaction& transaction)
	{
		std::uint64_t added = 0;
		if (!write(transaction, ADD_TOTP, {value(accountId)}, added)) return Step::failed;
		return oneRow(transaction, SET_PENDING, {value(secret), value(accountId)});
	});
}


Stored FactorStore::activate(std::uint64_t accountId, std::string_view pending, std::uint64_t step,
	const std::vector<std::string>& codeHashes, AuthPlug::Api::Deadline deadline)
{
	return runSteps(_database, deadline, [&](Transaction& transaction)
	{
		Step done = oneRow(transaction, SWITCH_2FA, {value(1u), value(accountId)});
		if (done != Step::done) return done;
		done = oneRow(transaction, ACTIVATE, {value(step), value(accountId), value(pending)});
		if (done != Step::done) return done;

		std::uint64_t removed = 0;
		if (!write(transaction, REMOVE_CODES, {value(accountId)}, removed)) return Step::failed;
		for (const std::string& hash : codeHashes)
		{
			done = oneRow(transaction, ADD_CODE, {value(accountId), value(hash)});
			if (done != Step::done) return done;
		}
		return Step::done;
	});
}


Stored FactorStore::acceptStep(std::uint64_t accountId, std::string_view secret, std::uint64_t step,
	std::string_view partialSessionId, AuthPlug::Api::Deadline deadline)
{
	return runSteps(_database, deadline, [&](Transaction& transaction)
	{
		const Step done = oneRow(transaction, USE_STEP, {value(step), value(accountId), value(secret), value(step)});
		return done == Step::done ? completeSession(transaction, accountId, partialSessionId) : done;
	});
}


Stored FactorStore::acceptCode(std::uint64_t accountId, std::string_view codeHash,
	std::string_view partialSessionId, AuthPlug::Api::Deadline deadline)
{
	return runSteps(_database, deadline, [&](Transaction& transaction)
	{
		const Step done = oneRow(transaction, USE_CODE, {value(accountId), value(codeHash)});
		return done == Step::done ? completeSession(transaction, accountId, partialSessionId) : done;
	});
}


Stored FactorStore::deactivateTotp(std::uint64_t accountId, AuthPlug::Api::Deadline deadline)
{
	return runSteps(_database, deadline, [&](Transaction& transaction)
	{
		Step done = oneRow(transaction, SWITCH_2FA, {value(0u), value(accountId)});
		if (done != Step::done) return done;
		done = oneRow(transaction, REMOVE_TOTP, {value(accountId)});
		if (done != Step::done) return done;

		std::uint64_t removed = 0;
		return write(transaction, REMOVE_CODES, {value(accountId)}, removed) ? Step::done : Step::failed;
	});
}


} // namespace AuthServer
