//
// Storm.cpp
//
// Tests: cluster
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Storm.h"
#include "Canary.h"
#include "Traffic.h"
#include <cppunit/TestAssert.h>
#include <chrono>
#include <set>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int LIMIT = 5;
constexpr int PATIENCE_SECONDS = 90;

// Attempts whose request ended in 503 stay charged: they must not lock out a user
// who is right all the time. And a request whose COMMIT is in doubt has the time
// to see the database come back.
const char* const SETTINGS = "limit.attempts = 50\nlimit.window = 1\nlimit.doublings = 0\nroute.deadline_ms = 30000\n";


std::string fieldOf(const std::string& line, const std::string& name)
{
	const std::string mark = "\"" + name + "\":\"";
	const auto at = line.find(mark);
	if (at == std::string::npos) return std::string();
	return line.substr(at + mark.size(), line.find('"', at + mark.size()) - at - mark.size());
}


void expect(const std::string& what, const std::string& wanted, const std::string& got)
{
	CPPUNIT_ASSERT_EQUAL_MESSAGE(what, wanted, got);
}


} // namespace


Storm::Storm(GaleraCluster& cluster): _cluster(cluster), _hosts(cluster), _servers(cluster, USERS, SETTINGS)
{
	for (int i = 0; i < USERS; ++i)
	{
		User user;
		user.number = i + 1;
		user.password = AuthServers::FIRST_PASSWORD;
		user.firstEpoch = std::stoull(cluster.node(0).value("SELECT session_epoch FROM account WHERE login='" + AuthServers::login(user.number) + "'", cluster.database()));
		_users.push_back(user);
	}
}


Storm::~Storm()
{
	join();
}


void Storm::blow()
{
	_cluster.awaitAll();
	const std::size_t first = _victims.size();
	for (int i = 0; i < 60; ++i)
	{
		Victim victim;
		victim.name = _hosts.addUser(Canary::password("Right"));
		_victims.push_back(victim);
	}
	_nextVictim = first;
	_cluster.awaitAll();
	for (User& user : _users) signIn(user);
	_blowing = true;
	for (User& user : _users) _threads.emplace_back([this, &user] { changeOn(user); });
	for (int i = 0; i < THIEVES; ++i) _threads.emplace_back([this, i] { guessOn(static_cast<std::size_t>(i)); });
}


void Storm::calm()
{
	join();
	const std::lock_guard<std::mutex> lock(_mutex);
	for (const std::string& fault : _faults) CPPUNIT_FAIL(fault);
}


void Storm::join()
{
	_blowing = false;
	for (std::thread& thread : _threads) thread.join();
	_threads.clear();
}


int Storm::changes() const
{
	return _changes;
}


void Storm::signIn(User& user)
{
	const int status = _servers.signIn(static_cast<std::size_t>(user.number)%_servers.size(), user.number, user.password, user.accessToken);
	expect("sign-in of user " + std::to_string(user.number), "200", std::to_string(status));
}


void Storm::changeOn(User& user)
	/// Any answer but 200 and 503 is wrong: the password is right, the token is
	/// good, and a change that was made is told of when it is repeated.
{
	std::size_t server = static_cast<std::size_t>(user.number);
	while (_blowing)
	{
		const std::string next = Canary::password("U" + std::to_string(user.number) + "x" + std::to_string(user.acknowledged + 1));
		const Request request = Traffic::change(user.accessToken, user.password, next);
		const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(PATIENCE_SECONDS);
		int status = 0;
		while (status != 200)
		{
			const Answer answer = Traffic::send(_servers.port(server++%_servers.size()), request);
			status = answer.status;
			{
				const std::lock_guard<std::mutex> lock(_mutex);
				++_answers[status];
			}
			if (status == 200) break;
			if (status != 503 || std::chrono::steady_clock::now() > end)
			{
				fault("user " + std::to_string(user.number) + ", change " + std::to_string(user.acknowledged + 1) + ": " + std::to_string(status) + " " + answer.body);
				return;
			}
			++_repeated;
			std::this_thread::sleep_for(std::chrono::milliseconds(100));
		}
		user.previous = user.password;
		user.password = next;
		++user.acknowledged;
		++_changes;
	}
}


void Storm::guessOn(std::size_t thief)
{
	while (_blowing)
	{
		const std::size_t number = _nextVictim++;
		if (number >= _victims.size()) return;
		Victim& victim = _victims[number];
		for (int i = 0; i < 3*LIMIT && _blowing && !victim.locked; ++i)
		{
			const Answer answer = Traffic::send(_hosts.port((thief + static_cast<std::size_t>(i))%_hosts.size()),
				Traffic::guess(CountingHosts::token(victim.name, i), i));
			if (Traffic::isWrongPassword(answer)) ++victim.wrong;
			else if (answer.status == 429) victim.locked = true;
			else if (answer.status == 503) ++victim.undecided;
			else fault("guess for " + victim.name + ": " + std::to_string(answer.status) + " " + answer.body);
			std::this_thread::sleep_for(std::chrono::milliseconds(20));
		}
	}
}


void Storm::fault(const std::string& what)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_faults.push_back(what);
}


void Storm::check()
{
	_cluster.awaitAll();
	for (const User& user : _users) checkUser(user);
	const RootSql::Rows rows = _cluster.node(0).query("SELECT user_id, seq, used FROM pw_check WHERE purpose='change' AND user_id LIKE 'u%'", _cluster.database());
	std::map<std::string, RootSql::Row> counters;
	for (const RootSql::Row& row : rows) counters[*row[0]] = row;
	for (const Victim& victim : _victims) checkVictim(victim, counters[victim.name]);
}


void Storm::checkUser(const User& user)
{
	const std::string login = AuthServers::login(user.number);
	const std::string state = "SELECT CONCAT_WS('/', p.version, a.session_epoch, (SELECT COUNT(*) FROM pw_outbox o WHERE o.user_id=p.user_id))"
		" FROM account a JOIN pw p ON p.user_id=CAST(a.id AS CHAR) WHERE a.login='" + login + "'";
	const std::string changes = std::to_string(user.acknowledged);
	for (std::size_t node = 0; node < GaleraCluster::NODES; ++node)
	{
		expect("version, epoch and events of " + login + " on node " + std::to_string(node + 1),
			changes + "/" + std::to_string(user.firstEpoch + static_cast<std::uint64_t>(user.acknowledged)) + "/" + changes,
			_cluster.node(node).value(state, _cluster.database()));
	}
	std::string token;
	expect("new password of " + login, "200", std::to_string(_servers.signIn(0, user.number, user.password, token)));
	if (user.acknowledged > 0) expect("password of " + login + " before", "401", std::to_string(_servers.signIn(1, user.number, user.previous, token)));
}


void Storm::checkVictim(const Victim& victim, const RootSql::Row& counters)
{
	const int charged = counters.empty() ? 0 : std::stoi(*counters[1]);
	const std::string what = victim.name + ": " + std::to_string(victim.wrong) + " checked, " + std::to_string(victim.undecided) + " undecided, "
		+ std::to_string(charged) + " charged";
	CPPUNIT_ASSERT_MESSAGE(what, victim.wrong <= charged && charged <= victim.wrong + victim.undecided && charged <= LIMIT);
	CPPUNIT_ASSERT_MESSAGE(what, !victim.locked || charged == LIMIT);
}


void Storm::finish()
{
	int acknowledged = 0;
	for (const User& user : _users) acknowledged += user.acknowledged;
	const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
	const std::string pending = "SELECT COUNT(*) FROM pw_outbox WHERE done_us IS NULL AND user_id NOT LIKE 'u%'";
	// The lease of a relay that lost its node with an event in hand ends after a
	// minute; that need not be waited for here.
	_cluster.node(0).query("UPDATE pw_outbox SET next_try_us=0 WHERE done_us IS NULL", _cluster.database());
	while (_cluster.node(0).value(pending, _cluster.database()) != "0")
	{
		CPPUNIT_ASSERT_MESSAGE("the outbox is not drained", std::chrono::steady_clock::now() < end);
		std::this_thread::sleep_for(std::chrono::milliseconds(200));
	}
	expect("notices", std::to_string(acknowledged), std::to_string(_servers.mails()));
	_servers.stop();
	int wrong = 0;
	for (const Victim& victim : _victims) wrong += victim.wrong;
	CPPUNIT_ASSERT_EQUAL(wrong, _hosts.stopAndCount());
	checkOrdinals();
}


void Storm::checkOrdinals()
	/// No two requests were granted the same attempt, and none more than the
	/// database counts.
{
	std::set<std::pair<std::string, int>> seen;
	std::map<std::string, int> highest;
	for (const std::string& line : _servers.logLines("password.change"))
	{
		const std::string user = fieldOf(line, "user_id");
		const int ordinal = std::stoi("0" + fieldOf(line, "attempt"));
		if (ordinal == 0) continue;
		CPPUNIT_ASSERT_MESSAGE(line, seen.emplace(user, ordinal).second);
		highest[user] = std::max(highest[user], ordinal);
	}
	for (const auto& [user, ordinal] : highest)
	{
		const std::string charged = _cluster.node(0).value("SELECT seq FROM pw_check WHERE user_id='" + user + "' AND purpose='change'", _cluster.database());
		CPPUNIT_ASSERT_MESSAGE("user " + user + ": attempt " + std::to_string(ordinal) + " of " + charged, ordinal <= std::stoi(charged));
	}
}


std::string Storm::summary() const
{
	int wrong = 0;
	int undecided = 0;
	int victims = 0;
	for (const Victim& victim : _victims)
	{
		wrong += victim.wrong;
		undecided += victim.undecided;
		victims += victim.wrong > 0 ? 1 : 0;
	}
	return std::to_string(_changes) + " changes, " + std::to_string(_repeated) + " requests repeated (" + Traffic::written(_answers) + "); "
		+ std::to_string(_servers.logLines("database.outcome_unknown").size()) + " outcomes in doubt: "
		+ std::to_string(_servers.logLines("password.commit_found").size()) + " changes found applied, "
		+ std::to_string(_servers.logLines("password.commit_not_found").size()) + " found not applied, "
		+ std::to_string(_servers.logLines("password.commit_unresolved").size()) + " left to the repeated request; "
		+ std::to_string(wrong) + " guesses checked on " + std::to_string(victims) + " accounts, " + std::to_string(undecided) + " refused with 503";
}


} } // namespace AuthPlug::Tests
