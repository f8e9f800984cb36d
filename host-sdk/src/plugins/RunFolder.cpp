//
// RunFolder.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  RunFolder
//
// SPDX-License-Identifier: BSL-1.0
//


#include "RunFolder.h"
#include "Refusal.h"
#include "TrustedFolder.h"
#include <Poco/Exception.h>
#include <Poco/Format.h>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr const char* PREFIX = "host-";


void requirePrivate(const TrustedFolder& folder)
{
	struct ::stat status{};
	if (::fstat(folder.descriptor(), &status) != 0) throw Refusal(folder.path() + ": " + systemError(errno));
	if (status.st_uid != ::geteuid()) throw Refusal(folder.path() + Poco::format(": owner: wanted uid %u, got %u", ::geteuid(), status.st_uid));
	const unsigned mode = status.st_mode & 07777;
	if (mode != 0700) throw Refusal(folder.path() + Poco::format(": mode: wanted 0700, got %04o", mode));
	struct ::statvfs system{};
	if (::fstatvfs(folder.descriptor(), &system) == 0 && (system.f_flag & ST_NOEXEC))
	{
		throw Refusal(folder.path() + ": wanted a file system that allows execution, got one mounted noexec");
	}
}


Descriptor lock(const std::string& path, int operation)
	// Returns an empty descriptor if somebody else has the lock.
{
	Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	while (folder.get() >= 0 && ::flock(folder.get(), operation) != 0)
	{
		if (errno != EINTR) return Descriptor();
	}
	return folder;
}


void removeLeftovers(const std::string& runDirectory)
{
	std::error_code ignored;  // a leftover does no harm: the next start tries again
	for (const auto& entry: std::filesystem::directory_iterator(runDirectory, ignored))
	{
		if (entry.path().filename().string().rfind(PREFIX, 0) != 0) continue;
		const Descriptor owned = lock(entry.path().string(), LOCK_EX | LOCK_NB);
		if (owned.get() >= 0) std::filesystem::remove_all(entry.path(), ignored);
	}
}


} // namespace


RunFolder::RunFolder(const std::string& runDirectory)
{
	if (::mkdir(runDirectory.c_str(), 0700) != 0 && errno != EEXIST) throw Refusal(runDirectory + ": can't be made: " + systemError(errno));
	requirePrivate(TrustedFolder::open(runDirectory));
	// The kernel lists mappings by their real path.
	const std::string real = std::filesystem::canonical(runDirectory).string();

	// One at a time, lest another process takes the new folder for a leftover.
	const Descriptor turn = lock(real, LOCK_EX);
	if (turn.get() < 0) throw Refusal(runDirectory + ": can't be locked: " + systemError(errno));
	removeLeftovers(real);
	_path = real + "/" + PREFIX + "XXXXXX";
	if (!::mkdtemp(_path.data())) throw Refusal(runDirectory + ": can't make a folder in it: " + systemError(errno));
	_lock = lock(_path, LOCK_EX | LOCK_NB);
	if (_lock.get() < 0) throw Refusal(_path + ": can't be locked: " + systemError(errno));
}


RunFolder::~RunFolder()
{
	std::error_code ignored;  // the next start removes what is left
	std::filesystem::remove_all(_path, ignored);
}


std::string RunFolder::write(const std::string& name, std::string_view bytes) const
{
	const std::string path = _path + "/" + name;
	const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0500));
	if (file.get() < 0) throw Refusal(path + ": can't be made: " + systemError(errno));
	while (!bytes.empty())
	{
		const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
		if (written < 0 && errno == EINTR) continue;
		if (written < 0)
		{
			const int reason = errno;
			::unlink(path.c_str());
			throw Refusal(Refusal::Kind::passing, path + ": can't be written: " + systemError(reason));
		}
		bytes.remove_prefix(static_cast<std::size_t>(written));
	}
	return path;
}


} } // namespace AuthPlug::Host
