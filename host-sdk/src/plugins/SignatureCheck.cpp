//
// SignatureCheck.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  SignatureCheck
//
// SPDX-License-Identifier: BSL-1.0
//


#include "SignatureCheck.h"
#include "Refusal.h"


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::size_t SIGNATURE_SIZE = 64;


} // namespace


SignatureCheck::SignatureCheck(const PluginFolder& plugins): _plugins(plugins)
{
}


std::string SignatureCheck::signerOf(const PluginFiles& files, std::string_view library) const
{
	if (!_plugins.wantsSignatures()) return {};
	const TrustedKeys keys = _plugins.readTrustedKeys();
	const std::string signer = keys.signerOf(library, signatureOf(files));
	if (!signer.empty()) return signer;
	throw Refusal(Refusal::Kind::arriving, _plugins.libraryPath(files.library) + ": signature: wanted one of these bytes by " + keys.fingerprints() + ", got another");
}


std::string SignatureCheck::signatureOf(const PluginFiles& files) const
{
	if (!files.signature.empty()) return TrustedKeys::decodeSignature(files.signature);
	const std::string path = _plugins.libraryPath(files.library);
	if (files.signatureStamp == FileStamp())
	{
		throw Refusal(Refusal::Kind::arriving, path + ": signature: wanted the key `signature` or the file " + path + ".sig, got neither");
	}
	const std::string bytes = _plugins.readSignature(files.library).bytes();
	if (bytes.size() == SIGNATURE_SIZE) return bytes;
	throw Refusal(Refusal::Kind::arriving, path + ".sig: wanted the 64 bytes of an Ed25519 signature, got " + std::to_string(bytes.size()));
}


} } // namespace AuthPlug::Host
