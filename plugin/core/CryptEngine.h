//
// CryptEngine.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  CryptEngine
//
// What crypt(3) can verify.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_CryptEngine_INCLUDED
#define AuthPlug_Password_CryptEngine_INCLUDED


#include "core/HashEngine.h"


namespace AuthPlug {
namespace Password {


class CryptEngine: public HashEngine
	/// Verifies the schemes of CryptString by libxcrypt; makes none.
	///
	/// - bcrypt takes at most the first 72 bytes of a password into account,
	///   by its definition, so longer ones that begin alike match. The next
	///   change stores a form without that limit.
	/// - A password that holds U+0000 never matches: crypt(3) would end at it.
	/// - Other schemes refuse passwords of 512 bytes and more (they could not
	///   have been stored by crypt(3) either): a mismatch.
{
public:
	static constexpr std::size_t BCRYPT_BYTES = 72;

	bool handles(std::string_view stored) const noexcept override;
	bool usable(std::string_view stored) const noexcept override;

	bool needsUpgrade(std::string_view stored) const noexcept override;
		/// Always true: the engine's schemes are those of old passwords.

	Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) const noexcept override;

	bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) const noexcept override;
		/// Always false.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_CryptEngine_INCLUDED
