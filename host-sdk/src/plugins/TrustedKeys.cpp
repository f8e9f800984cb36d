//
// TrustedKeys.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  TrustedKeys
//
// SPDX-License-Identifier: BSL-1.0
//


#include "TrustedKeys.h"
#include "Refusal.h"
#include "Sha256.h"
#include <Poco/Exception.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::size_t SIGNATURE_SIZE = 64;
constexpr std::size_t SIGNATURE_TEXT = 88;


class ErrorsCleared
	/// What OpenSSL notes of a failure stays with the thread: others who use it
	/// must not find it.
{
public:
	ErrorsCleared() = default;
	ErrorsCleared(const ErrorsCleared&) = delete;
	ErrorsCleared& operator = (const ErrorsCleared&) = delete;

	~ErrorsCleared()
	{
		::ERR_clear_error();
	}
};


class PemBlock
	/// The next PEM block of a stream; none at its end.
{
public:
	explicit PemBlock(BIO* in)
	{
		_found = ::PEM_read_bio(in, &_type, &_header, &_bytes, &_size) == 1;
	}

	PemBlock(const PemBlock&) = delete;
	PemBlock& operator = (const PemBlock&) = delete;

	~PemBlock()
	{
		::OPENSSL_free(_type);
		::OPENSSL_free(_header);
		// It may be a private key that was put there by mistake.
		::OPENSSL_clear_free(_bytes, static_cast<std::size_t>(_size));
	}

	explicit operator bool () const noexcept
	{
		return _found;
	}

	std::string type() const
	{
		return _type;
	}

	std::string_view bytes() const noexcept
	{
		return {reinterpret_cast<const char*>(_bytes), static_cast<std::size_t>(_size)};
	}

private:
	char* _type = nullptr;
	char* _header = nullptr;
	unsigned char* _bytes = nullptr;
	long _size = 0;
	bool _found = false;
};


bool endsWith(const std::string& text, std::string_view end)
{
	return text.size() >= end.size() && std::string_view(text).substr(text.size() - end.size()) == end;
}


std::string derOf(EVP_PKEY* key)
{
	unsigned char* bytes = nullptr;
	const int size = ::i2d_PUBKEY(key, &bytes);
	if (size <= 0) throw Poco::RuntimeException("OpenSSL: can't encode a public key");
	const std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
	::OPENSSL_free(bytes);
	return der;
}


} // namespace


void TrustedKeys::FreeKey::operator () (EVP_PKEY* key) const noexcept
{
	::EVP_PKEY_free(key);
}


TrustedKeys::TrustedKeys(const std::string& path): _path(path)
{
}


TrustedKeys TrustedKeys::parse(const std::string& path, const std::string& pem)
{
	const ErrorsCleared cleared;
	if (pem.empty()) throw Refusal(path + ": wanted public keys in PEM form, got an empty file");
	const std::unique_ptr<BIO, int (*)(BIO*)> in(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), ::BIO_free);
	if (!in) throw Poco::RuntimeException("OpenSSL: out of memory");

	TrustedKeys keys(path);
	while (const PemBlock block{in.get()})
	{
		keys.add(block.type(), block.bytes());
	}
	if (ERR_GET_REASON(::ERR_peek_last_error()) != PEM_R_NO_START_LINE)
	{
		throw Refusal(keys.next() + ": wanted a PEM block, got a damaged one");
	}
	if (keys._keys.empty()) throw Refusal(path + ": wanted public keys in PEM form, got no PEM block");
	return keys;
}


std::string TrustedKeys::decodeSignature(const std::string& base64)
{
	if (base64.size() != SIGNATURE_TEXT) return {};
	unsigned char bytes[SIGNATURE_TEXT];
	unsigned char again[SIGNATURE_TEXT + 1];
	// The decoder takes more than one text for the same bytes: only the one that
	// they encode to will do.
	if (::EVP_DecodeBlock(bytes, reinterpret_cast<const unsigned char*>(base64.data()), static_cast<int>(SIGNATURE_TEXT)) < 0) return {};
	::EVP_EncodeBlock(again, bytes, static_cast<int>(SIGNATURE_SIZE));
	if (base64 != reinterpret_cast<const char*>(again)) return {};
	return std::string(reinterpret_cast<const char*>(bytes), SIGNATURE_SIZE);
}


std::string TrustedKeys::signerOf(std::string_view bytes, std::string_view signature) const
{
	const ErrorsCleared cleared;
	const auto* signatureBytes = reinterpret_cast<const unsigned char*>(signature.data());
	const auto* signedBytes = reinterpret_cast<const unsigned char*>(bytes.data());
	for (const Key& key: _keys)
	{
		const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(::EVP_MD_CTX_new(), ::EVP_MD_CTX_free);
		if (!context || ::EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.key.get()) != 1)
		{
			throw Poco::RuntimeException("OpenSSL: can't verify Ed25519 signatures");
		}
		if (::EVP_DigestVerify(context.get(), signatureBytes, signature.size(), signedBytes, bytes.size()) == 1) return key.fingerprint;
	}
	return {};
}


std::string TrustedKeys::fingerprints() const
{
	std::string text;
	for (const Key& key: _keys) text += (text.empty() ? "" : ", ") + key.fingerprint;
	return text;
}


void TrustedKeys::add(const std::string& type, std::string_view der)
{
	if (endsWith(type, "PRIVATE KEY"))
	{
		throw Refusal(next() + ": wanted a PUBLIC KEY, got " + type + ", which belongs on the machine that signs and on no other");
	}
	if (type != PEM_STRING_PUBLIC) throw Refusal(next() + ": wanted a PUBLIC KEY, got " + type);
	const auto* at = reinterpret_cast<const unsigned char*>(der.data());
	std::unique_ptr<EVP_PKEY, FreeKey> key(::d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
	if (!key) throw Refusal(next() + ": wanted a PUBLIC KEY, got bytes that are none");
	if (::EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519)
	{
		const char* got = ::EVP_PKEY_get0_type_name(key.get());
		throw Refusal(next() + ": wanted an Ed25519 key, got one of type " + (got ? got : "unknown"));
	}
	std::string fingerprint = sha256Hex(derOf(key.get()));
	_keys.push_back(Key{std::move(key), std::move(fingerprint)});
}


std::string TrustedKeys::next() const
	// Names the key that is being read, for messages.
{
	return _path + ": key " + std::to_string(_keys.size() + 1);
}


} } // namespace AuthPlug::Host
