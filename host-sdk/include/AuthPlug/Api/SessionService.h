//
// SessionService.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  SessionService
//
// The host's sessions, as plugins see them.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_SessionService_INCLUDED
#define AuthPlug_Api_SessionService_INCLUDED


#include "AuthPlug/Api/Principal.h"
#include "AuthPlug/Api/SecretView.h"
#include "AuthPlug/Api/TokenCheck.h"


namespace AuthPlug {
namespace Api {


class SessionService
	/// Implemented by the host over the sessions it already has. Required.
	///
	/// All methods may be called from any thread at any time, and must return
	/// by the deadline.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.SessionService";

	virtual TokenCheck authenticate(SecretView bearer, Deadline deadline, Principal& principal) noexcept = 0;
		/// Checks an access token: signature, issuer, audience, type, time, and
		/// that its session still lives. Fills in the principal if the verdict
		/// is `valid`, else leaves it alone.

	virtual bool endOthers(std::string_view userId, std::string_view keepSessionId, Deadline deadline) noexcept = 0;
		/// Ends every session of the user but the one to keep (all of them if
		/// that is empty). Must be safe to repeat. Returns false if it can't be
		/// done now; the outbox then repeats it.

protected:
	~SessionService() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_SessionService_INCLUDED
