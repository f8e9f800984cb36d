//
// Latency.cpp
//
// Tests: soak
//
// How long requests take while plugins are reloaded, and while they are not:
//
//   soak-latency [--rounds N] [--seconds N] [--think MILLISECONDS] [--gap MILLISECONDS] [--changers N]
//
// See README.md.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "Load.h"
#include "LockedUsers.h"
#include "Reloads.h"
#include "Site.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <iostream>


using namespace AuthPlug::Tests;


namespace {


using std::chrono::milliseconds;
using std::chrono::steady_clock;


struct Options
{
	int rounds = 10;
	int seconds = 4;
	int think = 0;
	int gap = 0;
	int changers = 14;
};


struct Window
{
	std::vector<std::int64_t> cheap;
	std::vector<std::int64_t> changes;
	std::uint64_t reloads = 0;
};


double quantile(std::vector<std::int64_t> micros, double share)
	/// In milliseconds.
{
	if (micros.empty()) return 0;
	const auto place = std::min(micros.size() - 1, static_cast<std::size_t>(share*static_cast<double>(micros.size())));
	std::nth_element(micros.begin(), micros.begin() + static_cast<std::ptrdiff_t>(place), micros.end());
	return static_cast<double>(micros[place])/1000;
}


Window measured(Load& load, Reloads* reloads, const Options& options)
	/// Reloads one after the other, or not at all, as long as a window lasts.
{
	Window window;
	load.resume();
	const auto until = steady_clock::now() + std::chrono::seconds(options.seconds);
	while (steady_clock::now() < until)
	{
		if (reloads)
		{
			reloads->next();
			++window.reloads;
			std::this_thread::sleep_for(milliseconds(options.gap));
		}
		else std::this_thread::sleep_for(milliseconds(10));
	}
	load.pause();
	for (const Load::Sample& sample: load.takeSamples()) (sample.change ? window.changes : window.cheap).push_back(sample.micros);
	return window;
}


void add(Window& sum, const Window& part)
{
	sum.cheap.insert(sum.cheap.end(), part.cheap.begin(), part.cheap.end());
	sum.changes.insert(sum.changes.end(), part.changes.begin(), part.changes.end());
	sum.reloads += part.reloads;
}


void print(const char* name, const Window& with, const Window& without)
{
	const struct
	{
		const char* name;
		std::vector<std::int64_t> Window::* samples;
	} kinds[] = {{"cheap", &Window::cheap}, {"change", &Window::changes}};
	for (const auto& kind: kinds)
	{
		const auto& a = with.*kind.samples;
		const auto& b = without.*kind.samples;
		if (a.empty() || b.empty()) continue;
		std::printf("%-8s %-7s %8zu %9.2f %9.2f   %8zu %9.2f %9.2f   %5.2f %5.2f\n", name, kind.name,
			b.size(), quantile(b, 0.5), quantile(b, 0.99), a.size(), quantile(a, 0.5), quantile(a, 0.99),
			quantile(a, 0.5)/quantile(b, 0.5), quantile(a, 0.99)/quantile(b, 0.99));
	}
	std::fflush(stdout);
}


Options optionsOf(int argc, char** argv)
	/// Throws std::runtime_error.
{
	Options options;
	const struct
	{
		const char* name;
		int* value;
	} known[] = {{"--rounds", &options.rounds}, {"--seconds", &options.seconds}, {"--think", &options.think}, {"--gap", &options.gap}, {"--changers", &options.changers}};
	for (int i = 1; i < argc; i += 2)
	{
		const auto it = std::find_if(std::begin(known), std::end(known), [&](const auto& each) { return std::strcmp(each.name, argv[i]) == 0; });
		if (it == std::end(known) || i + 1 == argc) throw std::runtime_error(std::string("bad option ") + argv[i]);
		*it->value = std::stoi(argv[i + 1]);
	}
	return options;
}


} // namespace


int main(int argc, char** argv)
{
	try
	{
		Canary::word();
		const Options options = optionsOf(argc, argv);
		Site site;
		site.start();
		lockUsers(site);
		Reloads reloads(site, false);
		Load::Options loadOptions;
		loadOptions.samples = true;
		loadOptions.changers = options.changers;
		loadOptions.thinkTime = milliseconds(options.think);
		Load load(site, loadOptions);
		measured(load, &reloads, options);  // to warm up

		std::printf("                 --------- without reloads -------   ---------- with reloads ---------   with/without\n");
		std::printf("round    request    count    p50 ms    p99 ms      count    p50 ms    p99 ms     p50   p99\n");
		Window with;
		Window without;
		for (int round = 1; round <= options.rounds; ++round)
		{
			// By turns, so that a change in the machine's speed meets both.
			const Window quiet = measured(load, nullptr, options);
			const Window busy = measured(load, &reloads, options);
			print(std::to_string(round).c_str(), busy, quiet);
			add(with, busy);
			add(without, quiet);
			site.log().read();
		}
		print("all", with, without);
		std::printf("%llu reloads in %d s\n", static_cast<unsigned long long>(with.reloads), options.rounds*options.seconds);
		for (const std::string& failure: load.failures()) std::printf("failure: %s\n", failure.c_str());
		return load.failures().empty() ? 0 : 1;
	}
	catch (const std::exception& exception)
	{
		std::cerr << exception.what() << std::endl;
		return 1;
	}
}
