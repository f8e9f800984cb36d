//
// AnswerScenarios.cpp
//
// Tests: bench
//
// Requests that are refused: without a hash, and after one.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Bench.h"
#include "Cases.h"
#include "Sources.h"


namespace AuthPlug {
namespace Tests {


namespace {


constexpr std::size_t CONNECTIONS = 64;


std::unique_ptr<BenchServer> nginxIfThere()
{
	try
	{
		return std::make_unique<BenchServer>(BenchServer::Kind::nginx, DatabasePlace(), BenchServer::Options());
	}
	catch (const Skipped&)
	{
		return nullptr;
	}
}


} // namespace


void Bench::refusals()
{
	const BenchServer::Options options;
	BenchServer product(BenchServer::Kind::product, stage().place, options);
	BenchServer bare(BenchServer::Kind::bare, stage().place, options);
	BenchServer select(BenchServer::Kind::select, stage().place, options);
	const std::string body = stage().accounts.changeBody(1);
	const std::string weak = stage().accounts.weakBody();

	const auto fixed = [this](BenchServer& server, int status, std::vector<std::string> requests)
	{
		return [&server, status, requests, window = _effort.window]
		{
			FixedSource source(status, requests);
			return source.run(server.port(), CONNECTIONS, window);
		};
	};
	// The same bytes for both, but for the path.
	const auto one = [](const std::string& path, const std::string& text) { return std::vector<std::string>{BenchServer::request(path, "Bearer no-such-token", text)}; };
	std::vector<std::string> weakRequests;
	std::vector<std::string> lockedRequests;
	std::vector<std::string> selects;
	for (std::size_t i = 1; i <= CONNECTIONS; ++i)
	{
		const std::string user = Accounts::id(i);
		weakRequests.push_back(product.request(user, weak));
		lockedRequests.push_back(product.request(user, body));
		selects.push_back(BenchServer::request("/select/" + user, "Bearer no-such-token", body));
	}

	Contender badToken("401, unknown token", fixed(product, 401, one(BenchServer::ROUTE, body)));
	Contender badTokenBare("bare 401", fixed(bare, 401, one("/status/401", body)));
	Contender badInput("400, weak new password", fixed(product, 400, weakRequests));
	Contender badInputBare("bare 400", fixed(bare, 400, one("/status/400", weak)));
	Contender locked("429, locked account", fixed(product, 429, lockedRequests));
	Contender lockedBare("bare SELECT", fixed(select, 429, selects));
	Contender::takeTurns(badTokenBare, {&badToken}, _effort.rounds);
	Contender::takeTurns(badInputBare, {&badInput}, _effort.rounds);
	Contender::takeTurns(lockedBare, {&locked}, _effort.rounds);

	const std::string scenario = "refusals, 64 connections";
	compare(scenario, badToken, "answers/s", badTokenBare, "bare POCO handler");
	compare(scenario, badInput, "answers/s", badInputBare, "bare POCO handler");
	compare(scenario, locked, "answers/s", lockedBare, "bare SELECT by key");
	if (const auto nginx = nginxIfThere())
	{
		Contender answers("nginx, 401 from its configuration", fixed(*nginx, 401, one("/", body)));
		Contender::takeTurns(badTokenBare, {&answers}, _effort.rounds);
		compare(scenario, answers, "answers/s", badTokenBare, "bare POCO handler");
	}
	_report.bar("401 refusals/s / bare POCO handler", 0.85, false, ratios(badToken.rates(), badToken.references()).median);
	_report.bar("400 refusals/s / bare POCO handler", 0.85, false, ratios(badInput.rates(), badInput.references()).median);
	_report.bar("locked 429/s / bare SELECT by key", 0.80, false, ratios(locked.rates(), locked.references()).median);

	SvgChart chart(SvgChart::Form::bars, "Refusals a second, 64 connections", "1/s", {"401", "400", "429 locked"});
	chart.add("AuthPlug", {badToken.rate().median, badInput.rate().median, locked.rate().median});
	chart.add("reference: bare POCO handler, with a SELECT for 429", {badTokenBare.rate().median, badInputBare.rate().median, lockedBare.rate().median});
	write("refusals", chart);
}


void Bench::guesses()
{
	BenchServer product(BenchServer::Kind::product, stage().place, BenchServer::Options());
	Contender raw = rawHashes();
	Contender guesses("wrong old password", [&]
	{
		stage().accounts.forgive();
		GuessSource source(product, stage().accounts, Users{Stage::LOCKED + 1, Stage::GUESSED, CONNECTIONS});
		return source.run(product.port(), CONNECTIONS, _effort.window);
	});
	Contender::takeTurns(raw, {&guesses}, _effort.rounds);
	compare("guesses, 64 connections", guesses, "guesses/s", raw, "raw hashes/s");
}


} } // namespace AuthPlug::Tests
