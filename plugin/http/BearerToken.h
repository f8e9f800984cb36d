//
// BearerToken.h
//
// Library: AuthPlug/Password
// Package: Http
// Module:  BearerToken
//
// The token in a request's Authorization header.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_BearerToken_INCLUDED
#define AuthPlug_Password_BearerToken_INCLUDED


#include "AuthPlug/Api/SecretView.h"


namespace Poco {
namespace Net {
	class HTTPRequest;
} }


namespace AuthPlug {
namespace Password {


class BearerToken
	/// The bearer token of a request (RFC 6750, section 2.1), taken from the
	/// Authorization header only: never from the query, the body or a cookie.
{
public:
	enum class Form
	{
		absent,     /// no Authorization header, another scheme, or the scheme without a token
		malformed,  /// not exactly one token of the characters that RFC 6750 allows, or several headers
		wellFormed
	};

	explicit BearerToken(const Poco::Net::HTTPRequest& request);
		/// Looks for the token. The request must outlive this object and its view.

	Form form() const noexcept
	{
		return _form;
	}

	Api::SecretView token() const noexcept
		/// Returns the token if it is well-formed.
	{
		return _token;
	}

private:
	Form _form = Form::absent;
	Api::SecretView _token;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_BearerToken_INCLUDED
