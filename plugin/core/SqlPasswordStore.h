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


class ChangeWork;


class SqlPasswordStore: public PasswordStore
	/// Stored passwords in the table `pw`, or a view of that name. Thread-safe.
{
public:
	struct Options
	{
		std::string purpose = "change";             /// of the guess limit whose counters are read and settled
		UserIdType userIdType = UserIdType::bytes;
		bool procedure = false;                     /// a change calls the procedure of sql/procedure
	};

	enum class Schema
	{
		fits,
		otherType,    /// of the identifier
		noProcedure,  /// of this version, or none that may be called
		unavailable   /// could not be read now
	};

	SqlPasswordStore(Api::DatabaseService& database, Api::ChangeParticipant* participant, const Options& options);
		/// The participant may be nullptr. Both must outlive this object.

	Schema checkSchema(Api::Deadline deadline, std::string& found);
		/// Compares the configured type of the identifier with that of the
		/// column pw.user_id, and looks for the procedure if it is wanted; found
		/// receives the column's type. Until the schema has been seen to fit,
		/// every read() asks again, and fails while it does not: a text bound
		/// against an integer column would match other rows.

	Read read(std::string_view userId, Api::Deadline deadline, PasswordRecord& record) override;
	bool readLimit(std::string_view userId, Api::Deadline deadline, LimitState& limit, std::uint64_t& nowMicros) override;
	Commit change(const PasswordChange& change, Api::Deadline deadline) override;
	Found find(std::string_view userId, const ChangeId& changeId, Api::Deadline deadline) override;
	bool upgrade(std::string_view userId, std::string_view oldHash, std::string_view newHash, Api::Deadline deadline) override;

private:
	bool schemaFits(Api::Deadline deadline);
	Commit resolved(ChangeWork& work, Api::WorkOutcome outcome, const PasswordChange& change, Api::Deadline deadline);

	Api::DatabaseService& _database;
	Api::ChangeParticipant* const _participant;
	const Options _options;
	std::atomic<bool> _schemaFits{false};
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_SqlPasswordStore_INCLUDED
