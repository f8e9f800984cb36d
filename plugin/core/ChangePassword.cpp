//
// ChangePassword.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangePassword
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/ChangePassword.h"
#include "core/ChangeRun.h"


namespace AuthPlug {
namespace Password {


ChangePassword::ChangePassword(const Services& services, const Options& options):
	_services(services),
	_options(options)
{
}


ChangeResult ChangePassword::change(const ChangeOrder& order) const
{
	return ChangeRun(_services, _options, _lockHints, order).execute();
}


} } // namespace AuthPlug::Password
