//
// Account.h
//
// Example: auth-server
// Package: store
//
// One who may sign in.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Account_INCLUDED
#define AuthServer_Account_INCLUDED


#include <cstdint>
#include <string>


namespace AuthServer {


struct Account
	/// A row of the table account.
{
	std::uint64_t id = 0;
	std::string login;
	std::string email;
	std::uint64_t epoch = 0;  /// sessions that carry another number are dead
	bool has2fa = false;
	bool enabled = false;

	std::string userId() const
		/// The account's name in AuthPlug's tables.
	{
		return std::to_string(id);
	}
};


} // namespace AuthServer


#endif // AuthServer_Account_INCLUDED
