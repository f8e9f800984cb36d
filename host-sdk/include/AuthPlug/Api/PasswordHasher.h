//
// PasswordHasher.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  PasswordHasher
//
// A host's own format of stored passwords.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_PasswordHasher_INCLUDED
#define AuthPlug_Api_PasswordHasher_INCLUDED


#include "AuthPlug/Api/HashSlots.h"
#include "AuthPlug/Api/SecretView.h"


namespace AuthPlug {
namespace Api {


enum class HashVerdict
{
	match = 0,
	mismatch = 1,
	unusable = 2,  /// empty, of an unknown scheme, broken, or with parameters over the caps
	failed = 3     /// could not be computed, for example for lack of memory
};


class PasswordHasher
	/// For a server whose login stores passwords in a form of its own.
	/// Optional: without it the plugin uses its own engines. Thread-safe;
	/// called in a hash slot (HashSlots::compute), in a thread of the host's.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.PasswordHasher";

	virtual bool usable(std::string_view stored) noexcept = 0;
		/// Tells without hashing whether verify() could work with this form.

	virtual HashVerdict verify(std::string_view stored, SecretView password, const HashSlot& slot) noexcept = 0;
		/// Compares in constant time.

	virtual bool hash(SecretView password, const HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) noexcept = 0;
		/// Writes the form to be stored. Returns false if it can't be computed
		/// or does not fit the capacity.

protected:
	~PasswordHasher() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_PasswordHasher_INCLUDED
