//
// TemporaryFolder.h
//
// Tests: support
//
// A folder of mode 0700 that goes with the test, searched for secrets before.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_TemporaryFolder_INCLUDED
#define AuthPlug_Tests_TemporaryFolder_INCLUDED


#include "Canary.h"
#include "LeakWatch.h"
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/stat.h>


namespace AuthPlug {
namespace Tests {


class TemporaryFolder
	/// Made beneath the system's folder for temporary files, removed with all
	/// that is in it. A file in it that holds the canary at the end fails the
	/// test, unless write() has made it so.
{
public:
	TemporaryFolder()
	{
		std::string name = (std::filesystem::temp_directory_path() / "authplug-test-XXXXXX").string();
		if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed: " + name);
		_path = name;
	}

	TemporaryFolder(const TemporaryFolder&) = delete;
	TemporaryFolder& operator = (const TemporaryFolder&) = delete;

	~TemporaryFolder()
	{
		std::error_code ignored;  // a leftover folder must not hide the test's own result
		search();
		std::filesystem::remove_all(_path, ignored);
	}

	const std::string& path() const noexcept
	{
		return _path;
	}

	std::string file(const std::string& name) const
		/// Returns the path of a file or folder in here.
	{
		return _path + "/" + name;
	}

	std::string folder(const std::string& name, mode_t mode = 0755) const
		/// Makes a folder of exactly this mode in here and returns its path.
	{
		const std::string path = file(name);
		std::filesystem::create_directories(path);
		::chmod(path.c_str(), mode);
		return path;
	}

	std::string write(const std::string& name, std::string_view content, mode_t mode = 0644) const
		/// Makes or overwrites a file of exactly this mode in here and returns its path.
	{
		const std::string path = file(name);
		std::ofstream out(path, std::ios::binary | std::ios::trunc);
		out.write(content.data(), static_cast<std::streamsize>(content.size()));
		out.close();
		if (!out) throw std::runtime_error("can't write " + path);
		::chmod(path.c_str(), mode);
		if (Canary::isIn(content)) _inputs[numberOf(path)] = content;
		return path;
	}

private:
	static ino_t numberOf(const std::string& path)
		/// Stays the same when the file is renamed.
	{
		struct stat status{};
		::lstat(path.c_str(), &status);
		return status.st_ino;
	}

	void search() const
	{
		// What can't be listed or read is no reason to end the process here.
		std::error_code ignored;
		std::filesystem::recursive_directory_iterator entry(_path, ignored);
		for (; entry != std::filesystem::recursive_directory_iterator(); entry.increment(ignored))
		{
			LeakWatch::search("the name of a file", entry->path().filename().string());
			if (!entry->is_regular_file(ignored) || entry->is_symlink(ignored)) continue;
			const std::string path = entry->path().string();
			std::ifstream in(path, std::ios::binary);
			const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
			if (!Canary::isIn(content)) continue;
			const auto input = _inputs.find(numberOf(path));
			if (input == _inputs.end() || input->second != content) LeakWatch::search("file " + path.substr(_path.size() + 1), content);
		}
	}

	std::string _path;
	mutable std::map<ino_t, std::string> _inputs;  /// files that the test has put the canary into
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_TemporaryFolder_INCLUDED
