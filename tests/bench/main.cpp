//
// main.cpp
//
// Tests: bench
//
// bench [option...]: see tests/bench/run --help.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Bench.h"
#include "Canary.h"
#include "MachineFacts.h"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>


using namespace AuthPlug::Tests;


namespace {


struct Options
{
	Effort effort;
	std::set<std::string> scenarios{Bench::scenarios().begin(), Bench::scenarios().end()};
	std::string folder;
	bool check = false;
};


std::set<std::string> named(const std::string& list)
	/// Throws std::invalid_argument.
{
	std::set<std::string> names;
	std::istringstream in(list);
	for (std::string name; std::getline(in, name, ',');)
	{
		const auto& all = Bench::scenarios();
		if (std::find(all.begin(), all.end(), name) == all.end()) throw std::invalid_argument("no such scenario: " + name);
		names.insert(name);
	}
	return names;
}


Options optionsOf(const std::vector<std::string>& words)
	/// Throws std::invalid_argument.
{
	Options options;
	for (std::size_t i = 0; i < words.size(); ++i)
	{
		const auto value = [&]
		{
			if (i + 1 == words.size()) throw std::invalid_argument(words[i] + " needs a value");
			return words[++i];
		};
		if (words[i] == "--quick") options.effort = Effort::quick();
		else if (words[i] == "--check") options.check = true;
		else if (words[i] == "--only") options.scenarios = named(value());
		else if (words[i] == "--output") options.folder = value();
		else if (words[i] == "--rounds") options.effort.rounds = std::stoul(value());
		else throw std::invalid_argument("unknown option " + words[i]);
	}
	return options;
}


Report measured(const Options& options)
	/// When it returns, all servers have ended.
{
	Bench bench(options.effort, options.folder);
	bench.run(options.scenarios);
	return bench.report();
}


void writeFiles(const Report& report, const std::string& folder)
{
	std::ofstream table(folder + "/result.txt");
	report.writeTable(table);
	std::ofstream csv(folder + "/result.csv", std::ios::binary);
	report.writeCsv(csv);
}


} // namespace


int main(int argc, char** argv)
{
	try
	{
		Canary::word();
		const Options options = optionsOf({argv + 1, argv + argc});
		if (!options.folder.empty()) std::filesystem::create_directories(options.folder);
		MachineFacts facts;
		Report report = measured(options);
		facts.addTo(report);
		report.writeTable(std::cout);
		if (!options.folder.empty()) writeFiles(report, options.folder);
		return options.check && !report.allBarsReached() ? 1 : 0;
	}
	catch (const std::invalid_argument& exception)
	{
		std::cerr << "bench: " << exception.what() << "; see --help\n";
		return 64;
	}
	catch (const std::exception& exception)
	{
		std::cerr << "bench: " << exception.what() << std::endl;
		return 70;
	}
}
