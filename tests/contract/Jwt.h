//
// Jwt.h
//
// Tests: contract
//
// Signed tokens that the server never made.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Jwt_INCLUDED
#define AuthPlug_Tests_Jwt_INCLUDED


#include <string>


namespace AuthPlug {
namespace Tests {


class Jwt
	/// A token taken apart, to be changed and signed again (RFC 7515, HS256).
{
public:
	explicit Jwt(const std::string& token);
		/// Throws std::runtime_error if it has not three parts.

	std::string header;     /// JSON
	std::string payload;    /// JSON
	std::string signature;  /// as it was, base64url

	Jwt& setNumber(const std::string& claim, long long value);
		/// Changes a claim. Throws std::runtime_error if the token has none of
		/// this name: the test would prove nothing.

	Jwt& setText(const std::string& claim, const std::string& value);

	std::string signedWith(const std::string& key) const;
	std::string withOldSignature() const;
	std::string withoutSignature() const;

private:
	std::string signedPart() const;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Jwt_INCLUDED
