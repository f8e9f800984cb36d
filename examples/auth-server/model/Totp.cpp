//
// Totp.cpp
//
// Example: auth-server
// Package: model
//
// SPDX-License-Identifier: BSL-1.0
//


#include "model/Totp.h"
#include "model/Base32.h"
#include "model/SameBytes.h"
#include <Poco/Exception.h>
#include <Poco/NumberFormatter.h>
#include <Poco/URI.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>


namespace AuthServer {


std::uint64_t Totp::stepAt(std::uint64_t unixSeconds) noexcept
{
	return unixSeconds/PERIOD_SECONDS;
}


std::string Totp::codeOf(std::string_view secret, std::uint64_t step)
{
	unsigned char counter[8];
	for (int i = 7; i >= 0; --i)
	{
		counter[i] = static_cast<unsigned char>(step & 255);
		step >>= 8;
	}

	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	if (!HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter, sizeof(counter), mac, &size) || size != 20)
	{
		throw Poco::RuntimeException("HMAC-SHA-1 is not available");
	}

	// Dynamic truncation, RFC 4226, section 5.3.
	const unsigned offset = mac[19] & 15;
	const std::uint32_t number = (static_cast<std::uint32_t>(mac[offset] & 127) << 24)
		| (static_cast<std::uint32_t>(mac[offset + 1]) << 16)
		| (static_cast<std::uint32_t>(mac[offset + 2]) << 8)
		| mac[offset + 3];
	return Poco::NumberFormatter::format0(static_cast<unsigned>(number % 1000000), 6);
}


std::optional<std::uint64_t> Totp::matchingStep(std::string_view secret, std::string_view code, std::uint64_t unixSeconds)
{
	const std::uint64_t now = stepAt(unixSeconds);
	const std::uint64_t first = now < SKEW_STEPS ? 0 : now - SKEW_STEPS;
	std::optional<std::uint64_t> match;
	for (std::uint64_t step = first; step <= now + SKEW_STEPS; ++step)
	{
		if (sameBytes(codeOf(secret, step), code)) match = step;
	}
	return match;
}


std::string Totp::url(const std::string& issuer, const std::string& account, std::string_view secret)
{
	const std::string reserved = ":/?#[]@!$&'()*+,;=%";
	std::string issuerText;
	std::string accountText;
	Poco::URI::encode(issuer, reserved, issuerText);
	Poco::URI::encode(account, reserved, accountText);
	return "otpauth://totp/" + issuerText + ":" + accountText
		+ "?issuer=" + issuerText
		+ "&secret=" + toBase32(secret)
		+ "&algorithm=SHA1&digits=6&period=" + std::to_string(PERIOD_SECONDS);
}


} // namespace AuthServer
