//
// Arena.h
//
// Tests: attack
//
// The servers that are attacked.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Arena_INCLUDED
#define AuthPlug_Tests_Arena_INCLUDED


#include "Canary.h"
#include "Cases.h"
#include "Deployment.h"
#include "FaultWorld.h"
#include "TestUser.h"
#include "Wire.h"
#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Tests {


class Arena
	/// Two kinds of real servers, each with its own MariaDB: two of fault-host,
	/// which can be held at every step and have a witness that counts charges
	/// and checks, and two of the sample server, which sign users in.
{
public:
	static FaultWorld& world();

	static Deployment& deployment();

	static Request change(const std::string& token, const std::string& oldPassword, const std::string& newPassword);

	static Answer ask(std::uint16_t port, const Request& request);
		/// Makes one request; the answer is checked against the contract.

	static Answer guess(std::uint16_t port, const Victim& victim, const std::string& password);
		/// Asks for a change with this old password.

	static std::string counters(const Victim& victim);
		/// Returns the whole row of the guess limit for changes.

	static void setCounters(const Victim& victim, const std::string& assignments);

	static void killConnections();
		/// Has the database end the connections of all servers.

	static std::string secondFactor(const Victim& victim, bool on);
		/// Switches the account's second factor; returns a sudo token.
};


class Span
	/// What the witness says of the time since this object was made.
{
public:
	Span(): _begin(Arena::world().witness().end())
	{
	}

	Testimony said() const
	{
		return Arena::world().witness().since(_begin);
	}

private:
	const std::streamoff _begin;
};


void expectUntouched(const Victim& victim);
	/// Fails the test unless the account has its old password, as it was.


void expectChangedTo(const Victim& victim, const std::string& password);
	/// Fails the test unless this is the password after exactly one change.


void expectBusy(const Answer& answer);
	/// Fails the test unless the answer is 503 as the contract has it.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Arena_INCLUDED
