//
// ControlSocket.cpp
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlSocket
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ControlSocket.h"
#include "../plugins/Refusal.h"
#include "../plugins/TrustedFolder.h"
#include <Poco/Exception.h>
#include <Poco/Format.h>
#include <Poco/Path.h>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr int BACKLOG = 128;
constexpr std::chrono::seconds TURN(5);


[[noreturn]] void fail(const std::string& path, const std::string& reason)
{
	throw Poco::RuntimeException("control.socket " + path + ": " + reason);
}


sockaddr_un addressOf(const std::string& path)
{
	sockaddr_un address{};
	address.sun_family = AF_UNIX;
	constexpr std::size_t limit = sizeof(address.sun_path) - 1;
	if (path.size() > limit) fail(path, Poco::format("wanted a path of at most %z bytes, got %z", limit, path.size()));
	std::memcpy(address.sun_path, path.c_str(), path.size());
	return address;
}


TrustedFolder folderOf(const std::string& path)
{
	try
	{
		return TrustedFolder::open(Poco::Path(path).makeParent().toString());
	}
	catch (const Refusal& refusal)
	{
		fail(path, refusal.what());
	}
}


void takeTurn(const TrustedFolder& folder, const std::string& path)
	// One at a time, lest two processes that start take the same socket for
	// stale. The lock goes with the folder's descriptor.
{
	const auto until = std::chrono::steady_clock::now() + TURN;
	while (::flock(folder.descriptor(), LOCK_EX | LOCK_NB) != 0)
	{
		if (errno != EINTR && errno != EWOULDBLOCK) fail(path, "can't lock the folder: " + systemError(errno));
		if (std::chrono::steady_clock::now() >= until) fail(path, "another process keeps the folder locked");
		std::this_thread::sleep_for(std::chrono::milliseconds(10));
	}
}


std::string ownerOf(int connected)
{
	ucred peer{};
	socklen_t size = sizeof(peer);
	if (::getsockopt(connected, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return "another process";
	return "process " + std::to_string(peer.pid);
}


Descriptor newSocket(const std::string& path)
{
	Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
	if (socket.get() < 0) fail(path, "can't make a socket: " + systemError(errno));
	return socket;
}


void removeStale(const std::string& path, const sockaddr_un& address)
{
	struct ::stat status{};
	if (::lstat(path.c_str(), &status) != 0)
	{
		if (errno == ENOENT) return;
		fail(path, systemError(errno));
	}
	if (!S_ISSOCK(status.st_mode)) fail(path, "there is a file that is no socket");

	// Nobody listens to the socket of a process that is gone. Anything else, a
	// full queue as well, is a sign of life.
	const Descriptor probe = newSocket(path);
	if (::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) fail(path, ownerOf(probe.get()) + " serves it");
	if (errno == EAGAIN) fail(path, "another process serves it");
	if (errno != ECONNREFUSED) fail(path, "can't tell whether a process serves it: " + systemError(errno));
	if (::unlink(path.c_str()) != 0) fail(path, "can't remove a stale socket: " + systemError(errno));
}


} // namespace


ControlSocket::File::File(const std::string& name): path(Poco::Path(name).makeAbsolute().toString())
{
}


ControlSocket::File::~File()
{
	struct ::stat status{};
	const bool own = bound && ::lstat(path.c_str(), &status) == 0 && status.st_dev == device && status.st_ino == inode;
	if (own) ::unlink(path.c_str());
}


ControlSocket::ControlSocket(const std::string& path): _file(path)
{
	const sockaddr_un address = addressOf(_file.path);
	const TrustedFolder folder = folderOf(_file.path);
	takeTurn(folder, _file.path);
	removeStale(_file.path, address);
	_socket = newSocket(_file.path);
	bind();
	if (::listen(_socket.get(), BACKLOG) != 0) fail(_file.path, "can't listen: " + systemError(errno));
}


void ControlSocket::bind()
{
	const sockaddr_un address = addressOf(_file.path);
	// Linux makes the file with the socket's own mode: at no moment anybody else
	// can connect, and the umask, which is the whole process's, stays as it is.
	if (::fchmod(_socket.get(), 0600) != 0) fail(_file.path, "can't set the socket's mode: " + systemError(errno));
	if (::bind(_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) fail(_file.path, systemError(errno));

	struct ::stat status{};
	if (::lstat(_file.path.c_str(), &status) != 0) fail(_file.path, systemError(errno));
	_file.bound = true;
	_file.device = status.st_dev;
	_file.inode = status.st_ino;
	const unsigned mode = status.st_mode & 07777;
	if ((mode & 0077) != 0) fail(_file.path, Poco::format("mode: wanted 0600, got %04o", mode));
}


} } // namespace AuthPlug::Host
