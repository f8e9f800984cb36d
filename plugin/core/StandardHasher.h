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


#include "AuthPlug/Password/Argon2Wipe.h"
#include "AuthPlug/Password/HashEngine.h"
#include "AuthPlug/Password/SodiumEngine.h"
#include "AuthPlug/Api/Random.h"
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Password {


enum class EngineChoice
	/// Who computes Argon2. All give the same hashes.
{
	automatic,  /// the fast engine if it passes its self-test, else libsodium
	fast,
	libsodium
};


class StandardHasher: public Api::PasswordHasher
	/// Verifies with whichever engine knows the stored form, and makes new
	/// forms with the first one. A form that none knows is `unusable`.
	/// Immutable, hence thread-safe.
{
public:
	explicit StandardHasher(std::vector<std::unique_ptr<const HashEngine>> engines);
		/// The first engine is the current one. Throws
		/// Poco::InvalidArgumentException if there is none.

	StandardHasher(const Argon2Options& options, Api::Random& random,
		EngineChoice choice = EngineChoice::automatic, Argon2Wipe wipe = Argon2Wipe::early);
		/// With all engines of the product: Argon2id for new passwords, and
		/// crypt(3) beside it. The fast engine tests itself first, which takes
		/// about 10 ms. Throws as SodiumEngine's constructor does, and
		/// Poco::RuntimeException if EngineChoice::fast passes no test here.

	StandardHasher(const StandardHasher&) = delete;
	StandardHasher& operator = (const StandardHasher&) = delete;
	~StandardHasher() = default;

	bool usable(std::string_view stored) noexcept override;
	Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) noexcept override;
	bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) noexcept override;

	bool needsUpgrade(std::string_view stored) const noexcept;
		/// Tells whether a login that has just proven the password should
		/// store it anew. Never true where that would lower the cost.

	const std::string& engineName() const noexcept;
		/// Returns the name of the engine that makes new hashes, for logs:
		/// `libsodium`, or the form of the fast engine; empty if it was handed in.

	const std::vector<std::string>& wrongForms() const noexcept;
		/// Returns the forms of the fast engine that failed the self-test and
		/// are not used: a reason for an alarm.

private:
	struct Selection;

	explicit StandardHasher(Selection selection);
	static Selection select(const Argon2Options& options, Api::Random& random, EngineChoice choice, Argon2Wipe wipe);

	const HashEngine* engineOf(std::string_view stored) const noexcept;

	std::vector<std::unique_ptr<const HashEngine>> _engines;
	std::string _engineName;
	std::vector<std::string> _wrongForms;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_StandardHasher_INCLUDED
