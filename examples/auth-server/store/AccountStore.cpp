//
// AccountStore.cpp
//
// Example: auth-server
// Package: store
//
// SPDX-License-Identifier: BSL-1.0
//


#include "store/AccountStore.h"


namespace AuthServer {


namespace {


using AccountColumns = Types<U, B, B, U, U, U>;


const Statement FIND_BY_LOGIN = reading<Types<B>, AccountColumns>(
	"SELECT id,login,email,session_epoch,has_2fa,enabled FROM account WHERE login=?");


const Statement FIND_BY_ID = reading<Types<U>, AccountColumns>(
	"SELECT id,login,email,session_epoch,has_2fa,enabled FROM account WHERE id=?");


const Statement ADD_ACCOUNT = writing<Types<B, B>>(
	"INSERT IGNORE INTO account(login,email,created_us) VALUES(?,?," AUTHSERVER_NOW ")");


const Statement ADD_PASSWORD = writing<Types<B, B>>(
	"INSERT INTO pw(user_id,hash) VALUES(?,?)");


Account accountOf(const Value* columns)
{
	Account account;
	account.id = columns[0].number;
	account.login = columns[1].text;
	account.email = columns[2].text;
	account.epoch = columns[3].number;
	account.has2fa = columns[4].number != 0;
	account.enabled = columns[5].number != 0;
	return account;
}


bool findOne(AuthPlug::Api::DatabaseService& database, const Statement& statement, const Value& key,
	AuthPlug::Api::Deadline deadline, std::optional<Account>& account)
{
	return runWork(database, WorkMode::single, deadline, [&](Transaction& transaction)
	{
		account.reset();
		const bool read_ = read(transaction, statement, {key}, [&](const Value* columns) { account = accountOf(columns); });
		return read_ ? WorkVerdict::commit : WorkVerdict::rollback;
	}) == WorkOutcome::committed;
}


} // namespace


AccountStore::AccountStore(AuthPlug::Api::DatabaseService& database): _database(database)
{
}


bool AccountStore::findByLogin(std::string_view login, AuthPlug::Api::Deadline deadline, std::optional<Account>& account)
{
	return findOne(_database, FIND_BY_LOGIN, value(login), deadline, account);
}


bool AccountStore::findById(std::uint64_t id, AuthPlug::Api::Deadline deadline, std::optional<Account>& account)
{
	return findOne(_database, FIND_BY_ID, value(id), deadline, account);
}


Stored AccountStore::add(std::string_view login, std::string_view email, std::string_view passwordHash, AuthPlug::Api::Deadline deadline)
{
	bool taken = false;
	const WorkOutcome outcome = runWork(_database, WorkMode::transaction, deadline, [&](Transaction& transaction)
	{
		const Value account[] = {value(login), value(email)};
		AuthPlug::Api::StatementResult result;
		if (!transaction.execute(ADD_ACCOUNT, account, 2, nullptr, result)) return WorkVerdict::rollback;
		taken = result.affected == 0;
		if (taken) return WorkVerdict::rollback;

		std::uint64_t affected = 0;
		const std::string userId = std::to_string(result.insertId);
		return write(transaction, ADD_PASSWORD, {value(userId), value(passwordHash)}, affected)
			? WorkVerdict::commit : WorkVerdict::rollback;
	});
	if (outcome == WorkOutcome::committed) return Stored::done;
	return taken && outcome == WorkOutcome::rolledBack ? Stored::refused : Stored::unavailable;
}


} // namespace AuthServer
