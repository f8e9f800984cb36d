//
// LoginBudget.h
//
// Example: auth-server
// Package: adapters
//
// How many wrong passwords the sign-in takes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_LoginBudget_INCLUDED
#define AuthServer_LoginBudget_INCLUDED


#include "AuthPlug/Api/GuessBudget.h"


namespace AuthServer {


class LoginBudget: public AuthPlug::Api::GuessBudget
	/// Tells the plugin the cap of the sign-in, which checks the same password.
{
public:
	explicit LoginBudget(std::uint64_t cap) noexcept: _cap(cap)
	{
	}

	std::uint64_t caps() const noexcept override
	{
		return _cap;
	}

private:
	const std::uint64_t _cap;
};


} // namespace AuthServer


#endif // AuthServer_LoginBudget_INCLUDED
