//
// SecretFile.h
//
// Library: AuthPlug/Host
// Package: Config
// Module:  SecretFile
//
// Reads a secret from a file that others can't read.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SecretFile_INCLUDED
#define AuthPlug_Host_SecretFile_INCLUDED


#include "AuthPlug/Api/SecretBuffer.h"
#include <string>


namespace AuthPlug {
namespace Host {


Api::SecretBuffer readSecretFile(const std::string& path);
	/// Reads the secret by the rules in SettingsSchema.h. Throws
	/// Poco::NoPermissionException if owner or mode are too open, else
	/// Poco::FileException.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SecretFile_INCLUDED
