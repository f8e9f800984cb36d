//
// Reloads.h
//
// Tests: soak
//
// All kinds of reloads, one after the other.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Reloads_INCLUDED
#define AuthPlug_Tests_Reloads_INCLUDED


#include "Site.h"
#include <cstdint>
#include <string>


namespace AuthPlug {
namespace Tests {


class Reloads
	/// Replaces the password plugin again and again: by turns its library by
	/// another version and its configuration by another one, by turns on SIGHUP and
	/// by polling. Between them come SIGHUPs without any change, and the second
	/// plugin comes, is replaced and goes. Each time it makes sure that what was
	/// meant to happen has happened.
{
public:
	explicit Reloads(Site& site, bool withSecond = true);
		/// Leaves the second plugin alone unless withSecond.

	void next();
		/// Replaces the password plugin once; returns when the new generation
		/// serves. Throws std::runtime_error if that is not as it should be.

	void begin();
		/// Makes the next change of files and asks for it by SIGHUP, without waiting.

	std::string wantedVersion() const;
		/// Returns the version of the library that is in place.

	int wantedMinimum() const;
		/// Returns the policy.minimum_length that is configured.

	std::uint64_t replaced() const;
		/// Returns how often next() was called.

	std::uint64_t others() const;
		/// Returns how many changes there were of the second plugin.

private:
	void change();
	void expectServed(std::uint64_t before);
	void askForNothing();
	void changeSecond();

	Site& _site;
	const bool _withSecond;
	const std::string _plugins[2];
	std::uint64_t _replaced = 0;
	std::uint64_t _others = 0;
	bool _next = false;
	bool _longer = false;
	int _second = 0;  // 0: not there
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Reloads_INCLUDED
