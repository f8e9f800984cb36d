//
// main.cpp
//
// Example: minimal-host
//
// The least that hosts the plugin: one user and one token in memory, the
// password in the database. The README of the project shows the marked parts.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/SessionService.h"
#include "AuthPlug/Api/SudoTokenService.h"
#include "AuthPlug/Host/PluginHost.h"
#include "AuthPlug/Host/SignalThread.h"
#include <Poco/Exception.h>
#include <iostream>


using namespace AuthPlug;


namespace {


// [step-2]
class MySessions: public Api::SessionService, public Api::SudoTokenService
	/// One user, one token that never expires, no second factor. A real server
	/// asks its own tables here.
{
public:
	explicit MySessions(std::string_view token): _token(token)
	{
	}

	Api::TokenCheck authenticate(Api::SecretView bearer, Api::Deadline, Api::Principal& principal) noexcept override
	{
		if (bearer.expose() != _token) return Api::TokenCheck::invalid;
		principal.userId.assign("1");
		principal.tokenId.assign("the-only-token");
		principal.loginName.assign("demo");
		return Api::TokenCheck::valid;
	}

	bool endOthers(std::string_view, std::string_view, Api::Deadline) noexcept override
	{
		return true;  // there are no others
	}

	Api::TokenCheck verify(Api::SecretView, Api::Deadline, Api::Principal&) noexcept override
	{
		return Api::TokenCheck::otherKind;  // no sudo tokens here
	}

	Api::StepUp stepUp(std::string_view, Api::Deadline) noexcept override
	{
		return Api::StepUp::notNeeded;
	}

private:
	const std::string _token;
};
// [end]


constexpr Api::SettingSpec MY_SETTINGS[] = {
	{"demo.token_file", Api::SettingType::secret, "", 0, 0, nullptr, "", "File that holds the only token."}};


int serve(const std::string& configuration)
{
	// [step-3]
	Host::SignalThread::block();
	const auto settings = Host::PluginHost::schema().add(MY_SETTINGS).check(Host::PropertiesFile::load(configuration));
	Host::PluginHost host(*settings);
	MySessions sessions(settings->text("demo.token_file"));
	host.offer<Api::SessionService>(sessions);
	host.offer<Api::SudoTokenService>(sessions);
	host.start();
	std::cout << "port " << host.http()->port() << std::endl;

	Host::SignalThread([&] { host.plugins().requestReload(); }).waitForStop();
	return host.stop(10000) ? 0 : 1;
	// [end]
}


} // namespace


int main(int argc, char** argv)
{
	if (argc != 2)
	{
		std::cerr << "usage: minimal-host FILE.properties" << std::endl;
		return 64;
	}
	try
	{
		return serve(argv[1]);
	}
	catch (const Poco::Exception& exception)
	{
		std::cerr << "minimal-host: " << exception.displayText() << std::endl;
		return 78;
	}
}
