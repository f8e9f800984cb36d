//
// TrustedKeys.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  TrustedKeys
//
// The keys by which plugins must be signed.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_TrustedKeys_INCLUDED
#define AuthPlug_Host_TrustedKeys_INCLUDED


#include <memory>
#include <openssl/types.h>
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Host {


class TrustedKeys
	/// One or more Ed25519 public keys (RFC 8032), of which any may have signed
	/// a file: with two of them a new key can take over from an old one. A key
	/// is named by its fingerprint, the SHA-256 of its DER form
	/// (SubjectPublicKeyInfo, RFC 8410).
{
public:
	static TrustedKeys parse(const std::string& path, const std::string& pem);
		/// Reads the PEM blocks of the file with this path (RFC 7468). Text around them is passed
		/// over. Throws Refusal unless there is one at least and each is an
		/// Ed25519 public key.

	static std::string decodeSignature(const std::string& base64);
		/// Returns the 64 bytes of a signature, or nothing if the text is not
		/// exactly their base64 form (RFC 4648, section 4).

	std::string signerOf(std::string_view bytes, std::string_view signature) const;
		/// Returns the fingerprint of the key that made this signature of the
		/// bytes; empty if none of them did. Throws Poco::RuntimeException if
		/// OpenSSL can't tell.

	std::string fingerprints() const;
		/// Returns the fingerprints, separated by commas.

private:
	struct FreeKey
	{
		void operator () (EVP_PKEY* key) const noexcept;
	};

	struct Key
	{
		std::unique_ptr<EVP_PKEY, FreeKey> key;
		std::string fingerprint;
	};

	explicit TrustedKeys(const std::string& path);

	void add(const std::string& type, std::string_view der);
	std::string next() const;

	std::string _path;
	std::vector<Key> _keys;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_TrustedKeys_INCLUDED
