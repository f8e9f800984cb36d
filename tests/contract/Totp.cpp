//
// Totp.cpp
//
// Tests: contract
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Totp.h"
#include "Deployment.h"
#include <Poco/HMACEngine.h>
#include <Poco/SHA1Engine.h>
#include <ctime>
#include <set>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


Totp::Totp(const std::string& otpauthUrl)
{
	const std::string::size_type start = otpauthUrl.find("secret=");
	if (start == std::string::npos) throw std::runtime_error("no secret in the otpauth URL");
	Deployment::rememberSecret(otpauthUrl.substr(start + 7, otpauthUrl.find('&', start) - start - 7));
	std::uint32_t bits = 0;
	int count = 0;
	for (std::string::size_type i = start + 7; i < otpauthUrl.size() && otpauthUrl[i] != '&'; ++i)
	{
		const std::string::size_type value = std::string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").find(otpauthUrl[i]);
		if (value == std::string::npos) throw std::runtime_error("not base32");
		bits = (bits << 5 | static_cast<std::uint32_t>(value)) & 0xFFFFF;
		count += 5;
		if (count >= 8)
		{
			count -= 8;
			_key += static_cast<char>(bits >> count & 0xFF);
		}
	}
}


std::string Totp::code(int stepsFromNow) const
{
	return codeOf(_key, static_cast<std::uint64_t>(std::time(nullptr) / 30 + stepsFromNow));
}


std::string Totp::wrongCode() const
{
	std::set<std::string> near;
	for (int step = -3; step <= 3; ++step) near.insert(code(step));
	for (int candidate = 100000; ; ++candidate)
	{
		if (!near.count(std::to_string(candidate))) return std::to_string(candidate);
	}
}


std::string Totp::codeOf(const std::string& key, std::uint64_t step)
{
	std::string message(8, '\0');
	for (std::size_t i = 0; i < 8; ++i) message[7 - i] = static_cast<char>(step >> (8*i) & 0xFF);
	Poco::HMACEngine<Poco::SHA1Engine> engine(key);
	engine.update(message);
	const Poco::DigestEngine::Digest digest = engine.digest();
	const std::size_t offset = digest[19] & 0x0FU;
	const std::uint32_t number = (digest[offset] & 0x7FU) << 24 | static_cast<std::uint32_t>(digest[offset + 1]) << 16
		| static_cast<std::uint32_t>(digest[offset + 2]) << 8 | digest[offset + 3];
	const std::string text = std::to_string(number % 1000000);
	return std::string(6 - text.size(), '0') + text;
}


} } // namespace AuthPlug::Tests
