//
// CountingHasher.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  CountingHasher
//
// Counts the password hashes that are computed.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_CountingHasher_INCLUDED
#define AuthPlug_Testing_CountingHasher_INCLUDED


#include "AuthPlug/Api/PasswordHasher.h"
#include <atomic>
#include <cstdint>


namespace AuthPlug {
namespace Testing {


class CountingHasher: public Api::PasswordHasher
	/// Passes each call on to another hasher and counts it: a witness of how
	/// many hashes were computed, whatever a guess limit says. Calls are
	/// counted before they are passed on, so that one that fails counts too.
	/// As thread-safe as the other hasher, which must outlive this one.
{
public:
	explicit CountingHasher(Api::PasswordHasher& hasher) noexcept: _hasher(hasher)
	{
	}

	CountingHasher(const CountingHasher&) = delete;
	CountingHasher& operator = (const CountingHasher&) = delete;
	~CountingHasher() = default;

	bool usable(std::string_view stored) noexcept override
		/// Not counted: it computes no hash.
	{
		return _hasher.usable(stored);
	}

	Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) noexcept override
	{
		_verified.fetch_add(1);
		return _hasher.verify(stored, password, slot);
	}

	bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) noexcept override
	{
		_hashed.fetch_add(1);
		return _hasher.hash(password, slot, stored, capacity, size);
	}

	std::uint64_t verified() const noexcept
		/// Returns the number of calls of verify().
	{
		return _verified.load();
	}

	std::uint64_t hashed() const noexcept
		/// Returns the number of calls of hash().
	{
		return _hashed.load();
	}

	std::uint64_t computed() const noexcept
		/// Returns the number of both.
	{
		return verified() + hashed();
	}

private:
	Api::PasswordHasher& _hasher;
	std::atomic<std::uint64_t> _verified{0};
	std::atomic<std::uint64_t> _hashed{0};
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_CountingHasher_INCLUDED
