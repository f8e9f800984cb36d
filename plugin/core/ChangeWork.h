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


class ChangeWork final: public Api::UnitOfWork
	/// The host's own rows, compare-and-set of the password, settling of the
	/// guess limit, outbox row: all or nothing. For one thread.
{
public:
	ChangeWork(const PasswordChange& change, Api::ChangeParticipant* participant, UserIdType userIdType, std::string_view purpose);

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override;

	PasswordStore::Commit refusal() const noexcept
		/// Returns why the last run() rolled back.
	{
		return _refusal;
	}

private:
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
	PasswordStore::Commit _refusal = PasswordStore::Commit::unavailable;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangeWork_INCLUDED
