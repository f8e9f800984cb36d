//
// Ask.h
//
// Tests: soak
//
// A request, and the only answers to it that are right.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Ask_INCLUDED
#define AuthPlug_Tests_Ask_INCLUDED


#include "Wire.h"
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Wanted
	/// An answer in full.
{
	int status = 0;
	std::string reason;
	std::string type = "application/json; charset=utf-8";
	std::string challenge;  /// WWW-Authenticate
	std::string body;       /// `#` stands for the number of the header Retry-After
};


struct Ask
{
	std::string kind;  /// for reports
	Request request;
	std::vector<Wanted> wanted;  /// any of these

	bool closes() const;
		/// Tells whether the request asks for the connection to be closed.

	Ask& closing();
		/// Makes it ask for that.

	static Ask change(const std::string& token, const std::string& oldPassword, const std::string& newPassword);
		/// A change that has to succeed.

	static Ask wrongGuess(const std::string& token, const std::string& oldPassword, const std::string& newPassword);

	static Ask locked(const std::string& token);

	static Ask noToken();

	static Ask badToken();

	static Ask badJson(const std::string& token);

	static Ask shortPassword(const std::string& token, std::vector<int> minimums);
		/// A new password of one character; any of the minimums may be in force.

	static Ask second();
		/// The second plugin's route, which may be there or not.

	std::string faultOf(const Answer& answer, bool last) const;
		/// Returns what is wrong with the answer, headers and connection
		/// included; empty if nothing is. `last` tells that the server has to close
		/// although it was not asked to.
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Ask_INCLUDED
