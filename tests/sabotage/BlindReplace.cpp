//
// BlindReplace.cpp
//
// Tests: sabotage
//
// How the module authplug-password-no-cas replaces a password: without looking
// whether it is still the one that was verified. The linker sends calls of
// Statements::replacePassword() here; everything else is the product.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "BlindStatement.h"


using AuthPlug::Api::Statement;
using AuthPlug::Password::UserIdType;


const Statement& blindReplace(UserIdType) noexcept asm("__wrap__ZN8AuthPlug8Password10Statements15replacePasswordENS0_10UserIdTypeE");


const Statement& blindReplace(UserIdType) noexcept
{
	return AuthPlug::Tests::BLIND_REPLACE;
}
