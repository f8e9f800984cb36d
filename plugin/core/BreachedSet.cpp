//
// BreachedSet.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  BreachedSet
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/BreachedSet.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::uint64_t SAMPLE = 1024;


} // namespace


BreachedSet::BreachedSet(const std::string& path): _file(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
{
	if (_file < 0) throw Poco::OpenFileException("the set of breached passwords can't be opened", path, errno);
	try
	{
		checkFormat(path);
	}
	catch (...)
	{
		::close(_file);
		throw;
	}
}


BreachedSet::~BreachedSet()
{
	::close(_file);
}


void BreachedSet::checkFormat(const std::string& path)
{
	struct stat status;
	if (::fstat(_file, &status) != 0 || !S_ISREG(status.st_mode))
	{
		throw Poco::OpenFileException("the set of breached passwords is not a regular file", path);
	}

	const std::uint64_t bytes = static_cast<std::uint64_t>(status.st_size);
	if (bytes == 0 || bytes % RECORD_BYTES != 0)
	{
		throw Poco::DataFormatException(path, "the size is not a positive multiple of 16 bytes");
	}
	_records = bytes / RECORD_BYTES;

	// A list in text form or in another order would find nothing, silently.
	unsigned char previous[RECORD_BYTES];
	unsigned char current[RECORD_BYTES];
	const std::uint64_t step = std::max<std::uint64_t>(_records / SAMPLE, 1);
	for (std::uint64_t index = 0; index < _records; index += step)
	{
		if (!record(index, current)) throw Poco::ReadFileException("the set of breached passwords can't be read", path);
		if (index > 0 && std::memcmp(previous, current, RECORD_BYTES) >= 0)
		{
			throw Poco::DataFormatException(path, "record " + std::to_string(index) + " is not in ascending order");
		}
		std::memcpy(previous, current, RECORD_BYTES);
	}
}


BreachedSet::Answer BreachedSet::look(Api::SecretView password) const noexcept
{
	const std::string_view text = password.expose();
	unsigned char wanted[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(wanted, reinterpret_cast<const unsigned char*>(text.data()), text.size());

	Answer answer = Answer::absent;
	std::uint64_t low = 0;
	std::uint64_t high = _records;
	while (low < high && answer == Answer::absent)
	{
		const std::uint64_t middle = low + (high - low) / 2;
		unsigned char bytes[RECORD_BYTES];
		if (!record(middle, bytes))
		{
			answer = Answer::unreadable;
			break;
		}
		const int order = std::memcmp(bytes, wanted, RECORD_BYTES);
		if (order == 0) answer = Answer::found;
		else if (order < 0) low = middle + 1;
		else high = middle;
	}
	sodium_memzero(wanted, sizeof wanted);
	return answer;
}


std::uint64_t BreachedSet::size() const noexcept
{
	return _records;
}


bool BreachedSet::record(std::uint64_t index, unsigned char* bytes) const noexcept
{
	std::size_t have = 0;
	while (have < RECORD_BYTES)
	{
		const ::ssize_t got = ::pread(_file, bytes + have, RECORD_BYTES - have, static_cast<::off_t>(index * RECORD_BYTES + have));
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return false;
		have += static_cast<std::size_t>(got);
	}
	return true;
}


} } // namespace AuthPlug::Password
