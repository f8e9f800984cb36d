//
// ChangeRequest.h
//
// Library: AuthPlug/Password
// Package: Http
// Module:  ChangeRequest
//
// The body of a request to change a password.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ChangeRequest_INCLUDED
#define AuthPlug_Password_ChangeRequest_INCLUDED


#include "core/Policy.h"
#include "AuthPlug/Api/SecretBuffer.h"
#include <variant>


namespace AuthPlug {
namespace Password {


class ChangeRequest
	/// The two passwords of a request, decoded into buffers that are wiped when
	/// the object goes.
{
public:
	static std::variant<ChangeRequest, Refusal> parse(Api::SecretView body, const Policy& policy);
		/// Reads the members `oldPassword` and `newPassword` of a JSON object;
		/// others are ignored, whatever their type. Of several faults the
		/// first one in the contract's order is the refusal: the text itself
		/// (see JsonScanner), root type, duplicate member, required, type
		/// (oldPassword before newPassword in both), then the policy's
		/// checkLengths(). The other rules for the new password are left to
		/// Policy::check(). Throws std::bad_alloc.

	ChangeRequest(ChangeRequest&&) noexcept = default;

	Api::SecretView oldPassword() const noexcept
		/// Valid UTF-8; may hold U+0000; may be empty.
	{
		return _oldPassword.view();
	}

	Api::SecretView newPassword() const noexcept
		/// Valid UTF-8; may hold U+0000.
	{
		return _newPassword.view();
	}

private:
	ChangeRequest(std::string_view rawOldPassword, std::string_view rawNewPassword);

	Api::SecretBuffer _oldPassword;
	Api::SecretBuffer _newPassword;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ChangeRequest_INCLUDED
