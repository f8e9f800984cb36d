//
// StandardHasher.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  StandardHasher
//
// The plugin's own PasswordHasher.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_StandardHasher_INCLUDED
#define AuthPlug_Password_StandardHasher_INCLUDED


#include "core/HashEngine.h"
#include "core/SodiumEngine.h"
#include "AuthPlug/Api/Random.h"
#include <memory>
#include <vector>


namespace AuthPlug {
namespace Password {


class StandardHasher: public Api::PasswordHasher
	/// Verifies with whichever engine knows the stored form, and makes new
	/// forms with the first one. A form that none knows is `unusable`.
	/// Immutable, hence thread-safe.
{
public:
	explicit StandardHasher(std::vector<std::unique_ptr<const HashEngine>> engines);
		/// The first engine is the current one. Throws
		/// Poco::InvalidArgumentException if there is none.

	StandardHasher(const Argon2Options& options, Api::Random& random);
		/// With all engines of the product: Argon2id for new passwords, and
		/// crypt(3) beside it. Throws as SodiumEngine's constructor does.

	StandardHasher(const StandardHasher&) = delete;
	StandardHasher& operator = (const StandardHasher&) = delete;
	~StandardHasher() = default;

	bool usable(std::string_view stored) noexcept override;
	Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) noexcept override;
	bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) noexcept override;

	bool needsUpgrade(std::string_view stored) const noexcept;
		/// Tells whether a login that has just proven the password should
		/// store it anew. Never true where that would lower the cost.

private:
	const HashEngine* engineOf(std::string_view stored) const noexcept;

	std::vector<std::unique_ptr<const HashEngine>> _engines;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_StandardHasher_INCLUDED
