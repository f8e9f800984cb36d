//
// SessionStore.cpp
//
// Example: auth-server
// Package: store
//
// SPDX-License-Identifier: BSL-1.0
//


#include "store/SessionStore.h"


namespace AuthServer {


namespace {


const Statement CREATE = writing<Types<B, B, B, U, U, U>>(
	"INSERT INTO session(id,account_id,epoch,is_partial,refresh_id,previous_refresh_id,rotated_us,created_us,last_use_us) "
	"SELECT ?,id,session_epoch,has_2fa,?,?," AUTHSERVER_NOW "," AUTHSERVER_NOW "," AUTHSERVER_NOW " "
	"FROM account WHERE id=? AND session_epoch=? AND has_2fa=? AND enabled=1");


const Statement FIND = reading<Types<B>, Types<U, B, B, U, U, U, U, B, B, U, U>>(
	"SELECT a.id,a.login,a.email,a.session_epoch,a.has_2fa,a.enabled,"
	"s.is_partial,s.refresh_id,s.previous_refresh_id,s.rotated_us,CAST(" AUTHSERVER_NOW " AS UNSIGNED) "
	"FROM session s JOIN account a ON a.id=s.account_id "
	"WHERE s.id=? AND s.ended_us=0 AND s.epoch=a.session_epoch AND a.enabled=1");


const Statement TOUCH = writing<Types<B>>(
	"UPDATE session SET last_use_us=" AUTHSERVER_NOW ",uses=uses+1 WHERE id=? AND ended_us=0");


const Statement ROTATE = writing<Types<B, B, B>>(
	"UPDATE session SET previous_refresh_id=refresh_id,refresh_id=?,rotated_us=" AUTHSERVER_NOW ",uses=uses+1 "
	"WHERE id=? AND refresh_id=? AND ended_us=0");


const Statement END = writing<Types<B>>(
	"UPDATE session SET ended_us=" AUTHSERVER_NOW ",uses=uses+1 WHERE id=? AND ended_us=0");


const Statement END_OUTDATED = writing<Types<U, B>>(
	"UPDATE session s JOIN account a ON a.id=s.account_id SET s.ended_us=" AUTHSERVER_NOW " "
	"WHERE s.account_id=? AND s.ended_us=0 AND s.epoch<>a.session_epoch AND s.id<>?");


const Statement REMOVE_OLD = writing<Types<U>>(
	"DELETE FROM session WHERE rotated_us<" AUTHSERVER_NOW "-? ORDER BY rotated_us LIMIT 1000");


} // namespace


SessionStore::SessionStore(AuthPlug::Api::DatabaseService& database): _database(database)
{
}


Stored SessionStore::change(const Statement& statement, std::initializer_list<Value> parameters, AuthPlug::Api::Deadline deadline)
{
	std::uint64_t affected = 0;
	const WorkOutcome outcome = runWork(_database, WorkMode::single, deadline, [&](Transaction& transaction)
	{
		return write(transaction, statement, parameters, affected) ? WorkVerdict::commit : WorkVerdict::rollback;
	});
	if (outcome != WorkOutcome::committed) return Stored::unavailable;
	return affected > 0 ? Stored::done : Stored::refused;
}


Stored SessionStore::create(std::string_view id, const Account& account, std::string_view refreshId, AuthPlug::Api::Deadline deadline)
{
	return change(CREATE, {value(id), value(refreshId), value(refreshId),
		value(account.id), value(account.epoch), value(account.has2fa ? 1u : 0u)}, deadline);
}


bool SessionStore::find(std::string_view id, AuthPlug::Api::Deadline deadline, std::optional<Session>& session)
{
	return runWork(_database, WorkMode::single, deadline, [&](Transaction& transaction)
	{
		session.reset();
		const bool done = read(transaction, FIND, {value(id)}, [&](const Value* columns)
		{
			session.emplace();
			session->id = id;
			session->account.id = columns[0].number;
			session->account.login = columns[1].text;
			session->account.email = columns[2].text;
			session->account.epoch = columns[3].number;
			session->account.has2fa = columns[4].number != 0;
			session->account.enabled = columns[5].number != 0;
			session->partial = columns[6].number != 0;
			session->refreshId = columns[7].text;
			session->previousRefreshId = columns[8].text;
			session->rotatedMicros = columns[9].number;
			session->nowMicros = columns[10].number;
		});
		return done ? WorkVerdict::commit : WorkVerdict::rollback;
	}) == WorkOutcome::committed;
}


Stored SessionStore::touch(std::string_view id, AuthPlug::Api::Deadline deadline)
{
	return change(TOUCH, {value(id)}, deadline);
}


Stored SessionStore::rotate(std::string_view id, std::string_view refreshId, std::string_view newRefreshId, AuthPlug::Api::Deadline deadline)
{
	return change(ROTATE, {value(newRefreshId), value(id), value(refreshId)}, deadline);
}


Stored SessionStore::end(std::string_view id, AuthPlug::Api::Deadline deadline)
{
	return change(END, {value(id)}, deadline);
}


bool SessionStore::endOutdated(std::uint64_t accountId, std::string_view keepId, AuthPlug::Api::Deadline deadline)
{
	return change(END_OUTDATED, {value(accountId), value(keepId)}, deadline) != Stored::unavailable;
}


Stored SessionStore::removeOld(std::uint64_t olderThanMicros, AuthPlug::Api::Deadline deadline, std::uint64_t& removed)
{
	removed = 0;
	const WorkOutcome outcome = runWork(_database, WorkMode::single, deadline, [&](Transaction& transaction)
	{
		return write(transaction, REMOVE_OLD, {value(olderThanMicros)}, removed) ? WorkVerdict::commit : WorkVerdict::rollback;
	});
	return outcome == WorkOutcome::committed ? Stored::done : Stored::unavailable;
}


} // namespace AuthServer
