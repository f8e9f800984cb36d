//
// HandshakeCheck.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  HandshakeCheck
//
// Compares a plugin's handshake with the host's.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_HandshakeCheck_INCLUDED
#define AuthPlug_Host_HandshakeCheck_INCLUDED


#include <string_view>


namespace AuthPlug {
namespace Host {


void checkHandshake(std::string_view descriptor);
	/// Compares magic, size and build stamp at the start of a plugin's
	/// descriptor with this host's. These are plain numbers, so the descriptor may
	/// come from the file as well as from memory. Throws Refusal, naming every
	/// field that differs, what was wanted and what was got.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_HandshakeCheck_INCLUDED
