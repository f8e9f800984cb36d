//
// ControlSocket.h
//
// Library: AuthPlug/Host
// Package: Control
// Module:  ControlSocket
//
// A listening Unix socket that nobody else can reach.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ControlSocket_INCLUDED
#define AuthPlug_Host_ControlSocket_INCLUDED


#include "../base/Descriptor.h"
#include <string>
#include <sys/stat.h>


namespace AuthPlug {
namespace Host {


class ControlSocket
	/// A listening, non-blocking stream socket and the file of mode 0600 by
	/// which it is found. The file is removed with it, unless another process
	/// has put its own in that place.
{
public:
	explicit ControlSocket(const std::string& path);
		/// Replaces the socket of a process that is gone, and nothing else.
		/// Throws Poco::RuntimeException.

	const std::string& path() const noexcept
		/// Returns the absolute path.
	{
		return _file.path;
	}

	int descriptor() const noexcept
	{
		return _socket.get();
	}

private:
	struct File
	{
		explicit File(const std::string& path);
		File(const File&) = delete;
		File& operator = (const File&) = delete;
		~File();

		const std::string path;
		bool bound = false;
		dev_t device = 0;
		ino_t inode = 0;
	};

	void bind();

	File _file;
	Descriptor _socket;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ControlSocket_INCLUDED
