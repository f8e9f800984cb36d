//
// TokenKey.cpp
//
// Example: auth-server
// Package: server
//
// SPDX-License-Identifier: BSL-1.0
//


#include "TokenKey.h"
#include "model/Hex.h"
#include <Poco/Exception.h>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>


namespace AuthServer {


bool makeTokenKey(const std::string& path, AuthPlug::Api::Random& random)
{
	char bytes[32];
	if (!random.fill(bytes, sizeof(bytes))) throw Poco::FileException("the random generator has failed");
	const std::string key = toHex(std::string_view(bytes, sizeof(bytes))) + "\n";

	const std::string part = path + "." + std::to_string(::getpid()) + ".part";
	const int descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (descriptor < 0) throw Poco::FileException("can't make the key file", path, errno);
	const bool written = ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(descriptor) == 0;
	::close(descriptor);

	// link() and not rename(): it does not replace a key that is in use.
	const bool linked = written && ::link(part.c_str(), path.c_str()) == 0;
	const int error = errno;
	::unlink(part.c_str());
	if (!linked && !(written && error == EEXIST)) throw Poco::FileException("can't make the key file", path, error);
	return linked;
}


} // namespace AuthServer
