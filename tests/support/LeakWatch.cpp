//
// LeakWatch.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "LeakWatch.h"
#include "Canary.h"
#include <mutex>


namespace AuthPlug {
namespace Tests {


namespace {


struct Findings
{
	std::mutex mutex;
	std::vector<std::string> texts;
};


Findings& findings()
{
	static Findings instance;
	return instance;
}


} // namespace


void LeakWatch::search(const std::string& place, std::string_view text)
{
	if (!Canary::isIn(text)) return;
	const std::string shown = "a secret in " + place + ": " + Canary::masked(std::string(text)).substr(0, 300);
	const std::lock_guard<std::mutex> lock(findings().mutex);
	findings().texts.push_back(shown);
}


std::vector<std::string> LeakWatch::take()
{
	const std::lock_guard<std::mutex> lock(findings().mutex);
	std::vector<std::string> taken;
	taken.swap(findings().texts);
	return taken;
}


} } // namespace AuthPlug::Tests
