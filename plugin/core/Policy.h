//
// Policy.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Policy
//
// The rules that a new password must obey.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Policy_INCLUDED
#define AuthPlug_Password_Policy_INCLUDED


#include "core/Blocklist.h"
#include "core/BreachedSet.h"
#include "core/Outcome.h"
#include "AuthPlug/Api/SecretView.h"
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Password {


struct PolicyOptions
{
	std::uint32_t minimumLength = 8;    /// code points, from 1; NIST SP 800-63B-4 wants 15 without a second factor
	std::uint32_t maximumLength = 256;  /// code points, from 64 to 256
	bool composition = true;            /// an ASCII upper-case letter, a lower-case one and a digit, no line break
};


class Policy
	/// The static rules for passwords: those that need neither the account's
	/// stored password nor a hash. Passwords are taken as they are received,
	/// without trimming, change of case or Unicode normalisation, since the
	/// bytes that are checked are the bytes that are hashed.
	///
	/// A password that holds U+0000 is refused whatever the options: some of
	/// the older hash functions end at it.
	///
	/// Immutable, hence thread-safe.
{
public:
	static constexpr std::uint32_t MAXIMUM_LENGTH = 256;
		/// The longest password of the contract, in code points.

	static constexpr std::uint32_t LEAST_MAXIMUM_LENGTH = 64;
		/// What the configured maximum may not go below (ASVS 6.2.9).

	explicit Policy(const PolicyOptions& options, Blocklist blocklist = {},
		std::unique_ptr<const BreachedSet> breached = nullptr, std::vector<std::string> productWords = {});
		/// Creates the policy. An empty blocklist and no breached set turn
		/// those rules off. Product words are compared as ContextWords does.
		/// Throws Poco::InvalidArgumentException if the lengths are out of range.

	std::optional<Refusal> checkLengths(Api::SecretView oldPassword, Api::SecretView newPassword) const noexcept;
		/// The length rules of a request's schema in their order: minimum of
		/// the new password, maximum of the old one, maximum of the new one.
		/// Both must be valid UTF-8.

	std::optional<Refusal> check(Api::SecretView newPassword, std::initializer_list<std::string_view> personal = {}) const noexcept;
		/// All rules for a new password, in the contract's order: minimum,
		/// maximum, upper, lower, digit, line break, U+0000; then the list of
		/// common passwords, personal and product words, the breached set.
		/// The personal words are the user's names and addresses; empty ones
		/// are skipped. `failed` if the breached set can't be read.

private:
	std::optional<Refusal> checkComposition(std::string_view password) const noexcept;
	std::optional<Refusal> checkLists(Api::SecretView password, std::initializer_list<std::string_view> personal) const noexcept;

	PolicyOptions _options;
	Blocklist _blocklist;
	std::unique_ptr<const BreachedSet> _breached;
	std::vector<std::string> _productWords;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Policy_INCLUDED
