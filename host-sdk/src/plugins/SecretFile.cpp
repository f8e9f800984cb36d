//
// SecretFile.cpp
//
// Library: AuthPlug/Host
// Package: Config
// Module:  SecretFile
//
// SPDX-License-Identifier: BSL-1.0
//


#include "SecretFile.h"
#include "../base/Descriptor.h"
#include <Poco/Exception.h>
#include <Poco/Format.h>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::size_t MAX_BYTES = 65536;


void requireClosedToOthers(const std::string& path, const struct ::stat& status)
{
	if (!S_ISREG(status.st_mode)) throw Poco::FileException(path, "not a regular file");
	if (status.st_uid != 0 && status.st_uid != ::geteuid())
	{
		throw Poco::NoPermissionException(path, Poco::format("owner: wanted uid 0 or %u, got %u", ::geteuid(), status.st_uid));
	}
	if (status.st_mode & 0027)
	{
		throw Poco::NoPermissionException(path, Poco::format("mode: wanted 0600 or 0640, got %04o", static_cast<unsigned>(status.st_mode & 07777)));
	}
}


void readInto(Api::SecretBuffer& secret, const Descriptor& file, const std::string& path)
{
	// No chunk in between: each byte has one place, which is wiped.
	std::size_t size = 0;
	while (size < secret.capacity())
	{
		const ssize_t got = ::read(file.get(), secret.data() + size, secret.capacity() - size);
		if (got < 0 && errno == EINTR) continue;
		if (got < 0) throw Poco::ReadFileException(path, systemError(errno));
		if (got == 0) break;
		size += static_cast<std::size_t>(got);
	}
	if (size > MAX_BYTES) throw Poco::FileException(path, "larger than 65536 bytes");
	if (size > 0 && secret.data()[size - 1] == '\n') --size;
	if (size == 0) throw Poco::FileException(path, "empty");
	secret.resize(size);
}


} // namespace


Api::SecretBuffer readSecretFile(const std::string& path)
{
	const Descriptor file = Descriptor::open(path, O_RDONLY | O_NONBLOCK);
	requireClosedToOthers(path, file.status());
	Api::SecretBuffer secret(MAX_BYTES + 1);
	readInto(secret, file, path);
	return secret;
}


} } // namespace AuthPlug::Host
