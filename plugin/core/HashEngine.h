//
// HashEngine.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  HashEngine
//
// One way of storing passwords.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_HashEngine_INCLUDED
#define AuthPlug_Password_HashEngine_INCLUDED


#include "AuthPlug/Api/PasswordHasher.h"


namespace AuthPlug {
namespace Password {


class HashEngine
	/// Verifies the stored passwords of one family of schemes, and, if the
	/// family is fit for new ones, makes them. Thread-safe; holds no memory of
	/// a password after a call.
{
public:
	HashEngine() = default;
	HashEngine(const HashEngine&) = delete;
	HashEngine& operator = (const HashEngine&) = delete;
	virtual ~HashEngine() = default;

	virtual bool handles(std::string_view stored) const noexcept = 0;
		/// Tells by the prefix whether the string is of this family. Families
		/// of different engines don't overlap.

	virtual bool usable(std::string_view stored) const noexcept = 0;
		/// Tells without hashing whether the string is well-formed and within
		/// the caps on memory and time.

	virtual bool needsUpgrade(std::string_view stored) const noexcept = 0;
		/// Tells whether hash() would make a stronger form of the same family.

	virtual Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) const noexcept = 0;
		/// Compares in constant time. `unusable` whenever usable() is false:
		/// the caps are applied before anything is computed.

	virtual bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) const noexcept = 0;
		/// Writes the string to be stored, without a terminating NUL in size.
		/// False if the engine only verifies, lacks memory or random bytes, or
		/// if the string does not fit.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_HashEngine_INCLUDED
