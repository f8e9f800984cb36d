//
// ChangeWork.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangeWork
//
// The transaction that changes a password.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChangeWork_INCLUDED
#define AuthPlug_Password_ChangeWork_INCLUDED


#include "AuthPlug/Api/ChangeParticipant.h"
#include "AuthPlug/Api/Database.h"
#include "core/PasswordStore.h"
#include "core/UserIdType.h"
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Password {


class ChangeWork final: public Api::UnitOfWork, private Api::RowVisitor
	/// The host's own rows, compare-and-set of the password, settling of the
	/// guess limit, outbox row: all or nothing. All but the host's may be one
	/// call of a procedure. For one thread.
{
public:
	ChangeWork(const PasswordChange& change, Api::ChangeParticipant* participant, UserIdType userIdType, std::string_view purpose, bool byProcedure);

	Api::WorkMode mode() const noexcept;
		/// Returns how it must be run. As a single statement it is the call
		/// alone, which has its own transaction: then applied() tells what has
		/// happened, and only if run() was called just once.

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override;

	PasswordStore::Commit refusal() const noexcept
		/// Returns why the last run() rolled back.
	{
		return _refusal;
	}

	bool applied() const noexcept
		/// Tells what the procedure said at the last run().
	{
		return _applied;
	}

	unsigned runs() const noexcept
	{
		return _runs;
	}

private:
	bool callProcedure(Api::Transaction& transaction) noexcept;
	void onRow(const Api::Value* columns, std::size_t count) noexcept override;
	bool participate(Api::Transaction& transaction) noexcept;
	bool replacePassword(Api::Transaction& transaction) noexcept;
	bool settle(Api::Transaction& transaction) noexcept;
	bool addEvent(Api::Transaction& transaction) noexcept;

	const PasswordChange& _change;
	Api::ChangeParticipant* const _participant;
	const UserIdType _userIdType;
	const std::string_view _userId;
	const std::string_view _purpose;
	const std::string _payload;
	const bool _byProcedure;
	bool _applied = false;
	unsigned _runs = 0;
	PasswordStore::Commit _refusal = PasswordStore::Commit::unavailable;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangeWork_INCLUDED
