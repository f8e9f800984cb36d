//
// TrustedFile.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  TrustedFile
//
// SPDX-License-Identifier: BSL-1.0
//


#include "TrustedFile.h"
#include "Refusal.h"
#include <Poco/Exception.h>
#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>


namespace AuthPlug {
namespace Host {


namespace {


constexpr int MAX_READINGS = 3;


int openBeneath(int folder, const char* name)
{
	// O_NONBLOCK: a FIFO in place of the file must not stop the reader.
	constexpr int FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW;
	struct ::open_how how{};
	how.flags = FLAGS;
	how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
	const long fd = ::syscall(SYS_openat2, folder, name, &how, sizeof(how));
	if (fd >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(fd);
	// A kernel or a container's filter without openat2. For a name of one
	// element, O_NOFOLLOW says the same.
	return ::openat(folder, name, FLAGS);
}


std::int64_t nanosOf(const timespec& time) noexcept
{
	return static_cast<std::int64_t>(time.tv_sec) * 1000000000 + time.tv_nsec;
}


struct Reading
{
	std::string bytes;
	FileStamp before;
	FileStamp after;
};


Reading readOnce(const TrustedFolder& folder, const std::string& name, const std::string& path, std::size_t limit)
{
	const Descriptor opened(openBeneath(folder.descriptor(), name.c_str()));
	if (opened.get() < 0 && errno == ELOOP) throw Refusal(path + ": wanted a regular file, got a symbolic link");
	if (opened.get() < 0) throw Refusal(path + ": " + systemError(errno));
	try
	{
		const struct ::stat status = opened.status();
		if (!S_ISREG(status.st_mode)) throw Refusal(path + ": wanted a regular file, got something else");
		requireTrustedOwner(status, path);
		requireClosedToWriters(status, path);

		Reading reading;
		reading.before = FileStamp::of(status);
		reading.bytes = opened.readAll(limit);
		reading.after = FileStamp::of(opened.status());
		return reading;
	}
	catch (const Poco::ReadFileException& exception)
	{
		throw Refusal(path + ": " + exception.message());
	}
}


} // namespace


FileStamp FileStamp::of(const struct ::stat& status) noexcept
{
	return FileStamp{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), nanosOf(status.st_mtim), nanosOf(status.st_ctim)};
}


TrustedFile TrustedFile::read(const TrustedFolder& folder, const std::string& name, std::size_t limit)
{
	const std::string path = folder.path() + "/" + name;
	if (name.empty() || name == "." || name == ".." || name.find('/') != std::string::npos)
	{
		throw Refusal(path + ": wanted the name of a file, got a path");
	}
	for (int readings = 1;; ++readings)
	{
		Reading reading = readOnce(folder, name, path, limit);
		if (reading.before == reading.after)
		{
			TrustedFile file;
			file._bytes = std::move(reading.bytes);
			file._stamp = reading.after;
			return file;
		}
		// To be renamed over or removed changes a file as well. Then what has the
		// name now is another one, and whole.
		const bool replaced = !stampOf(folder, name).isOfSameFile(reading.after);
		if (!replaced || readings == MAX_READINGS) throw Refusal(Refusal::Kind::arriving, path + ": changed while it was read");
	}
}


FileStamp TrustedFile::stampOf(const TrustedFolder& folder, const std::string& name) noexcept
{
	struct ::stat status{};
	if (::fstatat(folder.descriptor(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return FileStamp();
	return FileStamp::of(status);
}


} } // namespace AuthPlug::Host
