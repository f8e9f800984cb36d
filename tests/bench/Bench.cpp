//
// Bench.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Bench.h"
#include "Sources.h"
#include <fstream>
#include <map>
#include <stdexcept>
#include <thread>


namespace AuthPlug {
namespace Tests {


Effort Effort::quick()
{
	Effort effort;
	effort.window = std::chrono::milliseconds(500);
	effort.engineRounds = 3;
	effort.costs = {{19456, 2}, {47104, 1}};
	effort.users = {1000, 100000};
	effort.galera = false;
	return effort;
}


Effort Effort::smoke()
{
	Effort effort;
	effort.rounds = 1;
	effort.window = std::chrono::milliseconds(200);
	effort.engineRounds = 1;
	effort.costs = {{19456, 2}};
	effort.connections = {1, 8};
	effort.users = {100, 1000};
	effort.overloadConnections = 64;
	effort.galera = false;
	return effort;
}


Bench::Stage::Stage(const std::string& name):
	database(databaseOptions()),
	accounts(database.socket(), database.database(), ALL),
	place{database.socket(), database.user(), database.password(), name}
{
	database.generalLog(false);
	accounts.lock(1, LOCKED);
}


const DatabasePlace& Bench::Stage::placeWithProcedure()
{
	database.addProcedure(place.database);
	database.query("GRANT EXECUTE ON PROCEDURE `" + place.database + "`.pw_change TO '" + place.user + "'@'%'");
	return place;
}


Bench::Bench(const Effort& effort, const std::string& folder): _effort(effort), _folder(folder)
{
}


const std::vector<std::string>& Bench::scenarios()
{
	static const std::vector<std::string> names{"engines", "refusals", "guesses", "changes", "cores", "overload", "growth", "galera"};
	return names;
}


void Bench::run(const std::set<std::string>& wanted)
{
	const std::map<std::string, void (Bench::*)()> bodies{
		{"engines", &Bench::engines}, {"refusals", &Bench::refusals}, {"guesses", &Bench::guesses}, {"changes", &Bench::changes},
		{"cores", &Bench::cores}, {"overload", &Bench::overload}, {"growth", &Bench::growth}, {"galera", &Bench::galera}};
	for (const std::string& name : scenarios())
	{
		if (name == "galera" && !_effort.galera) continue;
		if (wanted.count(name) > 0) (this->*bodies.at(name))();
	}
}


const Report& Bench::report() const
{
	return _report;
}


PrivateMariaDb::Options Bench::databaseOptions()
{
	PrivateMariaDb::Options options;
	options.arguments = {"--innodb-buffer-pool-size=" + std::to_string(BUFFER_POOL_MIB) + "M", "--innodb-log-file-size=256M", "--innodb-flush-log-at-trx-commit=1"};
	return options;
}


Bench::Stage& Bench::stage()
{
	if (!_stage) _stage = std::make_unique<Stage>(PrivateMariaDb::Options().database);
	return *_stage;
}


Contender Bench::rawHashes() const
{
	return Contender("raw hashes", [engine = Engine::fastest(), window = _effort.window]
	{
		Window result;
		result.rate = hashesPerSecond(engine, Cost(), std::thread::hardware_concurrency(), window);
		return result;
	});
}


Contender Bench::changing(const std::string& name, BenchServer& server, Accounts& accounts, std::size_t connections, std::uint64_t first) const
{
	return Contender(name, [&server, &accounts, connections, first, window = _effort.window]
	{
		ChangeSource source(server, accounts, Users{first, accounts.count(), connections});
		return source.run(server.port(), connections, window);
	});
}


void Bench::compare(const std::string& scenario, const Contender& contender, const std::string& unit, const Contender& reference, const std::string& referenceName, double scale)
{
	Measured line;
	line.scenario = scenario;
	line.what = contender.name();
	line.unit = unit;
	line.value = contender.rate();
	line.p50 = contender.p50();
	line.p99 = contender.p99();
	line.reference = referenceName;
	line.referenceValue = reference.rate().median;
	std::vector<double> scaled = contender.rates();
	for (double& rate : scaled) rate *= scale;
	line.ratio = ratios(scaled, contender.references());
	line.note = "generator " + number(100*contender.generatorShare()) + " % of the CPU";
	line.other = contender.other();
	_report.add(line);
}


void Bench::addChangeLine(const std::string& scenario, const Contender& contender, const Contender& raw)
	/// Of the two hashes of a change to the raw rate.
{
	compare(scenario, contender, "changes/s", raw, "raw hashes/s", 2);
}


void Bench::write(const std::string& name, const SvgChart& chart) const
{
	if (_folder.empty()) return;
	std::ofstream out(_folder + "/" + name + ".svg");
	chart.write(out);
	out.close();
	if (!out) throw std::runtime_error("can't write to " + _folder);
}


} } // namespace AuthPlug::Tests
