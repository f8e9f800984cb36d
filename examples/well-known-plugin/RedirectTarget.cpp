//
// RedirectTarget.cpp
//
// Example: well-known-plugin
//
// SPDX-License-Identifier: BSL-1.0
//


#include "RedirectTarget.h"
#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <algorithm>


namespace WellKnown {


namespace {


void demand(bool fulfilled, const char* reason)
{
	if (!fulfilled) throw Poco::InvalidArgumentException("target", reason);
}


bool isPlain(char c)
	/// Visible ASCII; no backslash, which browsers take for a slash.
{
	return c > ' ' && c < 0x7F && c != '\\';
}


std::string checked(std::string_view text)
{
	const std::string target(text);
	demand(std::all_of(target.begin(), target.end(), isPlain), "wanted visible ASCII characters without backslash");
	if (target.compare(0, 1, "/") == 0)
	{
		demand(target.compare(0, 2, "//") != 0, "wanted a path that begins with one slash");
		demand(Poco::URI(target).getPath() != RedirectTarget::PATH, "it would redirect to itself");
		return target;
	}
	demand(target.compare(0, 8, "https://") == 0, "wanted https://... or a path that begins with a slash");
	const Poco::URI uri(target);
	demand(!uri.getHost().empty(), "wanted a host name");
	demand(uri.getUserInfo().empty(), "wanted no user information");
	return target;
}


} // namespace


RedirectTarget::RedirectTarget(std::string_view text): _location(checked(text))
{
}


} // namespace WellKnown
