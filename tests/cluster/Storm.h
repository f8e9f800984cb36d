//
// Storm.h
//
// Tests: cluster
//
// Users who change their passwords without a pause, and thieves who guess.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Storm_INCLUDED
#define AuthPlug_Tests_Storm_INCLUDED


#include "AuthServers.h"
#include "CountingHosts.h"
#include "GaleraCluster.h"
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Storm
	/// Users of the sample servers change their passwords one after the other;
	/// an answer that does not say what became of a change makes them repeat the
	/// request at the next server. On three more servers others guess passwords
	/// until they are locked out.
{
public:
	static constexpr int USERS = 8;
	static constexpr int THIEVES = 3;

	explicit Storm(GaleraCluster& cluster);

	Storm(const Storm&) = delete;
	Storm& operator = (const Storm&) = delete;

	~Storm();

	void blow();
		/// Starts the users and the thieves.

	void calm();
		/// Lets each end what it has begun, and waits for them.

	int changes() const;
		/// Returns how many changes were acknowledged so far.

	void check();
		/// Compares what the clients know with what each node holds, after
		/// calm(). Fails the test at the first difference.

	void finish();
		/// Waits until all notices are delivered, stops the servers, and
		/// compares their logs and counts with the database.

	std::string summary() const;

private:
	struct User
	{
		int number = 0;
		int acknowledged = 0;     /// changes
		std::string password;
		std::string previous;
		std::string accessToken;
		std::uint64_t firstEpoch = 0;
	};

	struct Victim
		/// An account whose password is guessed.
	{
		std::string name;
		int wrong = 0;         /// guesses that were checked
		int undecided = 0;     /// guesses that were not, or nobody knows
		bool locked = false;
	};

	void join();
	void changeOn(User& user);
	void signIn(User& user);
	void guessOn(std::size_t thief);
	void fault(const std::string& what);
	void checkUser(const User& user);
	void checkVictim(const Victim& victim, const RootSql::Row& counters);
	void checkOrdinals();
	std::string wrongCounts();

	GaleraCluster& _cluster;
	CountingHosts _hosts;
	AuthServers _servers;
	std::vector<User> _users;
	std::vector<Victim> _victims;
	std::atomic<std::size_t> _nextVictim{0};
	std::atomic<bool> _blowing{false};
	std::atomic<int> _changes{0};
	std::atomic<int> _repeated{0};
	std::mutex _mutex;
	std::map<int, int> _answers;
	std::vector<std::string> _faults;
	std::vector<std::thread> _threads;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Storm_INCLUDED
