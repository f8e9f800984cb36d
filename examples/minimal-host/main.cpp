//
// main.cpp
//
// Example: minimal-host
//
// The least that hosts the plugin: one user and one token in memory, the
// password in the database. README.md shows the marked parts.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/SessionService.h"
#include "AuthPlug/Api/SudoTokenService.h"
#include "AuthPlug/Host/PluginHost.h"
#include "AuthPlug/Host/SignalThread.h"
#include "AuthPlug/Password/StandardHasher.h"
#include <Poco/Exception.h>
#include <Poco/HexBinaryEncoder.h>
#include <future>
#include <iostream>
#include <mutex>
#include <sstream>


using namespace AuthPlug;


namespace {


// [step-2]
class MySessions: public Api::SessionService, public Api::SudoTokenService
	/// One user, one token that never expires, no second factor. A real server
	/// asks its own tables here.
{
public:
	explicit MySessions(std::string token): _token(std::move(token))
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


std::string randomToken(Api::Random& random)
{
	char bytes[16];
	if (!random.fill(bytes, sizeof(bytes))) throw Poco::RuntimeException("no random bytes");
	std::ostringstream text;
	Poco::HexBinaryEncoder(text).write(bytes, sizeof(bytes));
	return text.str();
}


class AddUser: public Api::UnitOfWork
	/// Gives the user a password, unless there is one.
{
public:
	explicit AddUser(std::string_view hash): _hash(hash)
	{
	}

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override
	{
		static constexpr Api::ValueType TYPES[] = {Api::ValueType::bytes, Api::ValueType::bytes};
		static constexpr Api::Statement INSERT = {"INSERT IGNORE INTO pw(user_id, hash) VALUES(?, ?)", TYPES, 2, nullptr, 0, true};
		const Api::Value values[] = {Api::Value::ofBytes("1"), Api::Value::ofBytes(_hash)};
		Api::StatementResult result;
		transaction.execute(INSERT, values, 2, nullptr, result);
		return Api::WorkVerdict::commit;
	}

private:
	const std::string_view _hash;
};


void addUser(Host::PluginHost& host, std::string_view password)
{
	Password::StandardHasher hasher(Password::Argon2Options(), host.random());
	char hash[512];
	std::size_t size = 0;
	if (!hasher.hash(Api::SecretView(password), Api::HashSlot(), hash, sizeof(hash), size)) throw Poco::RuntimeException("can't hash");
	AddUser work(std::string_view(hash, size));
	const Api::Deadline deadline = host.clock().monotonic() + 5000000;
	if (host.database().run(work, Api::WorkMode::single, deadline) != Api::WorkOutcome::committed) throw Poco::RuntimeException("the database is not available");
}


int serve(const std::string& configuration)
{
	// [step-3]
	Host::SignalThread::block();
	const auto settings = Host::PluginHost::schema().check(Host::PropertiesFile::load(configuration));
	Host::PluginHost host(*settings);
	const std::string token = randomToken(host.random());
	MySessions sessions(token);
	host.offer<Api::SessionService>(sessions);
	host.offer<Api::SudoTokenService>(sessions);
	addUser(host, "Old-password-1");
	host.start();
	std::cout << "port " << host.http()->port() << ", token " << token << std::endl;

	std::promise<void> ended;
	std::once_flag once;
	Host::SignalThread signals({
		[&] { host.plugins().requestReload(); },
		[&] { std::call_once(once, [&] { ended.set_value(); }); }});
	ended.get_future().wait();
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
