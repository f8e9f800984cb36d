//
// NextVersion.cpp
//
// Tests: soak
//
// The password plugin as its next version, to be replaced by and with.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/Version.h"
#undef AUTHPLUG_VERSION
#define AUTHPLUG_VERSION "0.1.0-next"
#include "PasswordPlugin.cpp"
