//
// ChangingFileTest.cpp
//
// Tests: reload
//
// Files that change while they are looked at.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "PluginFolder.h"
#include "Refusal.h"
#include "TemporaryFolder.h"
#include "TrustedFile.h"
#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <system_error>
#include <thread>


using AuthPlug::Host::PluginFolder;
using AuthPlug::Host::Refusal;
using AuthPlug::Host::TrustedFile;
using AuthPlug::Host::TrustedFolder;
using AuthPlug::Tests::TemporaryFolder;
using AuthPlug::Tests::addCase;


namespace {


constexpr std::size_t LARGE = 48*1024*1024;  // takes milliseconds to read


bool isBeingRead(const std::string& path)
	/// Tells whether this process has the file open and has read a part of it.
{
	for (const auto& entry: std::filesystem::directory_iterator("/proc/self/fd"))
	{
		std::error_code gone;
		if (std::filesystem::read_symlink(entry.path(), gone) != path) continue;
		std::ifstream info("/proc/self/fdinfo/" + entry.path().filename().string());
		std::string key;
		std::size_t position = 0;
		if (info >> key >> position && position > 0) return true;
	}
	return false;
}


class LargeFile
	/// A file of one letter, and another one that can be put in its place.
{
public:
	LargeFile()
	{
		_folder.write("thing", std::string(LARGE, 'a'));
		_folder.write("next", std::string(LARGE, 'b'));
	}

	TrustedFile readWhile(const std::function<void(const std::string& path, const std::string& next)>& change)
		/// Reads the file, and has it changed when a part of it is read.
	{
		const std::string path = _folder.file("thing");
		std::atomic<bool> done{false};
		std::thread other([&]
		{
			while (!done && !isBeingRead(path))
			{
			}
			if (!done) change(path, _folder.file("next"));
		});
		try
		{
			const TrustedFile file = TrustedFile::read(TrustedFolder::open(_folder.path()), "thing", LARGE);
			done = true;
			other.join();
			return file;
		}
		catch (...)
		{
			done = true;
			other.join();
			throw;
		}
	}

private:
	TemporaryFolder _folder;
};


} // namespace


AUTHPLUG_CASES(ChangingFileTest)
{
	addCase(suite, "a file that another one replaces while it is read: the other one is read", []
	{
		LargeFile file;
		const TrustedFile read = file.readWhile([](const std::string& path, const std::string& next) { std::filesystem::rename(next, path); });
		CPPUNIT_ASSERT_EQUAL(LARGE, read.bytes().size());
		CPPUNIT_ASSERT_EQUAL(std::string::npos, read.bytes().find_first_not_of('b'));
	});
	addCase(suite, "a file that is removed while it is read is missing", []
	{
		LargeFile file;
		try
		{
			file.readWhile([](const std::string& path, const std::string&) { std::filesystem::remove(path); });
			CPPUNIT_FAIL("read");
		}
		catch (const Refusal& refusal)
		{
			CPPUNIT_ASSERT(refusal.kind() == Refusal::Kind::final);
			CPPUNIT_ASSERT(std::string(refusal.what()).find("/thing: No such file or directory") != std::string::npos);
		}
	});
	addCase(suite, "a file that is written while it is read is arriving", []
	{
		LargeFile file;
		try
		{
			file.readWhile([](const std::string& path, const std::string&) { std::ofstream(path, std::ios::in | std::ios::out) << "c"; });
			CPPUNIT_FAIL("read");
		}
		catch (const Refusal& refusal)
		{
			CPPUNIT_ASSERT(refusal.kind() == Refusal::Kind::arriving);
		}
	});
	addCase(suite, "configurations that come and go are never broken ones", []
	{
		TemporaryFolder folder;
		folder.folder("plugins.d");
		folder.folder("plugins");
		const PluginFolder plugins(folder.file("plugins.d"), folder.file("plugins"), "");
		std::atomic<bool> done{false};
		std::thread other([&]
		{
			while (!done)
			{
				for (const char* const name: {"a", "b"})
				{
					folder.write("new", "library = thing\n");
					std::filesystem::rename(folder.file("new"), folder.file("plugins.d/" + std::string(name) + ".properties"));
				}
				// Much longer than a scan takes, which else may never have its peace.
				std::this_thread::sleep_for(std::chrono::milliseconds(2));
				for (const char* const name: {"a", "b"}) std::filesystem::remove(folder.file("plugins.d/" + std::string(name) + ".properties"));
			}
		});
		std::string fault;
		std::size_t seen = 0;
		for (int i = 0; i < 3000 && fault.empty(); ++i)
		{
			for (const auto& [name, files]: plugins.scan())
			{
				++seen;
				if (!files.configFault.empty()) fault = files.configFault;
			}
		}
		done = true;
		other.join();
		CPPUNIT_ASSERT_EQUAL(std::string(), fault);
		CPPUNIT_ASSERT(seen > 0);
	});
}
