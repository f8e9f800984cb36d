//
// LockedUsers.h
//
// Tests: soak
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_LockedUsers_INCLUDED
#define AuthPlug_Tests_LockedUsers_INCLUDED


#include "Client.h"
#include "Site.h"


namespace AuthPlug {
namespace Tests {


inline void lockUsers(const Site& site)
	/// Users 1 to Site::LOCKED, by five wrong guesses each, as an attacker would.
{
	Client client(site.port(), std::chrono::milliseconds(0));
	for (int user = 1; user <= Site::LOCKED; ++user)
	{
		for (int guess = 0; guess < 5; ++guess) client.ask(Ask::wrongGuess(site.token(user), site.password("Wrong"), site.password("Other")));
	}
}


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_LockedUsers_INCLUDED
