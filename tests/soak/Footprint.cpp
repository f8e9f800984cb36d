//
// Footprint.cpp
//
// Tests: soak
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Footprint.h"
#include <filesystem>
#include <fstream>
#include <set>


namespace AuthPlug {
namespace Tests {


namespace {


std::size_t entriesOf(const std::string& path)
{
	const std::filesystem::directory_iterator entries(path);
	return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}


std::size_t descriptorsOf(const std::string& process)
	/// Without those that come and go all the time: the manager looks at its files.
{
	std::size_t count = 0;
	std::error_code gone;
	for (const auto& entry: std::filesystem::directory_iterator(process + "/fd"))
	{
		const std::string target = std::filesystem::read_symlink(entry.path(), gone).string();
		const bool passing = gone || target.find("/plugins") != std::string::npos || target.find("/proc/") == 0;
		if (!passing) ++count;
	}
	return count;
}


std::size_t numberIn(const std::string& status, const std::string& key)
{
	std::ifstream in(status);
	for (std::string word; in >> word;)
	{
		std::size_t value = 0;
		if (word == key && in >> value) return value;
	}
	return 0;
}


} // namespace


Footprint Footprint::of(pid_t pid, const std::string& runFolder)
{
	const std::string process = "/proc/" + std::to_string(pid);
	Footprint footprint;
	std::set<std::string> copies;
	std::ifstream maps(process + "/maps");
	for (std::string line; std::getline(maps, line);)
	{
		const std::string::size_type path = line.find('/');
		if (path == std::string::npos) continue;
		++footprint.files;
		if (line.compare(path, runFolder.size(), runFolder) == 0) copies.insert(line.substr(path));
	}
	footprint.copies.assign(copies.begin(), copies.end());
	footprint.descriptors = descriptorsOf(process);
	footprint.threads = entriesOf(process + "/task");
	footprint.residentKiB = numberIn(process + "/status", "VmRSS:");
	footprint.anonymousKiB = numberIn(process + "/status", "RssAnon:");
	return footprint;
}


std::string Footprint::text() const
{
	return std::to_string(copies.size()) + " copies mapped, " + std::to_string(files) + " mappings of files, "
		+ std::to_string(descriptors) + " descriptors, " + std::to_string(threads) + " threads, "
		+ std::to_string(residentKiB) + " KiB resident (" + std::to_string(anonymousKiB) + " anonymous)";
}


} } // namespace AuthPlug::Tests
