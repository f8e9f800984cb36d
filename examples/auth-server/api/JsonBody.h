//
// JsonBody.h
//
// Example: auth-server
// Package: api
//
// Request bodies, read strictly.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_JsonBody_INCLUDED
#define AuthServer_JsonBody_INCLUDED


#include "AuthPlug/Api/SecretBuffer.h"
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>


namespace AuthServer {


struct StringRule
	/// What a required member must be: a string of so many code points.
{
	std::string name;
	std::size_t minimum = 0;
	std::size_t maximum = 0;
};


class JsonBody
	/// The required string members of a request body. The body must be one JSON
	/// object (RFC 8259), nested at most four deep, in which no member occurs
	/// twice; members without a rule are ignored. Nothing is coerced.
	///
	/// The values are wiped with this object. The JSON parser's own buffer is
	/// freed without being wiped: a residue that POCO does not let one avoid.
{
public:
	JsonBody(AuthPlug::Api::SecretView body, const std::vector<StringRule>& rules);
		/// Reads the body. Throws Refusal, 400, naming the first fault in the
		/// order root type, required, type, minimum, maximum; within each in the
		/// order of the rules.

	AuthPlug::Api::SecretView operator [] (std::string_view name) const;
		/// Returns the member's value. Only for a name that has a rule.

private:
	struct Member
	{
		std::string name;
		AuthPlug::Api::SecretBuffer value;
	};

	std::vector<Member> _members;
};


} // namespace AuthServer


#endif // AuthServer_JsonBody_INCLUDED
