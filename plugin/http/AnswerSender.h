//
// AnswerSender.h
//
// Library: AuthPlug/Password
// Package: Http
// Module:  AnswerSender
//
// Sends an answer.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_AnswerSender_INCLUDED
#define AuthPlug_Password_AnswerSender_INCLUDED


#include "http/AnswerTable.h"


namespace Poco {
namespace Net {
	class HTTPServerResponse;
} }


namespace AuthPlug {
namespace Password {


void sendAnswer(const Answer& answer, Poco::Net::HTTPServerResponse& response);
	/// Sends status line, headers and body in one go: the answer's own headers
	/// and those that all answers share (no-store, JSON in UTF-8, nosniff,
	/// Content-Length). Throws Poco::Exception if the connection fails.


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_AnswerSender_INCLUDED
