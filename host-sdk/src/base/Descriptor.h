//
// Descriptor.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  Descriptor
//
// A file descriptor with an owner, and reading it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Descriptor_INCLUDED
#define AuthPlug_Host_Descriptor_INCLUDED


#include <cstddef>
#include <string>
#include <sys/stat.h>


namespace AuthPlug {
namespace Host {


class Descriptor
	/// Owns a file descriptor and closes it.
{
public:
	Descriptor() noexcept = default;

	explicit Descriptor(int fd) noexcept: _fd(fd)
	{
	}

	Descriptor(Descriptor&& other) noexcept;
	Descriptor& operator = (Descriptor&& other) noexcept;
	~Descriptor();

	static Descriptor open(const std::string& path, int flags);
		/// Opens with O_CLOEXEC. Throws Poco::OpenFileException with the
		/// system's reason.

	static Descriptor of(int result, const char* purpose);
		/// Takes the descriptor that a system call has returned. Throws
		/// std::system_error with `errno` and the purpose if it has failed.

	int get() const noexcept
	{
		return _fd;
	}

	int release() noexcept
		/// Gives up ownership.
	{
		const int fd = _fd;
		_fd = -1;
		return fd;
	}

	struct ::stat status() const;
		/// Throws Poco::ReadFileException.

	std::string readAll(std::size_t limit) const;
		/// Reads from the current position to the end. Throws
		/// Poco::ReadFileException, also if there are more than limit bytes.

private:
	int _fd = -1;
};


std::string systemError(int number);
	/// Returns the system's text for an errno.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Descriptor_INCLUDED
