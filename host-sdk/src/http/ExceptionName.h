//
// ExceptionName.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ExceptionName
//
// The type of the exception in hand.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ExceptionName_INCLUDED
#define AuthPlug_Host_ExceptionName_INCLUDED


#include <string>


namespace AuthPlug {
namespace Host {


std::string currentExceptionName();
	/// Returns the name of the type of the exception that is being handled, of
	/// whatever type it is, for a log. To be called in a handler only.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ExceptionName_INCLUDED
