//
// OverloadScenario.cpp
//
// Tests: bench
//
// Far more requests than can be served.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Bench.h"
#include "OverloadSource.h"
#include <thread>
#include <utility>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr std::size_t SATURATING = 64;
constexpr double TIMES = 10;
constexpr double SPARE_MIB = 96;


using Micros = std::vector<std::uint32_t>;


void append(Micros& all, const Micros& part)
{
	all.insert(all.end(), part.begin(), part.end());
}


struct Load
	/// What became of requests to change a password.
{
	Load(const OverloadSource& source, const LoadGenerator::Outcome& outcome):
		rate(static_cast<double>(source.changeMicros.size())/outcome.seconds),
		rateOfRest(rate/(1 - outcome.cpuSeconds/outcome.seconds/std::thread::hardware_concurrency()))
	{
	}

	double rate;        // changes in a second
	double rateOfRest;  // as if the generator ran elsewhere
};


Measured measuredLine(const std::string& what, const std::string& unit, const Spread& value)
{
	Measured line;
	line.scenario = "overload";
	line.what = what;
	line.unit = unit;
	line.value = value;
	return line;
}


Measured durations(const std::string& what, const Micros& micros)
{
	Measured line = measuredLine(what, "ms", Spread{quantileMillis(micros, 0.5), quantileMillis(micros, 0.25), quantileMillis(micros, 0.75)});
	line.p50 = quantileMillis(micros, 0.5);
	line.p99 = quantileMillis(micros, 0.99);
	line.note = std::to_string(micros.size()) + " requests";
	return line;
}


} // namespace


void Bench::overload()
{
	const std::size_t connections = _effort.overloadConnections;
	const BenchServer::Options options{.threads = 0, .connections = static_cast<std::uint32_t>(connections + 2*OverloadSource::CHEAP_CONNECTIONS + SATURATING)};
	BenchServer product(BenchServer::Kind::product, stage().place, options);
	Accounts& accounts = stage().accounts;
	// Locked users of its own for each, since a user's requests wait for each other.
	std::vector<std::vector<OverloadSource::Cheap>> cheap;
	for (std::uint64_t user = 1; user <= OverloadSource::CHEAP_CONNECTIONS; ++user)
	{
		cheap.push_back({
			{BenchServer::request(BenchServer::ROUTE, "Bearer no-such-token", accounts.changeBody(user)), 401},
			{product.request(Accounts::id(user), accounts.weakBody()), 400},
			{product.request(Accounts::id(user), accounts.changeBody(user)), 429, true}});
	}
	Micros idleCheap;
	Micros saturatedCheap;
	Micros busyCheap;
	Micros changed;
	Micros shed;
	std::vector<double> saturation;        // mean of the windows before and after the overload
	std::vector<double> goodput;
	std::vector<double> saturationOfRest;
	std::vector<double> goodputOfRest;
	std::vector<double> recoveries;
	std::vector<double> sheds;
	std::uint64_t other = 0;
	std::uint64_t lost = 0;
	std::uint64_t cheapShed = 0;
	const double slots = std::thread::hardware_concurrency();
	// What is related to each other lies further apart than in other scenarios.
	const std::chrono::milliseconds window = 2*_effort.window;
	const std::size_t rounds = 2*_effort.rounds;
	const auto measure = [&](OverloadSource& source, std::chrono::milliseconds lead)
	{
		const LoadGenerator::Outcome outcome = LoadGenerator::run(product.port(), source.connections(), window, source, lead);
		other += source.other;
		lost += source.lost + outcome.refused;
		return outcome;
	};
	// Changes and cheap requests, as under the overload.
	const auto saturate = [&]
	{
		OverloadSource source(product, accounts, Users{Stage::GUESSED + 1, Stage::ALL, SATURATING}, std::chrono::microseconds(0), cheap);
		const LoadGenerator::Outcome outcome = measure(source, LoadGenerator::LEAD);
		append(saturatedCheap, source.cheapMicros);
		return Load(source, outcome);
	};
	Load before = saturate();
	for (std::size_t round = 0; round <= rounds; ++round)
	{
		OverloadSource idle(product, accounts, Users{Stage::GUESSED + 1, Stage::ALL, 0}, {}, cheap);
		measure(idle, LoadGenerator::LEAD);
		const std::chrono::microseconds interval(static_cast<std::int64_t>(1e6*static_cast<double>(connections)/(TIMES*std::max(before.rate, 1.0))));
		OverloadSource flood(product, accounts, Users{Stage::GUESSED + 1, Stage::ALL, connections}, interval, cheap);
		// As an overload that lasts: by then most have been sent away several times.
		const LoadGenerator::Outcome outcome = measure(flood, _effort.window);
		const Load after = saturate();
		const Load earlier = std::exchange(before, after);
		// The first round opens all connections.
		if (round == 0)
		{
			saturatedCheap.clear();
			continue;
		}
		const Load overloaded(flood, outcome);
		append(idleCheap, idle.cheapMicros);
		append(busyCheap, flood.cheapMicros);
		append(changed, flood.changeMicros);
		append(shed, flood.shedMicros);
		saturation.push_back((earlier.rate + after.rate)/2);
		goodput.push_back(overloaded.rate);
		saturationOfRest.push_back((earlier.rateOfRest + after.rateOfRest)/2);
		goodputOfRest.push_back(overloaded.rateOfRest);
		cheapShed += flood.cheapShed;
		sheds.push_back(static_cast<double>(flood.shedMicros.size())/outcome.seconds);
		recoveries.push_back(1000*outcome.drainSeconds);
	}

	const double allowed = slots*static_cast<double>(Cost().memoryBytes())/1048576 + SPARE_MIB;
	_report.add(measuredLine("saturated: changes, " + std::to_string(SATURATING) + " connections", "changes/s", Spread::of(saturation)));
	Measured flooded = measuredLine("overloaded: changes, " + std::to_string(connections) + " connections, ten times as many asked for", "changes/s", Spread::of(goodput));
	flooded.reference = "changes/s when saturated";
	flooded.referenceValue = Spread::of(saturation).median;
	flooded.ratio = ratios(goodput, saturation);
	flooded.p50 = quantileMillis(changed, 0.5);
	flooded.p99 = quantileMillis(changed, 0.99);
	flooded.other = other;
	flooded.note = std::to_string(lost) + " connections lost";
	_report.add(flooded);
	Measured rest = measuredLine("the same in relation to what the generator leaves of the processors", "changes/s", Spread::of(goodputOfRest));
	rest.reference = "changes/s when saturated";
	rest.referenceValue = Spread::of(saturationOfRest).median;
	rest.ratio = ratios(goodputOfRest, saturationOfRest);
	_report.add(rest);
	Measured refused = measuredLine("overloaded: changes sent away with 503", "answers/s", Spread::of(sheds));
	refused.p50 = quantileMillis(shed, 0.5);
	refused.p99 = quantileMillis(shed, 0.99);
	_report.add(refused);
	_report.add(durations("idle: cheap requests (401, 400, 429)", idleCheap));
	_report.add(durations("saturated: cheap requests", saturatedCheap));
	Measured busy = durations("overloaded: cheap requests", busyCheap);
	const double p99Ratio = quantileMillis(busyCheap, 0.99)/quantileMillis(idleCheap, 0.99);
	busy.reference = "ms, idle p99";
	busy.referenceValue = quantileMillis(idleCheap, 0.99);
	busy.ratio = Spread{p99Ratio, p99Ratio, p99Ratio};
	busy.note += ", " + std::to_string(cheapShed) + " of them 503 instead of 429; the ratio is of the p99";
	_report.add(busy);
	_report.add(measuredLine("last request sent until all are answered", "ms", Spread::of(recoveries)));
	Measured memory = measuredLine("peak resident memory of the server", "MiB", Spread{product.peakResidentMiB(), product.peakResidentMiB(), product.peakResidentMiB()});
	memory.reference = "MiB = slots x m + 96";
	memory.referenceValue = allowed;
	const double share = product.peakResidentMiB()/allowed;
	memory.ratio = Spread{share, share, share};
	_report.add(memory);

	_report.bar("p99 of cheap requests, overloaded / idle", 5, true, p99Ratio);
	_report.bar("resident memory / (slots x m + 96 MiB)", 1, true, share);
	_report.bar("goodput overloaded / saturated", 0.95, false, flooded.ratio.median);
	SvgChart chart(SvgChart::Form::bars, "Requests that need no hash, while ten times too many changes are asked for", "ms", {"p50", "p99"});
	chart.add("idle", {quantileMillis(idleCheap, 0.5), quantileMillis(idleCheap, 0.99)});
	chart.add(std::to_string(connections) + " connections, 10 x capacity", {busy.p50, busy.p99});
	write("overload", chart);
}


} } // namespace AuthPlug::Tests
