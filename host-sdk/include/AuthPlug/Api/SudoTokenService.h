//
// SudoTokenService.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  SudoTokenService
//
// The host's sudo tokens, as plugins see them.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_SudoTokenService_INCLUDED
#define AuthPlug_Api_SudoTokenService_INCLUDED


#include "AuthPlug/Api/Principal.h"
#include "AuthPlug/Api/SecretView.h"
#include "AuthPlug/Api/TokenCheck.h"


namespace AuthPlug {
namespace Api {


enum class StepUp
	/// Whether a user must prove presence with a second factor.
{
	notNeeded = 0,
	needed = 1,
	unavailable = 2  /// can't be told at the moment
};


class SudoTokenService
	/// Implemented by the host over its proof of presence. Required.
	///
	/// All methods may be called from any thread at any time, and must return
	/// by the deadline.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.SudoTokenService";

	virtual TokenCheck verify(SecretView bearer, Deadline deadline, Principal& principal) noexcept = 0;
		/// Checks a sudo token. Fills in the principal if the verdict is
		/// `valid`, else leaves it alone.

	virtual StepUp stepUp(std::string_view userId, Deadline deadline) noexcept = 0;
		/// Tells whether this user needs a sudo token *now*: whether two-factor
		/// authentication is on in the host's database, whatever a token says.

protected:
	~SudoTokenService() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_SudoTokenService_INCLUDED
