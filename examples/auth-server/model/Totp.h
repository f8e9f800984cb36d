//
// Totp.h
//
// Example: auth-server
// Package: model
//
// One-time codes of authenticator apps, RFC 6238.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Totp_INCLUDED
#define AuthServer_Totp_INCLUDED


#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>


namespace AuthServer {


class Totp
	/// Time-based one-time passwords with HMAC-SHA-1, six digits and steps of
	/// 30 s, the parameters that every authenticator app knows. The step that
	/// was accepted last is for the caller to keep: a code is good once.
{
public:
	static constexpr std::uint64_t PERIOD_SECONDS = 30;
	static constexpr std::size_t SECRET_BYTES = 20;  /// RFC 4226, section 4, R6
	static constexpr std::uint64_t SKEW_STEPS = 1;   /// clocks may differ by one step either way

	static std::uint64_t stepAt(std::uint64_t unixSeconds) noexcept;

	static std::string codeOf(std::string_view secret, std::uint64_t step);
		/// Returns the six digits. Throws Poco::RuntimeException if the HMAC
		/// can't be computed.

	static std::optional<std::uint64_t> matchingStep(std::string_view secret, std::string_view code, std::uint64_t unixSeconds);
		/// Returns the newest step within the skew whose code this is. Compares
		/// in constant time and always with all of them.

	static std::string url(const std::string& issuer, const std::string& account, std::string_view secret);
		/// Returns the otpauth URL that is shown as a QR code.
};


} // namespace AuthServer


#endif // AuthServer_Totp_INCLUDED
