//
// TestUser.h
//
// Tests: contract
//
// A user of its own for each test.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_TestUser_INCLUDED
#define AuthPlug_Tests_TestUser_INCLUDED


#include "Deployment.h"
#include "Totp.h"
#include <memory>
#include <string>


namespace AuthPlug {
namespace Tests {


class TestUser
	/// One of the deployment's users, whom no other test uses.
{
public:
	static constexpr const char* PASSWORD = "Old-password-1";
	static constexpr const char* ROUTE = "/user/password/old-password";

	TestUser();
		/// Takes the next user of Deployment::shared().

	explicit TestUser(Deployment& deployment);

	const std::string& login() const;

	std::string id();
		/// Returns the account's id, as a text.

	std::string refresh(const std::string& password = PASSWORD);
		/// Signs in; returns the refresh token. Fails the test if that fails.

	std::string access(const std::string& refreshToken);

	std::string access();
		/// Signs in and returns an access token.

	Totp switchTotpOn(const std::string& accessToken);
		/// Switches TOTP on with the code of the step before this one, so that
		/// codes of this step and of the next are still good.

	std::string sudo(const std::string& token, const Totp& totp, int step);
		/// Shows a TOTP code; returns the sudo token.

	Answer change(const std::string& token, const std::string& oldPassword, const std::string& newPassword, int server = 0);

	std::string counter(const std::string& column);
		/// Returns a column of the user's guess limit for changes, or an empty
		/// text while there is no row.

	static std::string password(const std::string& word);
		/// Returns a password that satisfies the rule and holds the canary.

	static std::string changeBody(const std::string& oldPassword, const std::string& newPassword);

private:
	Deployment& _deployment;
	std::string _login;
};


std::string member(const std::string& json, const std::string& name);
	/// Returns a string member of a flat JSON object. Fails the test if it is missing.


void expectError(const Answer& answer, int status, const std::string& error, const std::string& message);
	/// Fails the test unless the answer is exactly this error.


void expectUnauthorized(const Answer& answer, const std::string& message, const std::string& challenge = "Bearer");


void expectLocked(const Answer& answer, long mostSeconds = 900);
	/// Fails the test unless the answer is 429 with equal, sensible seconds in
	/// header and body.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_TestUser_INCLUDED
