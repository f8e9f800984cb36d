//
// MachineFacts.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "MachineFacts.h"
#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <sstream>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


namespace {


double secondsOf(const rusage& usage)
{
	return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)/1e6;
}


std::string processor()
{
	std::ifstream info("/proc/cpuinfo");
	for (std::string line; std::getline(info, line);)
	{
		if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
	}
	return "unknown";
}


std::string kernel()
	/// Its version without what a machine's owner has added.
{
	utsname name{};
	::uname(&name);
	const std::string release = name.release;
	return release.substr(0, release.find('-'));
}


std::string today()
{
	const std::time_t now = std::time(nullptr);
	std::tm civil{};
	::gmtime_r(&now, &civil);
	char text[32];
	std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &civil);
	return text;
}


std::string percent(double part, double whole)
{
	return number(whole > 0 ? 100*part/whole : 0) + " %";
}


} // namespace


MachineFacts::MachineFacts(): _begin(now())
{
}


MachineFacts::Ticks MachineFacts::now()
{
	std::ifstream stat("/proc/stat");
	std::string name;
	std::array<double, 8> columns{};  // user nice system idle iowait irq softirq steal
	stat >> name;
	for (double& column : columns) stat >> column;
	Ticks ticks;
	for (const double column : columns) ticks.all += column;
	ticks.stolen = columns[7];
	ticks.busy = ticks.all - columns[3] - columns[4] - columns[7];
	rusage self{};
	rusage children{};
	::getrusage(RUSAGE_SELF, &self);
	::getrusage(RUSAGE_CHILDREN, &children);
	ticks.own = (secondsOf(self) + secondsOf(children))*static_cast<double>(::sysconf(_SC_CLK_TCK));
	return ticks;
}


void MachineFacts::addTo(Report& report) const
{
	const Ticks end = now();
	const double all = end.all - _begin.all;
	report.fact("date", today());
	report.fact("processor", processor() + ", " + std::to_string(std::thread::hardware_concurrency()) + " processors; Linux " + kernel());
	report.fact("build", std::string(AUTHPLUG_BENCH_BUILD));
	report.fact("shared", "load generator, servers and database run on these processors together");
	// Two clocks of the kernel's, so that the difference may be a little below zero.
	const double other = std::max(0.0, end.busy - _begin.busy - (end.own - _begin.own));
	report.fact("other work on the machine", percent(other, all) + " of the processors, stolen by the hypervisor " + percent(end.stolen - _begin.stolen, all));
}


} } // namespace AuthPlug::Tests
