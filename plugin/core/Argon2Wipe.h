//
// Argon2Wipe.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Argon2Wipe
//
// What of an Argon2 computation's memory is overwritten after it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Argon2Wipe_INCLUDED
#define AuthPlug_Password_Argon2Wipe_INCLUDED


namespace AuthPlug {
namespace Password {


enum class Argon2Wipe
	/// What the fast engine overwrites of its memory after a hash. The reasons
	/// are in argon2/README.md.
{
	early,  /// the blocks that would make a guess cheaper than half a hash, and the final ones
	all
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Argon2Wipe_INCLUDED
