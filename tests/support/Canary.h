//
// Canary.h
//
// Tests: support
//
// A word that is in every secret of the tests, to be searched for in all that
// is written.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Canary_INCLUDED
#define AuthPlug_Tests_Canary_INCLUDED


#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Canary
	/// The run's word is $AUTHPLUG_CANARY; where that is not set, a process
	/// takes a random one and sets it for its child processes. All functions
	/// are thread-safe once word() has been called.
{
public:
	static const std::string& word();
		/// Lower-case letters and digits, so that a weak password stays weak.

	static std::string password(const std::string& name = "Secret");
		/// Returns a password that satisfies the rule for new ones; another one
		/// for another name.

	static std::string token(const std::string& name = "token");
		/// Returns a text that is well-formed as a bearer token (RFC 6750).

	static const std::vector<std::string>& forms();
		/// Returns what the word looks like in a text: as it is, in capitals, and
		/// in hexadecimal, percent, JSON and base64 encoding. Base64 has three
		/// forms, for what precedes the word may have any length.

	static bool isIn(std::string_view text);
		/// Tells whether the text holds the word in one of its forms.

	static std::string masked(std::string text);
		/// Returns the text with `<secret>` for the word's forms and for what is
		/// listed in $AUTHPLUG_SECRETS_FILE.
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Canary_INCLUDED
