//
// TemporaryFolder.h
//
// Tests: support
//
// A folder of mode 0700 that goes with the test.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_TemporaryFolder_INCLUDED
#define AuthPlug_Tests_TemporaryFolder_INCLUDED


#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/stat.h>


namespace AuthPlug {
namespace Tests {


class TemporaryFolder
	/// Made beneath the system's folder for temporary files, removed with all
	/// that is in it.
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
		return path;
	}

private:
	std::string _path;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_TemporaryFolder_INCLUDED
