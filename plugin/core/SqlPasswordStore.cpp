//
// SqlPasswordStore.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  SqlPasswordStore
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/SqlPasswordStore.h"
#include "core/ChangeWork.h"
#include "core/OneStatement.h"
#include "core/ReadCounters.h"
#include "core/Statements.h"
#include "core/UserIdParameter.h"
#include <algorithm>
#include <iterator>


namespace AuthPlug {
namespace Password {


namespace {


using Api::Value;


class ReadRecord final: public OneStatement
	/// Fetches a record. The row's bytes are copied into places that were
	/// reserved beforehand, so that the visitor can't throw.
{
public:
	ReadRecord(UserIdType type, const Value* parameters):
		OneStatement(Statements::readRecord(type), parameters, 3)
	{
	}

	bool found = false;
	Api::FixedBytes<512> hash;
	bool hashFits = true;
	PasswordRecord record;

private:
	void onRow(const Value* columns, std::size_t) noexcept override
	{
		found = true;
		hashFits = hash.assign(columns[0].text);
		record.version = columns[1].number;
		record.changedAtMicros = columns[2].number;
		record.changedBy = std::nullopt;
		if (!columns[3].isNull && columns[3].text.size() == std::tuple_size<TokenFingerprint>::value)
		{
			TokenFingerprint fingerprint{};
			std::copy(columns[3].text.begin(), columns[3].text.end(), fingerprint.begin());
			record.changedBy = fingerprint;
		}
		record.limit = LimitState{columns[4].number, columns[5].number, columns[6].number, columns[7].number};
		record.nowMicros = columns[8].number;
	}

	void forget() noexcept override
	{
		found = false;
	}
};


class FindChange final: public OneStatement
{
public:
	FindChange(UserIdType type, const Value* parameters) noexcept: OneStatement(Statements::findChange(type), parameters, 3)
	{
	}

	bool applied = false;

private:
	void onRow(const Value* columns, std::size_t) noexcept override
	{
		applied = columns[0].number > 0 || columns[1].number > 0;
	}

	void forget() noexcept override
	{
		applied = false;
	}
};


class DescribeSchema final: public OneStatement
{
public:
	DescribeSchema() noexcept: OneStatement(Statements::describeSchema(), nullptr, 0)
	{
	}

	Api::FixedBytes<64> type;
	bool hasProcedure = false;

private:
	void onRow(const Value* columns, std::size_t) noexcept override
	{
		type.assign(columns[0].text);
		hasProcedure = columns[1].number > 0;
	}

	void forget() noexcept override
	{
		type.assign(std::string_view());
		hasProcedure = false;
	}
};


bool startsWith(std::string_view text, std::string_view beginning)
{
	return text.substr(0, beginning.size()) == beginning;
}


bool fits(UserIdType type, std::string_view column)
{
	switch (type)
	{
	case UserIdType::uint64:
		return startsWith(column, "bigint") || startsWith(column, "int");
	case UserIdType::uuid:
		return column == "binary(16)";
	default:
		return startsWith(column, "varbinary(");
	}
}


} // namespace


SqlPasswordStore::SqlPasswordStore(Api::DatabaseService& database, Api::ChangeParticipant* participant, const Options& options):
	_database(database),
	_participant(participant),
	_options(options)
{
}


SqlPasswordStore::Schema SqlPasswordStore::checkSchema(Api::Deadline deadline, std::string& found)
{
	DescribeSchema work;
	if (!work.runOn(_database, deadline)) return Schema::unavailable;
	found = work.type.view();
	if (!fits(_options.userIdType, found)) return Schema::otherType;
	if (_options.procedure && !work.hasProcedure) return Schema::noProcedure;
	_schemaFits.store(true, std::memory_order_relaxed);
	return Schema::fits;
}


bool SqlPasswordStore::schemaFits(Api::Deadline deadline)
{
	if (_schemaFits.load(std::memory_order_relaxed)) return true;
	std::string found;
	return checkSchema(deadline, found) == Schema::fits;
}


PasswordStore::Read SqlPasswordStore::read(std::string_view userId, Api::Deadline deadline, PasswordRecord& record)
{
	const UserIdParameter user(_options.userIdType, userId);
	if (!user.valid()) return Read::invalidId;
	if (!schemaFits(deadline)) return Read::unavailable;

	const Value parameters[] = {user.text(), Value::ofBytes(_options.purpose), user.column()};
	ReadRecord work(_options.userIdType, parameters);
	if (!work.runOn(_database, deadline)) return Read::unavailable;
	if (!work.found) return Read::missing;
	record = std::move(work.record);
	// A form longer than any that is ever written is as unusable as an empty one.
	record.hash = work.hashFits ? work.hash.view() : std::string_view();
	return Read::found;
}


bool SqlPasswordStore::readLimit(std::string_view userId, Api::Deadline deadline, LimitState& limit, std::uint64_t& nowMicros)
{
	const Value key[] = {Value::ofBytes(userId), Value::ofBytes(_options.purpose)};
	ReadCounters work(key);
	if (!work.runOn(_database, deadline)) return false;
	limit = work.state;
	nowMicros = work.nowMicros;
	return true;
}


PasswordStore::Commit SqlPasswordStore::change(const PasswordChange& change, Api::Deadline deadline)
{
	ChangeWork work(change, _participant, _options.userIdType, _options.purpose, _options.procedure);
	const Api::WorkOutcome outcome = _database.run(work, work.mode(), deadline);
	if (work.mode() == Api::WorkMode::single) return resolved(work, outcome, change, deadline);
	switch (outcome)
	{
	case Api::WorkOutcome::committed:
		return Commit::committed;
	case Api::WorkOutcome::rolledBack:
		return work.refusal();
	case Api::WorkOutcome::unknown:
		return Commit::unknown;
	default:
		return Commit::unavailable;
	}
}


PasswordStore::Commit SqlPasswordStore::resolved(ChangeWork& work, Api::WorkOutcome outcome, const PasswordChange& change, Api::Deadline deadline)
	/// The procedure commits inside, so that what failed may be an answer only,
	/// and what found the password changed may be a second try.
{
	if (work.runs() == 0) return Commit::unavailable;
	if (outcome != Api::WorkOutcome::committed) return Commit::unknown;
	if (work.applied()) return Commit::committed;
	if (work.runs() == 1) return Commit::lost;
	switch (find(change.principal->userId.view(), change.changeId, deadline))
	{
	case Found::applied:
		return Commit::committed;
	case Found::notApplied:
		return Commit::lost;
	default:
		return Commit::unknown;
	}
}


PasswordStore::Found SqlPasswordStore::find(std::string_view userId, const ChangeId& changeId, Api::Deadline deadline)
{
	const UserIdParameter user(_options.userIdType, userId);
	const Value id = Value::ofBytes(std::string_view(changeId.data(), changeId.size()));
	const Value parameters[] = {id, id, user.column()};
	FindChange work(_options.userIdType, parameters);
	if (_database.run(work, Api::WorkMode::transaction, deadline) != Api::WorkOutcome::committed) return Found::unavailable;
	return work.applied ? Found::applied : Found::notApplied;
}


bool SqlPasswordStore::upgrade(std::string_view userId, std::string_view oldHash, std::string_view newHash, Api::Deadline deadline)
{
	const UserIdParameter user(_options.userIdType, userId);
	const Value parameters[] = {Value::ofBytes(newHash), user.column(), Value::ofBytes(oldHash)};
	WriteStatement work(Statements::upgradeHash(_options.userIdType), parameters, std::size(parameters));
	return work.runOn(_database, deadline) && work.result().affected == 1;
}


} } // namespace AuthPlug::Password
