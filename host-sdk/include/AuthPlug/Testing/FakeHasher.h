//
// FakeHasher.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeHasher
//
// A password hasher that takes no time.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeHasher_INCLUDED
#define AuthPlug_Testing_FakeHasher_INCLUDED


#include "AuthPlug/Api/PasswordHasher.h"
#include <atomic>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Testing {


class FakeHasher final: public Api::PasswordHasher
	/// Stores a password as `fake$N$` and a checksum, N being the generation;
	/// counts what it is asked. For tests only: it protects nothing, but lets
	/// no password into a database's log. Thread-safe.
{
public:
	std::atomic<int> verifications{0};
	std::atomic<int> hashes{0};
	std::atomic<bool> failing{false};  /// verify() gives `failed`, hash() false
	std::atomic<int> generation{1};    /// of what hash() writes

	std::function<void()> duringVerify;
		/// Called by each verify() before it compares; set it before use.

	std::function<void()> duringHash;
		/// Called by each hash().

	static std::string stored(std::string_view password, int ofGeneration = 1)
		/// Returns the form that is stored for this password.
	{
		return "fake$" + std::to_string(ofGeneration) + "$" + checksum(password);
	}

	bool usable(std::string_view form) noexcept override
	{
		return checksumIn(form).data() != nullptr;
	}

	Api::HashVerdict verify(std::string_view form, Api::SecretView password, const Api::HashSlot&) noexcept override
	{
		++verifications;
		if (duringVerify) duringVerify();
		if (failing) return Api::HashVerdict::failed;
		const std::string_view known = checksumIn(form);
		if (!known.data()) return Api::HashVerdict::unusable;
		return known == checksum(password.expose()) ? Api::HashVerdict::match : Api::HashVerdict::mismatch;
	}

	bool hash(Api::SecretView password, const Api::HashSlot&, char* form, std::size_t capacity, std::size_t& size) noexcept override
	{
		++hashes;
		if (duringHash) duringHash();
		const std::string text = stored(password.expose(), generation);
		if (failing || text.size() > capacity) return false;
		std::memcpy(form, text.data(), text.size());
		size = text.size();
		return true;
	}

private:
	static std::string checksum(std::string_view password)
		/// FNV-1a, 64 bits.
	{
		std::uint64_t sum = 14695981039346656037u;
		for (const char c: password) sum = (sum ^ static_cast<unsigned char>(c))*1099511628211u;
		return std::to_string(sum);
	}

	static std::string_view checksumIn(std::string_view form)
		/// Returns a view without data if the form is not of this hasher.
	{
		if (form.substr(0, 5) != "fake$") return std::string_view();
		const std::string_view::size_type end = form.find('$', 5);
		return end == std::string_view::npos ? std::string_view() : form.substr(end + 1);
	}
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeHasher_INCLUDED
