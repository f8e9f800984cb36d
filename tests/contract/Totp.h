//
// Totp.h
//
// Tests: contract
//
// An authenticator app.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Totp_INCLUDED
#define AuthPlug_Tests_Totp_INCLUDED


#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Tests {


class Totp
	/// Codes of RFC 6238: HMAC-SHA-1, six digits, steps of 30 s. Written apart
	/// from the server's, so that one checks the other.
{
public:
	explicit Totp(const std::string& otpauthUrl);
		/// Takes the secret from the URL. Throws std::runtime_error.

	std::string code(int stepsFromNow = 0) const;
		/// Returns the code of a step; a server accepts one step either way.

	std::string wrongCode() const;
		/// Returns six digits that are the code of no step near now.

	static std::string codeOf(const std::string& key, std::uint64_t step);

private:
	std::string _key;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Totp_INCLUDED
