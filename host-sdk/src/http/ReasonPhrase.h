//
// ReasonPhrase.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ReasonPhrase
//
// The reason phrases of status lines.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ReasonPhrase_INCLUDED
#define AuthPlug_Host_ReasonPhrase_INCLUDED


#include <string>


namespace AuthPlug {
namespace Host {


std::string reasonPhrase(int status);
	/// Returns the phrase of RFC 9110 or RFC 6585. POCO's own are older
	/// for 408 and 413.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ReasonPhrase_INCLUDED
