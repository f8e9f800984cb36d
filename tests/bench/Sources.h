//
// Sources.h
//
// Tests: bench
//
// The kinds of load.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Sources_INCLUDED
#define AuthPlug_Tests_Sources_INCLUDED


#include "Accounts.h"
#include "BenchServer.h"
#include "Contender.h"
#include "LoadGenerator.h"
#include <chrono>
#include <random>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class TallySource: public LoadSource
	/// Keeps how long the wanted answers took since the window began, and counts
	/// all others.
{
public:
	explicit TallySource(int wanted): _wanted(wanted)
	{
	}

	void windowBegins() override;
	void answered(std::size_t connection, int status, std::uint32_t micros) override;
	void failed(std::size_t connection) override;

	Window run(std::uint16_t port, std::size_t connections, std::chrono::milliseconds window);
		/// Generates this load; returns what came of it.

protected:
	~TallySource() = default;

private:
	const int _wanted;
	Window _window;
};


class FixedSource: public TallySource
	/// Sends the same requests over and over, one for each connection, by turns
	/// if there are fewer.
{
public:
	FixedSource(int wanted, std::vector<std::string> requests);

	std::string_view request(std::size_t connection) override;

private:
	const std::vector<std::string> _requests;
};


struct Users
	/// Some of the users of Accounts, shared out among connections so that none
	/// has more than one request under way.
{
	std::uint64_t first = 1;
	std::uint64_t last = 1;
	std::size_t connections = 1;

	std::uint64_t at(std::size_t connection, std::uint64_t step) const;
		/// Returns the step-th user of a connection, cyclically.

	std::uint64_t steps() const;
		/// Returns how many users each connection has.
};


class ChangeSource: public TallySource
	/// Changes passwords, of users picked at random.
{
public:
	ChangeSource(BenchServer& server, Accounts& accounts, const Users& users);

	std::string_view request(std::size_t connection) override;
	void answered(std::size_t connection, int status, std::uint32_t micros) override;

private:
	struct Order
	{
		std::uint64_t user = 0;
		std::string request;
	};

	BenchServer& _server;
	Accounts& _accounts;
	const Users _users;
	std::mt19937_64 _random;
	std::vector<Order> _orders;
};


class GuessSource: public TallySource
	/// Guesses passwords, of one user after the other, none of them right.
{
public:
	GuessSource(BenchServer& server, Accounts& accounts, const Users& users);

	std::string_view request(std::size_t connection) override;

private:
	BenchServer& _server;
	Accounts& _accounts;
	const Users _users;
	std::vector<std::uint64_t> _steps;
	std::vector<std::string> _requests;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Sources_INCLUDED
