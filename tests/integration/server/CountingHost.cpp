//
// CountingHost.cpp
//
// Tests: integration
//
// A server process that hosts the real plugin and counts the hashes that the
// plugin asks for:
//
//   counting-host FILE.properties TOKEN
//
// The token is user "1"'s; with `.NAME` behind it, user NAME's, and with
// `.NAME.` and any text, another one of that user. Prints "port N" when it serves,
// and "verified N" after SIGTERM.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/SessionService.h"
#include "AuthPlug/Api/SudoTokenService.h"
#include "AuthPlug/Host/PluginHost.h"
#include "AuthPlug/Host/SignalThread.h"
#include "AuthPlug/Testing/CountingHasher.h"
#include "core/StandardHasher.h"
#include <Poco/Exception.h>
#include <iostream>


using namespace AuthPlug;


namespace {


class TokenHolders: public Api::SessionService, public Api::SudoTokenService
{
public:
	explicit TokenHolders(std::string token): _token(std::move(token))
	{
	}

	Api::TokenCheck authenticate(Api::SecretView bearer, Api::Deadline, Api::Principal& principal) noexcept override
	{
		const std::string_view text = bearer.expose();
		if (text.substr(0, _token.size()) != _token) return Api::TokenCheck::invalid;
		const std::string_view rest = text.substr(_token.size());
		if (!rest.empty() && rest[0] != '.') return Api::TokenCheck::invalid;
		const std::string_view name = rest.empty() ? "1" : rest.substr(1, rest.find('.', 1) - 1);
		const bool fits = principal.userId.assign(name) && principal.tokenId.assign(text);
		return fits ? Api::TokenCheck::valid : Api::TokenCheck::invalid;
	}

	bool endOthers(std::string_view, std::string_view, Api::Deadline) noexcept override
	{
		return true;
	}

	Api::TokenCheck verify(Api::SecretView, Api::Deadline, Api::Principal&) noexcept override
	{
		return Api::TokenCheck::otherKind;
	}

	Api::StepUp stepUp(std::string_view, Api::Deadline) noexcept override
	{
		return Api::StepUp::notNeeded;
	}

private:
	const std::string _token;
};


} // namespace


int main(int argc, char** argv)
{
	if (argc != 3) return 64;
	try
	{
		Host::SignalThread::block();
		const auto settings = Host::PluginHost::schema().check(Host::PropertiesFile::load(argv[1]));
		Host::PluginHost host(*settings);
		TokenHolders holders(argv[2]);
		Password::StandardHasher hasher(Password::Argon2Options(), host.random());
		Testing::CountingHasher counting(hasher);
		host.offer<Api::SessionService>(holders);
		host.offer<Api::SudoTokenService>(holders);
		host.offer<Api::PasswordHasher>(counting);
		host.start();
		std::cout << "port " << host.http()->port() << std::endl;

		Host::SignalThread(nullptr).waitForStop();
		const bool complete = host.stop(10000);
		std::cout << "verified " << counting.verified() << std::endl;
		return complete ? 0 : 1;
	}
	catch (const Poco::Exception& exception)
	{
		std::cerr << exception.displayText() << std::endl;
		return 1;
	}
}
