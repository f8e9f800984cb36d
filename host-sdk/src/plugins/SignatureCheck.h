//
// SignatureCheck.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  SignatureCheck
//
// Who signed a plugin's library.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SignatureCheck_INCLUDED
#define AuthPlug_Host_SignatureCheck_INCLUDED


#include "PluginFolder.h"
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Host {


class SignatureCheck
	/// Demands of a library's bytes a signature by one of the trusted keys, if
	/// the host has any. The signature is the property `signature` or, without
	/// that, the file `<library>.so.sig`. The keys are read for each check, so
	/// that a key that was withdrawn counts no more.
{
public:
	explicit SignatureCheck(const PluginFolder& plugins);

	std::string signerOf(const PluginFiles& files, std::string_view library) const;
		/// Returns the fingerprint of the key that signed the library; empty if the host
		/// has no trusted keys. Throws Refusal; of kind `arriving` if the signature is
		/// missing or wrong, which it may be until all files have come.

private:
	std::string signatureOf(const PluginFiles& files) const;

	const PluginFolder& _plugins;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SignatureCheck_INCLUDED
