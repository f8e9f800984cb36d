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
// It knows one user, "1", and that token. Prints "port N" when it serves, and
// "verified N" after SIGTERM.
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
#include <future>
#include <iostream>
#include <mutex>


using namespace AuthPlug;


namespace {


class OneUser: public Api::SessionService, public Api::SudoTokenService
{
public:
	explicit OneUser(std::string token): _token(std::move(token))
	{
	}

	Api::TokenCheck authenticate(Api::SecretView bearer, Api::Deadline, Api::Principal& principal) noexcept override
	{
		if (bearer.expose() != _token) return Api::TokenCheck::invalid;
		principal.userId.assign("1");
		principal.tokenId.assign("token");
		return Api::TokenCheck::valid;
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
		OneUser user(argv[2]);
		Password::StandardHasher hasher(Password::Argon2Options(), host.random());
		Testing::CountingHasher counting(hasher);
		host.offer<Api::SessionService>(user);
		host.offer<Api::SudoTokenService>(user);
		host.offer<Api::PasswordHasher>(counting);
		host.start();
		std::cout << "port " << host.http()->port() << std::endl;

		std::promise<void> ended;
		std::once_flag once;
		{
			Host::SignalThread signals({[] {}, [&] { std::call_once(once, [&] { ended.set_value(); }); }});
			ended.get_future().wait();
		}
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
