//
// ChangeWork.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangeWork
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/ChangeWork.h"
#include "core/ChangePayload.h"
#include "core/Statements.h"
#include "core/UserIdParameter.h"
#include <iterator>


namespace AuthPlug {
namespace Password {


using Api::Value;


ChangeWork::ChangeWork(const PasswordChange& change, Api::ChangeParticipant* participant, UserIdType userIdType, std::string_view purpose, bool byProcedure):
	_change(change),
	_participant(participant),
	_userIdType(userIdType),
	_userId(change.principal->userId.view()),
	_purpose(purpose),
	_payload(ChangePayload::encode(change.principal->sessionId.view())),
	_byProcedure(byProcedure)
{
}


Api::WorkMode ChangeWork::mode() const noexcept
{
	return _byProcedure && !_participant ? Api::WorkMode::single : Api::WorkMode::transaction;
}


Api::WorkVerdict ChangeWork::run(Api::Transaction& transaction) noexcept
{
	++_runs;
	_refusal = PasswordStore::Commit::unavailable;
	const bool done = participate(transaction) && (_byProcedure
		? callProcedure(transaction)
		: replacePassword(transaction) && settle(transaction) && addEvent(transaction));
	return done ? Api::WorkVerdict::commit : Api::WorkVerdict::rollback;
}


bool ChangeWork::participate(Api::Transaction& transaction) noexcept
{
	if (!_participant) return true;
	Api::Change change;
	change.principal = _change.principal;
	change.bySudoToken = _change.bySudoToken;
	change.changeId = std::string_view(_change.changeId.data(), _change.changeId.size());
	switch (_participant->onChange(transaction, change))
	{
	case Api::ChangeVerdict::ok:
		return true;
	case Api::ChangeVerdict::tokenGone:
		_refusal = PasswordStore::Commit::tokenGone;
		return false;
	case Api::ChangeVerdict::stepUpNeeded:
		_refusal = PasswordStore::Commit::stepUpNeeded;
		return false;
	case Api::ChangeVerdict::disabled:
		_refusal = PasswordStore::Commit::disabled;
		return false;
	default:
		return false;
	}
}


bool ChangeWork::replacePassword(Api::Transaction& transaction) noexcept
{
	const UserIdParameter user(_userIdType, _userId);
	const Value parameters[] = {
		Value::ofBytes(_change.newHash),
		Value::ofBytes(std::string_view(_change.changedBy.data(), _change.changedBy.size())),
		Value::ofBytes(std::string_view(_change.changeId.data(), _change.changeId.size())),
		user.column(),
		Value::ofUInt64(_change.version),
		Value::ofBytes(_change.oldHash)};
	Api::StatementResult result;
	const Api::Statement& statement = Statements::replacePassword(_userIdType);
	if (!transaction.execute(statement, parameters, std::size(parameters), nullptr, result)) return false;
	if (result.affected == 1) return true;
	_refusal = PasswordStore::Commit::lost;
	return false;
}


bool ChangeWork::settle(Api::Transaction& transaction) noexcept
{
	const Value parameters[] = {
		Value::ofUInt64(_change.ordinal),
		Value::ofUInt64(_change.ordinal),
		Value::ofBytes(_userId),
		Value::ofBytes(_purpose),
		Value::ofUInt64(_change.ordinal)};
	Api::StatementResult result;
	return transaction.execute(Statements::settle(), parameters, std::size(parameters), nullptr, result);
}


bool ChangeWork::addEvent(Api::Transaction& transaction) noexcept
{
	const Value parameters[] = {
		Value::ofBytes(std::string_view(_change.changeId.data(), _change.changeId.size())),
		Value::ofBytes(_userId),
		Value::ofBytes(ChangePayload::KIND),
		Value::ofBytes(_payload)};
	Api::StatementResult result;
	return transaction.execute(Statements::addEvent(), parameters, std::size(parameters), nullptr, result);
}


bool ChangeWork::callProcedure(Api::Transaction& transaction) noexcept
{
	const UserIdParameter user(_userIdType, _userId);
	const Value column = user.column();
	const bool isNumber = column.type == Api::ValueType::uint64;
	const Value changeId = Value::ofBytes(std::string_view(_change.changeId.data(), _change.changeId.size()));
	const Value parameters[] = {
		Value::ofUInt64(mode() == Api::WorkMode::single ? 1 : 0),
		Value::ofBytes(_change.newHash),
		Value::ofBytes(std::string_view(_change.changedBy.data(), _change.changedBy.size())),
		changeId,
		isNumber ? Value::null(Api::ValueType::bytes) : column,
		isNumber ? column : Value::null(Api::ValueType::uint64),
		Value::ofUInt64(_change.version),
		Value::ofBytes(_change.oldHash),
		Value::ofBytes(_userId),
		Value::ofBytes(_purpose),
		Value::ofUInt64(_change.ordinal),
		Value::ofBytes(ChangePayload::KIND),
		Value::ofBytes(_payload)};
	_applied = false;
	Api::StatementResult result;
	if (!transaction.execute(Statements::callChange(), parameters, std::size(parameters), this, result)) return false;
	if (!_applied) _refusal = PasswordStore::Commit::lost;
	return _applied;
}


void ChangeWork::onRow(const Api::Value* columns, std::size_t) noexcept
{
	_applied = columns[0].number == 1;
}


} } // namespace AuthPlug::Password
