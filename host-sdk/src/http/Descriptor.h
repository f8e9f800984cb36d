//
// Descriptor.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  Descriptor
//
// A file descriptor that is closed with its owner.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Descriptor_INCLUDED
#define AuthPlug_Host_Descriptor_INCLUDED


#include <cerrno>
#include <system_error>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


class Descriptor
{
public:
	Descriptor(int made, const char* failure): _descriptor(made)
		/// Takes what the system call that makes it has returned. Throws
		/// std::system_error with `errno` and the failure if that is negative.
	{
		if (made < 0) throw std::system_error(errno, std::generic_category(), failure);
	}

	Descriptor(const Descriptor&) = delete;
	Descriptor& operator = (const Descriptor&) = delete;

	~Descriptor()
	{
		::close(_descriptor);
	}

	int get() const noexcept
	{
		return _descriptor;
	}

private:
	const int _descriptor;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Descriptor_INCLUDED
