//
// Version.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Version
//
// Version of the SDK and number of the border between host and plugin.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Version_INCLUDED
#define AuthPlug_Api_Version_INCLUDED


#define AUTHPLUG_VERSION "0.1.0"
	/// Version of the SDK release, semantic versioning.


#define AUTHPLUG_API_NUMBER 1u
	/// Number of the binary border between host and plugin. A host loads a
	/// plugin only if both were built with the same number. It rises with
	/// every change of an interface or of a structure in AuthPlug/Api.


#endif // AuthPlug_Api_Version_INCLUDED
