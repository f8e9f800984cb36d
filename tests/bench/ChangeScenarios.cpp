//
// ChangeScenarios.cpp
//
// Tests: bench
//
// Successful changes: by connections, by processors, by users, on a cluster.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Bench.h"
#include "GaleraCluster.h"
#include "Sources.h"
#include <optional>
#include <set>
#include <stdexcept>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr std::size_t CONNECTIONS = 64;
constexpr std::uint64_t MOST_USERS = 10000000;


std::vector<Contender*> pointersTo(std::vector<Contender>& contenders)
{
	std::vector<Contender*> pointers;
	for (Contender& contender : contenders) pointers.push_back(&contender);
	return pointers;
}


std::vector<double> meanMillis(const std::vector<double>& rates)
	/// Of one connection that is never idle.
{
	std::vector<double> millis;
	for (const double rate : rates) millis.push_back(rate > 0 ? 1000/rate : 0);
	return millis;
}


void migrate(const PrivateMariaDb& server, const std::string& database)
{
	std::string output;
	const std::string command = PrivateMariaDb::sqlFolder() + "/migrate " + server.clientOptions() + " --create --database=" + database;
	if (PrivateMariaDb::run({"/bin/bash", "-c", command}, output) != 0) throw std::runtime_error("sql/migrate failed: " + output);
}


} // namespace


void Bench::changes()
{
	const BenchServer::Options options{.threads = 320, .hashQueue = 256};
	BenchServer product(BenchServer::Kind::product, stage().place, options);
	BenchServer calling(BenchServer::Kind::product, stage().placeWithProcedure(), BenchServer::Options{.threads = options.threads, .hashQueue = options.hashQueue, .procedure = true});
	Contender raw = rawHashes();
	std::vector<Contender> contenders;
	std::vector<std::string> places;
	for (const std::size_t connections : _effort.connections)
	{
		places.push_back(std::to_string(connections));
		contenders.push_back(changing("changes, connections: " + places.back(), product, stage().accounts, connections, Stage::GUESSED + 1));
	}
	contenders.push_back(changing("changes by procedure, connections: " + std::to_string(CONNECTIONS), calling, stage().accounts, CONNECTIONS, Stage::GUESSED + 1));
	Contender::takeTurns(raw, pointersTo(contenders), _effort.rounds);

	std::vector<double> rates;
	std::vector<double> p50;
	std::vector<double> p99;
	for (std::size_t i = 0; i < contenders.size(); ++i)
	{
		addChangeLine("changes", contenders[i], raw);
		if (i >= places.size()) continue;
		rates.push_back(contenders[i].rate().median);
		p50.push_back(contenders[i].p50());
		p99.push_back(contenders[i].p99());
		if (_effort.connections[i] == CONNECTIONS) _report.bar("changes/s x 2 / raw hashes/s, 64 connections", 0.90, false, _report.lines().back().ratio.median);
	}
	SvgChart rateChart(SvgChart::Form::lines, "Successful changes a second, by connections", "1/s", places);
	rateChart.add("changes", rates);
	rateChart.add("half of the raw hashes, all processors", std::vector<double>(rates.size(), raw.rate().median/2));
	write("changes", rateChart);
	SvgChart latencyChart(SvgChart::Form::lines, "Latency of a successful change, by connections", "ms", places);
	latencyChart.add("p50", p50);
	latencyChart.add("p99", p99);
	write("latency", latencyChart);
}


void Bench::cores()
{
	std::vector<std::unique_ptr<BenchServer>> servers;
	Contender raw = rawHashes();
	std::vector<Contender> contenders;
	std::set<std::size_t> counts;
	for (std::size_t count = 1; count <= std::thread::hardware_concurrency(); count *= 2) counts.insert(count);
	counts.insert(std::thread::hardware_concurrency());
	for (const std::size_t count : counts)
	{
		servers.push_back(std::make_unique<BenchServer>(BenchServer::Kind::product, stage().place, BenchServer::Options{.threads = 320, .processors = count}));
		contenders.push_back(changing("changes, processors of the server: " + std::to_string(count), *servers.back(), stage().accounts, CONNECTIONS, Stage::GUESSED + 1));
	}
	Contender::takeTurns(raw, pointersTo(contenders), _effort.rounds);
	for (const Contender& contender : contenders) addChangeLine("processors, 64 connections", contender, raw);
}


void Bench::growth()
{
	PrivateMariaDb server(databaseOptions());
	server.generalLog(false);
	std::vector<std::unique_ptr<Accounts>> tables;
	std::vector<std::unique_ptr<BenchServer>> servers;
	std::vector<Contender> contenders;
	std::vector<std::string> places;
	// Loading is not what is measured.
	server.query("SET GLOBAL innodb_flush_log_at_trx_commit=0");
	for (const std::uint64_t users : _effort.users)
	{
		places.push_back(std::to_string(users));
		const DatabasePlace place{server.socket(), server.user(), server.password(), "users_" + places.back()};
		migrate(server, place.database);
		server.query("GRANT ALL ON `" + place.database + "`.* TO '" + place.user + "'@'%'");
		tables.push_back(std::make_unique<Accounts>(server.socket(), place.database, users));
		servers.push_back(std::make_unique<BenchServer>(BenchServer::Kind::product, place, BenchServer::Options()));
		contenders.push_back(changing("changes, stored users: " + places.back(), *servers.back(), *tables.back(), 1, 1));
	}
	server.query("SET GLOBAL innodb_flush_log_at_trx_commit=1");
	Contender& smallest = contenders.front();
	std::vector<Contender*> larger = pointersTo(contenders);
	larger.erase(larger.begin());
	Contender::takeTurns(smallest, larger, _effort.rounds);

	std::vector<double> p50;
	std::vector<double> p99;
	for (std::size_t i = 0; i < contenders.size(); ++i)
	{
		const std::vector<double> means = meanMillis(contenders[i].rates());
		Measured line;
		line.scenario = "growth, 1 connection";
		line.what = contenders[i].name();
		line.unit = "ms";
		line.value = Spread::of(means);
		line.p50 = contenders[i].p50();
		line.p99 = contenders[i].p99();
		line.reference = "ms with " + places.front() + " users";
		line.referenceValue = Spread::of(meanMillis(smallest.rates())).median;
		line.ratio = ratios(means, i == 0 ? means : meanMillis(contenders[i].references()));
		line.note = "tables of " + number(tables[i]->tableMiB()) + " MiB, buffer pool of " + std::to_string(BUFFER_POOL_MIB) + " MiB";
		line.other = contenders[i].other();
		_report.add(line);
		p50.push_back(line.p50);
		p99.push_back(line.p99);
	}
	std::optional<double> reached;
	if (_effort.users.back() == MOST_USERS) reached = _report.lines().back().ratio.median;
	_report.bar("change latency, 10^7 users / 10^3", 1.10, true, reached);
	SvgChart chart(SvgChart::Form::lines, "Latency of a successful change, by stored users", "ms", places);
	chart.add("p50", p50);
	chart.add("p99", p99);
	write("growth", chart);
}


void Bench::galera()
{
	GaleraCluster cluster;
	GaleraNode& node = cluster.node(0);
	Accounts accounts(node.socket(), cluster.database(), Stage::ALL);
	cluster.awaitAll();
	BenchServer onCluster(BenchServer::Kind::product, DatabasePlace{node.socket(), cluster.user(), cluster.password(), cluster.database()}, BenchServer::Options());
	BenchServer onSingle(BenchServer::Kind::product, stage().place, BenchServer::Options());
	Contender raw = rawHashes();
	Contender single = changing("changes, one database server", onSingle, stage().accounts, CONNECTIONS, Stage::GUESSED + 1);
	Contender clustered = changing("changes, three Galera nodes on the same processors", onCluster, accounts, CONNECTIONS, 1);
	Contender::takeTurns(raw, {&single, &clustered}, _effort.rounds);
	addChangeLine("cluster, 64 connections", single, raw);
	addChangeLine("cluster, 64 connections", clustered, raw);
}


} } // namespace AuthPlug::Tests
