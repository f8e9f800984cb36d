//
// Bench.h
//
// Tests: bench
//
// All scenarios, and what they share.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Bench_INCLUDED
#define AuthPlug_Tests_Bench_INCLUDED


#include "Accounts.h"
#include "BenchServer.h"
#include "Contender.h"
#include "Engines.h"
#include "PrivateMariaDb.h"
#include "Report.h"
#include "SvgChart.h"
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Effort
	/// How long a run takes.
{
	std::size_t rounds = 5;
	std::chrono::milliseconds window{2000};
	std::size_t engineRounds = 7;
	std::vector<Cost> costs{{19456, 2}, {47104, 1}, {65536, 3}};
	std::vector<std::size_t> connections{1, 8, 64, 256};
	std::vector<std::uint64_t> users{1000, 10000, 100000, 1000000, 10000000};
	std::size_t overloadConnections = 1000;
	bool galera = true;

	static Effort quick();
	static Effort smoke();
		/// Everything once, for a moment: says nothing about speed.
};


class Bench
	/// For the main thread: the servers end with it.
{
public:
	Bench(const Effort& effort, const std::string& folder);
		/// Charts go to the folder, unless that is empty.

	static const std::vector<std::string>& scenarios();

	void run(const std::set<std::string>& wanted);
		/// Runs these of the scenarios.

	const Report& report() const;

private:
	struct Stage
		/// A database server with users for all that is not about their number.
	{
		static constexpr std::uint64_t LOCKED = 1000;     /// the first ones
		static constexpr std::uint64_t GUESSED = 5000;    /// the last of those that are guessed at
		static constexpr std::uint64_t ALL = 20000;

		explicit Stage(const std::string& name);

		const DatabasePlace& placeWithProcedure();
			/// The same place, after the stored procedure was added to it.

		PrivateMariaDb database;
		Accounts accounts;
		const DatabasePlace place;
	};

	void engines();
	void refusals();
	void guesses();
	void changes();
	void cores();
	void overload();
	void growth();
	void galera();

	static constexpr int BUFFER_POOL_MIB = 256;
		/// An ordinary machine's share: large tables don't fit.

	static PrivateMariaDb::Options databaseOptions();
		/// Durable, as the documents want it.

	Stage& stage();
	Contender rawHashes() const;
	Contender changing(const std::string& name, BenchServer& server, Accounts& accounts, std::size_t connections, std::uint64_t first) const;
	void compare(const std::string& scenario, const Contender& contender, const std::string& unit, const Contender& reference, const std::string& referenceName,
		double scale = 1);
		/// Adds a line; the ratio is of rate times scale to the reference.

	void addChangeLine(const std::string& scenario, const Contender& contender, const Contender& raw);
	void write(const std::string& name, const SvgChart& chart) const;

	const Effort _effort;
	const std::string _folder;
	Report _report;
	std::unique_ptr<Stage> _stage;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Bench_INCLUDED
