//
// Argon2SelfTest.h
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  Argon2SelfTest
//
// Whether a form of the block fill computes what it should.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_Argon2SelfTest_INCLUDED
#define AuthPlug_Password_Argon2SelfTest_INCLUDED


#include "core/argon2/Fill.h"


namespace AuthPlug {
namespace Password {


class Argon2SelfTest
	/// Compares hashes with libsodium's and with the vectors of RFC 9106. Takes
	/// about 3 ms and 2 MiB.
{
public:
	static bool passes(Fill fill) noexcept;
		/// Returns false on any difference, and if libsodium or the memory is
		/// not available: an engine that could not be compared is not used.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_Argon2SelfTest_INCLUDED
