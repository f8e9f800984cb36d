//
// Descriptor.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  Descriptor
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Descriptor.h"
#include <Poco/Exception.h>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>


namespace AuthPlug {
namespace Host {


Descriptor::Descriptor(Descriptor&& other) noexcept: _fd(std::exchange(other._fd, -1))
{
}


Descriptor& Descriptor::operator = (Descriptor&& other) noexcept
{
	std::swap(_fd, other._fd);
	return *this;
}


Descriptor::~Descriptor()
{
	if (_fd >= 0) ::close(_fd);
}


Descriptor Descriptor::open(const std::string& path, int flags)
{
	const int fd = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
	if (fd < 0) throw Poco::OpenFileException(path, systemError(errno));
	return Descriptor(fd);
}


Descriptor Descriptor::of(int result, const char* purpose)
{
	if (result < 0) throw std::system_error(errno, std::generic_category(), purpose);
	return Descriptor(result);
}


struct ::stat Descriptor::status() const
{
	struct ::stat status{};
	if (::fstat(_fd, &status) != 0) throw Poco::ReadFileException("fstat", systemError(errno));
	return status;
}


std::string Descriptor::readAll(std::size_t limit) const
{
	std::string bytes;
	char chunk[65536];
	for (;;)
	{
		const ssize_t got = ::read(_fd, chunk, sizeof(chunk));
		if (got < 0 && errno == EINTR) continue;
		if (got < 0) throw Poco::ReadFileException("read", systemError(errno));
		if (got == 0) return bytes;
		if (bytes.size() + static_cast<std::size_t>(got) > limit)
		{
			throw Poco::ReadFileException("larger than " + std::to_string(limit) + " bytes");
		}
		bytes.append(chunk, static_cast<std::size_t>(got));
	}
}


std::string systemError(int number)
{
	return std::generic_category().message(number);
}


} } // namespace AuthPlug::Host
