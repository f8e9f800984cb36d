//
// Troubled.h
//
// Tests: attack
//
// A server whose database is in trouble.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Troubled_INCLUDED
#define AuthPlug_Tests_Troubled_INCLUDED


#include "Arena.h"
#include "MySqlProxy.h"
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Troubled
	/// A server on the arena's database, with a proxy of its own in between. A
	/// request has one second.
{
public:
	static constexpr int DEADLINE_MILLIS = 1000;

	explicit Troubled(const std::string& hostSettings = std::string(), int deadlineMillis = DEADLINE_MILLIS);

	Answer change(const Victim& victim) const;
		/// Asks for the change to the new password. The answer is checked
		/// against the contract, and must come in reasonable time.

	void expectBusy(const Victim& victim) const;
		/// Fails the test unless the change is answered with 503 and has not
		/// happened.

	void expectRecovered(const Victim& victim, const std::string& what) const;
		/// The trouble is over: fails the test unless one of the next five
		/// requests makes the change. Prints how long that took.

	MySqlProxy proxy;
	FaultServer server;
};


class Book
	/// Compares what the witness says with what the database counts.
{
public:
	Victim newVictim();

	std::vector<std::string> faults() const;
		/// Returns what is wrong with the accounts or the sum of their counters.

	void expectRight() const;

private:
	Span _span;
	std::vector<Victim> _victims;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Troubled_INCLUDED
