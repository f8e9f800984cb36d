//
// RecoveryCodes.cpp
//
// Example: auth-server
// Package: model
//
// SPDX-License-Identifier: BSL-1.0
//


#include "model/RecoveryCodes.h"
#include "model/Base32.h"
#include <Poco/Crypto/DigestEngine.h>
#include <Poco/String.h>


namespace AuthServer {


std::optional<std::vector<std::string>> RecoveryCodes::make(AuthPlug::Api::Random& random)
{
	std::vector<std::string> codes;
	while (codes.size() < COUNT)
	{
		char bytes[LENGTH*5/8];
		if (!random.fill(bytes, sizeof(bytes))) return std::nullopt;
		codes.push_back(Poco::toLower(toBase32(std::string_view(bytes, sizeof(bytes)))));
	}
	return codes;
}


std::string RecoveryCodes::digestOf(std::uint64_t accountId, std::string_view code)
{
	Poco::Crypto::DigestEngine engine("SHA256");
	engine.update(std::to_string(accountId) + ":" + Poco::toLower(std::string(code)));
	const Poco::DigestEngine::Digest digest = engine.digest();
	return std::string(digest.begin(), digest.end());
}


} // namespace AuthServer
