//
// AnswerTable.h
//
// Library: AuthPlug/Password
// Package: Http
// Module:  AnswerTable
//
// The one place where an outcome becomes HTTP.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_AnswerTable_INCLUDED
#define AuthPlug_Password_AnswerTable_INCLUDED


#include "core/Outcome.h"
#include <string>


namespace AuthPlug {
namespace Password {


struct Answer
	/// A complete HTTP answer but for the headers that all answers share.
{
	int status;
	const char* reason;      /// reason phrase of the status line
	std::string body;        /// JSON (RFC 8259)
	const char* challenge;   /// value of WWW-Authenticate (RFC 6750, RFC 9470); nullptr: none
	std::uint64_t retryAfterSeconds;  /// value of Retry-After (RFC 9110); 0: none
};


Answer answerFor(const Refusal& refusal, const std::string& reference);
	/// Returns the answer to a request that ended so. The reference is what an
	/// operator looks up in the log; it appears in the body of `failed` only.


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_AnswerTable_INCLUDED
