//
// Accounts.h
//
// Tests: bench
//
// Stored users in any number.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Accounts_INCLUDED
#define AuthPlug_Tests_Accounts_INCLUDED


#include "RootSql.h"
#include <cstdint>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Accounts
	/// The users 1 to N of one database, numbered in eight digits, and what each
	/// one's password is now: one of two, to which it is changed to and fro. All
	/// rows begin with the same hash: verifying it takes as long as any. Each
	/// user has a row in the guess limit as well, as if a change had been made
	/// before. For one thread at a time.
{
public:
	Accounts(const std::string& socket, const std::string& database, std::uint64_t count);
		/// Adds the rows; ten million take about two minutes.

	std::uint64_t count() const;

	static std::string id(std::uint64_t number);

	std::string changeBody(std::uint64_t number) const;
		/// Returns the body of a request that changes the password.

	std::string wrongBody() const;
		/// Returns the body of a wrong guess.

	std::string weakBody() const;
		/// Returns a body whose new password lacks an upper-case letter.

	void changed(std::uint64_t number);

	void lock(std::uint64_t first, std::uint64_t last);
		/// As after five wrong guesses, for a day.

	void forgive();
		/// Takes the wrong guesses back, as a success does.

	double tableMiB();
		/// Returns the size of both tables as the server estimates it.

private:
	void addRows();

	const std::string _socket;
	const std::string _database;
	const std::uint64_t _count;
	const std::string _even;
	const std::string _odd;
	std::vector<bool> _isOdd;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Accounts_INCLUDED
