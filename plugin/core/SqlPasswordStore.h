//
// SqlPasswordStore.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  SqlPasswordStore
//
// The table pw.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_SqlPasswordStore_INCLUDED
#define AuthPlug_Password_SqlPasswordStore_INCLUDED


#include "AuthPlug/Api/ChangeParticipant.h"
#include "AuthPlug/Api/Database.h"
#include "core/PasswordStore.h"
#include "core/UserIdType.h"
#include <atomic>
#include <string>


namespace AuthPlug {
namespace Password {


class SqlPasswordStore: public PasswordStore
	/// Stored passwords in the table `pw`, or a view of that name. Thread-safe.
{
public:
	struct Options
	{
		std::string purpose = "change";             /// of the guess limit whose counters are read and settled
		UserIdType userIdType = UserIdType::bytes;
	};

	enum class Column
	{
		fits,
		differs,
		unavailable  /// could not be read now
	};

	SqlPasswordStore(Api::DatabaseService& database, Api::ChangeParticipant* participant, const Options& options);
		/// The participant may be nullptr. Both must outlive this object.

	Column checkColumn(Api::Deadline deadline, std::string& found);
		/// Compares the configured type of the identifier with that of the
		/// column pw.user_id; found receives the column's type. Until it has
		/// been seen to fit, every read() asks again, and fails while it does
		/// not: a text bound against an integer column would match other rows.

	Read read(std::string_view userId, Api::Deadline deadline, PasswordRecord& record) override;
	Commit change(const PasswordChange& change, Api::Deadline deadline) override;
	Found find(std::string_view userId, const ChangeId& changeId, Api::Deadline deadline) override;
	bool upgrade(std::string_view userId, std::string_view oldHash, std::string_view newHash, Api::Deadline deadline) override;

private:
	bool columnFits(Api::Deadline deadline);

	Api::DatabaseService& _database;
	Api::ChangeParticipant* const _participant;
	const Options _options;
	std::atomic<bool> _columnFits{false};
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_SqlPasswordStore_INCLUDED
