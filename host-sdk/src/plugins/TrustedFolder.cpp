//
// TrustedFolder.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  TrustedFolder
//
// SPDX-License-Identifier: BSL-1.0
//


#include "TrustedFolder.h"
#include "Refusal.h"
#include <Poco/Format.h>
#include <Poco/Path.h>
#include <algorithm>
#include <cerrno>
#include <climits>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <utility>


namespace AuthPlug {
namespace Host {


namespace {


constexpr int MAX_LINKS = 40;  // as the kernel


class Walk
	/// The way from the root to a folder.
{
public:
	explicit Walk(const std::string& path)
	{
		push(path);
		enterRoot();
	}

	Descriptor run()
	{
		while (!_ahead.empty())
		{
			const std::string element = _ahead.back();
			_ahead.pop_back();
			step(element);
		}
		if (_sharedBySticky) requireClosedToWriters(_folder.status(), _path);
		return Descriptor(::openat(_folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	}

private:
	void push(const std::string& path)
	{
		std::string element;
		std::vector<std::string> elements;
		for (const char c: path + "/")
		{
			if (c != '/') element += c;
			else if (!element.empty()) elements.push_back(std::exchange(element, ""));
		}
		_ahead.insert(_ahead.end(), elements.rbegin(), elements.rend());
	}

	void enterRoot()
	{
		_path.clear();
		enter(Descriptor(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)));
	}

	void step(const std::string& element)
	{
		Descriptor next(::openat(_folder.get(), element.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
		const std::string path = _path + "/" + element;
		if (next.get() < 0) throw Refusal(path + ": " + systemError(errno));
		const struct ::stat status = next.status();
		if (S_ISLNK(status.st_mode))
		{
			requireTrustedOwner(status, path);
			follow(next, path);
			return;
		}
		if (!S_ISDIR(status.st_mode)) throw Refusal(path + ": wanted a folder, got something else");
		_path = path;
		enter(std::move(next));
	}

	void enter(Descriptor folder)
	{
		const struct ::stat status = folder.status();
		const std::string path = _path.empty() ? "/" : _path;
		requireTrustedOwner(status, path);
		_sharedBySticky = (status.st_mode & S_ISVTX) && status.st_uid == 0;
		if (!_sharedBySticky) requireClosedToWriters(status, path);
		_folder = std::move(folder);
	}

	void follow(const Descriptor& link, const std::string& path)
	{
		if (++_links > MAX_LINKS) throw Refusal(path + ": " + systemError(ELOOP));
		char target[PATH_MAX];
		const ssize_t size = ::readlinkat(link.get(), "", target, sizeof(target));
		if (size <= 0 || size == sizeof(target)) throw Refusal(path + ": can't read the symbolic link");
		push(std::string(target, static_cast<std::size_t>(size)));
		if (target[0] == '/') enterRoot();
	}

	std::vector<std::string> _ahead;  // the next element last
	std::string _path;
	Descriptor _folder;
	bool _sharedBySticky = false;
	int _links = 0;
};


} // namespace


TrustedFolder::TrustedFolder(const std::string& path, Descriptor folder): _path(path), _folder(std::move(folder))
{
}


TrustedFolder TrustedFolder::open(const std::string& path)
{
	Descriptor folder = Walk(Poco::Path(path).makeAbsolute().toString()).run();
	if (folder.get() < 0) throw Refusal(path + ": " + systemError(errno));
	return TrustedFolder(path, std::move(folder));
}


std::vector<std::string> TrustedFolder::list(std::string_view suffix) const
{
	// A descriptor of its own: fdopendir takes it over, and it has a position.
	const int fd = ::openat(_folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const std::unique_ptr<DIR, int (*)(DIR*)> folder(fd < 0 ? nullptr : ::fdopendir(fd), ::closedir);
	if (!folder) throw Refusal(_path + ": " + systemError(errno));

	std::vector<std::string> names;
	errno = 0;
	while (const dirent* entry = ::readdir(folder.get()))
	{
		const std::string_view name = entry->d_name;
		const bool ends = name.size() > suffix.size() && name.substr(name.size() - suffix.size()) == suffix;
		if (ends && name.front() != '.') names.emplace_back(name);
		errno = 0;
	}
	if (errno != 0) throw Refusal(_path + ": " + systemError(errno));
	std::sort(names.begin(), names.end());
	return names;
}


void requireTrustedOwner(const struct ::stat& status, const std::string& path)
{
	if (status.st_uid == 0 || status.st_uid == ::geteuid()) return;
	const std::string wanted = ::geteuid() == 0 ? "0" : Poco::format("0 or %u", ::geteuid());
	throw Refusal(path + Poco::format(": owner: wanted uid %s, got %u", wanted, status.st_uid));
}


void requireClosedToWriters(const struct ::stat& status, const std::string& path)
{
	if ((status.st_mode & 0022) == 0) return;
	throw Refusal(path + Poco::format(": mode: wanted not writable by group or others, got %04o", static_cast<unsigned>(status.st_mode & 07777)));
}


} } // namespace AuthPlug::Host
