//
// ProcessorCountTest.cpp
//
// Tests: unit/base
//
// Control groups as files in a folder.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "ProcessorCount.h"
#include "TemporaryFolder.h"
#include <sched.h>
#include <thread>


using AuthPlug::Host::ProcessorCount;
using AuthPlug::Tests::TemporaryFolder;
using AuthPlug::Tests::addCase;


namespace {


struct File
{
	const char* path;
	const char* text;
};


struct Row
{
	const char* name;
	const char* membership;
	std::vector<File> files;
	std::size_t quota;
};


const Row ROWS[] = {
	{"no files at all", "0::/a\n", {}, 0},
	{"no limit in version 2", "0::/a\n", {{"a/cpu.max", "max 100000\n"}}, 0},
	{"two processors in version 2", "0::/a\n", {{"a/cpu.max", "200000 100000\n"}}, 2},
	{"one and a half are two", "0::/a\n", {{"a/cpu.max", "150000 100000\n"}}, 2},
	{"a tenth is one", "0::/a\n", {{"a/cpu.max", "10000 100000\n"}}, 1},
	{"the group above is narrower", "0::/a/b\n", {{"a/b/cpu.max", "400000 100000\n"}, {"a/cpu.max", "300000 100000\n"}}, 3},
	{"the root of a container", "0::/\n", {{"cpu.max", "100000 100000\n"}}, 1},
	{"a path of the host that is not mounted", "0::/docker/4711\n", {{"cpu.max", "200000 100000\n"}}, 2},
	{"no limit in version 1", "4:cpu,cpuacct:/a\n", {{"cpu/a/cpu.cfs_quota_us", "-1\n"}, {"cpu/a/cpu.cfs_period_us", "100000\n"}}, 0},
	{"four processors in version 1", "4:cpuacct,cpu:/a\n", {{"cpu/a/cpu.cfs_quota_us", "400000\n"}, {"cpu/a/cpu.cfs_period_us", "100000\n"}}, 4},
	{"another controller of version 1", "4:cpuset:/a\n", {{"cpu/a/cpu.cfs_quota_us", "100000\n"}, {"cpu/a/cpu.cfs_period_us", "100000\n"}}, 0},
	{"both versions", "4:cpu:/a\n0::/b\n", {{"cpu/a/cpu.cfs_quota_us", "500000\n"}, {"cpu/a/cpu.cfs_period_us", "100000\n"}, {"b/cpu.max", "300000 100000\n"}}, 3},
	{"not such a file", "nonsense\n", {{"cpu.max", "100000 100000\n"}}, 0}};


} // namespace


AUTHPLUG_CASES(ProcessorCountTest)
{
	for (const Row& row: ROWS)
	{
		addCase(suite, row.name, [row]
		{
			TemporaryFolder folder;
			folder.write("membership", row.membership);
			for (const File& file: row.files)
			{
				const std::string path = std::string("groups/") + file.path;
				folder.folder(path.substr(0, path.rfind('/')));
				folder.write(path, file.text);
			}
			CPPUNIT_ASSERT_EQUAL(row.quota, ProcessorCount::quota(folder.file("membership"), folder.file("groups")));
		});
	}

	addCase(suite, "a thread that is bound to one processor has one", []
	{
		std::size_t count = 0;
		std::thread([&count]
		{
			cpu_set_t all;
			::sched_getaffinity(0, sizeof(all), &all);
			cpu_set_t one;
			CPU_ZERO(&one);
			for (std::size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i)
			{
				if (CPU_ISSET(i, &all)) CPU_SET(i, &one);
			}
			::sched_setaffinity(0, sizeof(one), &one);
			count = ProcessorCount::usable();
		}).join();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), count);
	});
}
