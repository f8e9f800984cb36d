//
// FastEngine.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  FastEngine
//
// Argon2 as fast as this processor allows.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_FastEngine_INCLUDED
#define AuthPlug_Password_FastEngine_INCLUDED


#include "core/HashEngine.h"
#include "core/SodiumEngine.h"
#include "core/argon2/Argon2.h"
#include "core/argon2/FillForms.h"
#include <optional>
#include <vector>


namespace AuthPlug {
namespace Password {


class FastEngine: public HashEngine
	/// Makes the same hashes as SodiumEngine, from the product's own
	/// implementation, in the slot's arena: two to three times as fast. Also
	/// verifies Argon2d, which libsodium leaves out.
	///
	/// If the arena is too small for a stored form, memory is mapped for the
	/// one hash. Several lanes are computed one after the other.
{
public:
	struct SelfTest
		/// Which forms of the engine may be trusted here.
	{
		std::optional<FillForm> best;  /// the fastest that is right; none: use SodiumEngine
		std::vector<FillForm> wrong;   /// to be reported as an alarm
	};

	static SelfTest selfTest();
		/// Compares all forms that the processor offers with libsodium. To be
		/// called once, before the first engine is made; takes about 10 ms.

	static SelfTest selfTest(const std::vector<FillForm>& forms, bool (*passes)(FillForm));
		/// The same for these forms, the best one first, with another test.

	FastEngine(const Argon2Options& options, Api::Random& random, FillForm form, Argon2Wipe wipe = Argon2Wipe::early);
		/// Creates the engine, which makes hashes with these parameters and
		/// salts from this source. Throws Poco::InvalidArgumentException if
		/// they are below SodiumEngine's floor or over the caps of PhcString,
		/// or if the processor does not offer the form.

	bool handles(std::string_view stored) const noexcept override;
	bool usable(std::string_view stored) const noexcept override;

	bool needsUpgrade(std::string_view stored) const noexcept override;
		/// As SodiumEngine does.

	Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) const noexcept override;
	bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) const noexcept override;

private:
	bool compute(const PhcString& hash, Api::SecretView password, const Api::HashSlot& slot, unsigned char* tag) const noexcept;

	Argon2Options _options;
	Api::Random& _random;
	Argon2 _argon2;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_FastEngine_INCLUDED
