//
// StormHost.cpp
//
// Tests: soak
//
// A server process that hosts the real plugin for many users:
//
//   storm-host FILE.properties TOKEN
//
// A bearer token of user N is TOKEN followed by N, and perhaps by `-` and a
// number that tells one token of the user from another. Prints "port N" when it
// serves; then each line of its input is a command:
//
//   status   prints a row for each generation, then "end"
//   reload   the same, after a reload
//   stop     ends the process, as the end of the input does
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/SessionService.h"
#include "AuthPlug/Api/SudoTokenService.h"
#include "AuthPlug/Host/PluginHost.h"
#include "AuthPlug/Host/SignalThread.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <csignal>
#include <iostream>
#include <string>


using namespace AuthPlug;


namespace {


class Users: public Api::SessionService, public Api::SudoTokenService
	/// Users without a second factor whose sessions never end.
{
public:
	explicit Users(std::string token): _token(std::move(token))
	{
	}

	Api::TokenCheck authenticate(Api::SecretView bearer, Api::Deadline, Api::Principal& principal) noexcept override
	{
		const std::string_view text = bearer.expose();
		if (text.size() <= _token.size() || text.substr(0, _token.size()) != _token) return Api::TokenCheck::invalid;
		const std::string_view id = text.substr(_token.size());
		const std::string_view number = id.substr(0, id.find('-'));
		if (number.empty() || !std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; })) return Api::TokenCheck::invalid;
		const bool fits = principal.userId.assign(number) && principal.tokenId.assign(id);
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


void print(const std::vector<Host::PluginStatus>& rows)
	/// Separated by tabs; an error's text comes last.
{
	for (const Host::PluginStatus& row: rows)
	{
		std::cout << row.name << '\t' << Host::toString(row.state) << '\t' << row.generation << '\t' << row.version << '\t'
			<< (row.sha256.empty() ? "-" : row.sha256) << '\t' << row.reloads << '\t' << row.inFlight << '\t' << row.lastError << '\n';
	}
	std::cout << "end" << std::endl;
}


void letTerminationEnd()
	/// A test that has failed sends SIGTERM; a stop that is waited for is a command.
{
	sigset_t set;
	::sigemptyset(&set);
	::sigaddset(&set, SIGTERM);
	::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}


void obey(Host::PluginHost& host)
{
	for (std::string line; std::getline(std::cin, line);)
	{
		if (line == "stop") return;
		if (line == "status") print(host.plugins().status());
		if (line == "reload") print(host.plugins().reloadAndWait());
	}
}


} // namespace


int main(int argc, char** argv)
{
	if (argc != 3) return 64;
	try
	{
		Host::SignalThread::block();
		letTerminationEnd();
		const auto settings = Host::PluginHost::schema().check(Host::PropertiesFile::load(argv[1]));
		Host::PluginHost host(*settings);
		Users users(argv[2]);
		host.offer<Api::SessionService>(users);
		host.offer<Api::SudoTokenService>(users);
		host.start();
		std::cout << "port " << host.http()->port() << std::endl;

		const Host::SignalThread signals([&] { host.plugins().requestReload(); });
		obey(host);
		return host.stop(10000) ? 0 : 1;
	}
	catch (const Poco::Exception& exception)
	{
		std::cerr << exception.displayText() << std::endl;
		return 1;
	}
}
