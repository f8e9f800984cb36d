//
// CryptEngine.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  CryptEngine
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/CryptEngine.h"
#include "core/CryptString.h"
#include "AuthPlug/Api/SecretBuffer.h"
#include <cerrno>
#include <crypt.h>
#include <cstring>
#include <memory>
#include <new>
#include <sodium.h>


namespace AuthPlug {
namespace Password {


namespace {


using Api::HashVerdict;


class CryptArea
	/// The working storage of crypt_rn(): it keeps the password, so it is wiped.
	/// 32 KiB, hence on the heap.
{
public:
	CryptArea(): _data(std::make_unique<::crypt_data>())
	{
	}

	CryptArea(const CryptArea&) = delete;
	CryptArea& operator = (const CryptArea&) = delete;

	~CryptArea()
	{
		sodium_memzero(_data.get(), sizeof(::crypt_data));
	}

	const char* crypt(const char* password, const char* setting) noexcept
		/// Returns the string to compare with; nullptr, and errno, if it can't
		/// be computed.
	{
		return ::crypt_rn(password, setting, _data.get(), static_cast<int>(sizeof(::crypt_data)));
	}

private:
	std::unique_ptr<::crypt_data> _data;
};


HashVerdict compute(std::string_view stored, std::string_view password)
	/// Throws std::bad_alloc.
{
	char setting[CryptString::MAX_BYTES + 1] = {};
	std::memcpy(setting, stored.data(), stored.size());

	Api::SecretBuffer phrase(password.size());
	phrase.append(password);

	CryptArea area;
	const char* made = area.crypt(phrase.data(), setting);
	if (!made) return errno == EINVAL ? HashVerdict::unusable : HashVerdict::failed;
	if (std::strlen(made) != stored.size()) return HashVerdict::unusable;
	return sodium_memcmp(made, setting, stored.size()) == 0 ? HashVerdict::match : HashVerdict::mismatch;
}


} // namespace


bool CryptEngine::handles(std::string_view stored) const noexcept
{
	return CryptString::schemeOf(stored) != CryptString::Scheme::none;
}


bool CryptEngine::usable(std::string_view stored) const noexcept
{
	return CryptString::withinCaps(stored);
}


bool CryptEngine::needsUpgrade(std::string_view /*stored*/) const noexcept
{
	return true;
}


HashVerdict CryptEngine::verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& /*slot*/) const noexcept
{
	if (!CryptString::withinCaps(stored)) return HashVerdict::unusable;

	std::string_view text = password.expose();
	if (text.find('\0') != std::string_view::npos) return HashVerdict::mismatch;
	if (CryptString::schemeOf(stored) == CryptString::Scheme::bcrypt) text = text.substr(0, BCRYPT_BYTES);
	if (text.size() >= CRYPT_MAX_PASSPHRASE_SIZE) return HashVerdict::mismatch;

	try
	{
		return compute(stored, text);
	}
	catch (const std::bad_alloc&)
	{
		return HashVerdict::failed;
	}
}


bool CryptEngine::hash(Api::SecretView /*password*/, const Api::HashSlot& /*slot*/, char* /*stored*/, std::size_t /*capacity*/, std::size_t& /*size*/) const noexcept
{
	return false;
}


} } // namespace AuthPlug::Password
