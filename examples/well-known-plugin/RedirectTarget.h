//
// RedirectTarget.h
//
// Example: well-known-plugin
//
// Where a browser may be sent to.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef WellKnown_RedirectTarget_INCLUDED
#define WellKnown_RedirectTarget_INCLUDED


#include <string>
#include <string_view>


namespace WellKnown {


class RedirectTarget
	/// A value for Location (RFC 9110, section 10.2.2) that can only mean one
	/// thing: an absolute https URL with a host and without user information,
	/// or a path of the same server. Immutable.
{
public:
	static constexpr const char* PATH = "/.well-known/change-password";
		/// What is redirected; no target of its own.

	explicit RedirectTarget(std::string_view text);
		/// Throws Poco::InvalidArgumentException with the reason if the text is no such target.

	const std::string& location() const noexcept
	{
		return _location;
	}

private:
	const std::string _location;
};


} // namespace WellKnown


#endif // WellKnown_RedirectTarget_INCLUDED
