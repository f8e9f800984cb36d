//
// BuiltinBlocklist.h
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  BuiltinBlocklist
//
// The list of common passwords that comes with the plugin.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_BuiltinBlocklist_INCLUDED
#define AuthPlug_Password_BuiltinBlocklist_INCLUDED


#include <string_view>


namespace AuthPlug {
namespace Password {


std::string_view builtinBlocklist() noexcept;
	/// Returns the text of conf/blocklist/common-passwords.txt, which is linked
	/// into the library: the plugin needs no file beside its own to refuse
	/// common passwords.


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_BuiltinBlocklist_INCLUDED
