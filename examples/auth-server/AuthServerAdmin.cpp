//
// AuthServerAdmin.cpp
//
// Example: auth-server
// Package: server
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/DatabaseOptions.h"
#include "AuthPlug/Host/JsonLog.h"
#include "AuthPlug/Host/SqlDatabase.h"
#include "AuthPlug/Host/PropertiesFile.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "Seeder.h"
#include "ServerSettings.h"
#include "TokenKey.h"
#include "model/Base32.h"
#include "model/Token.h"
#include "model/Totp.h"
#include "store/SessionStore.h"
#include <Poco/Exception.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/Thread.h>
#include <Poco/Util/Application.h>
#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/IntValidator.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionSet.h>
#include <iostream>
#include <string.h>
#include <vector>


namespace AuthServer {


namespace {


using AuthPlug::Host::PropertiesFile;


class SecretLine
	/// The first line of standard input, wiped when it goes.
{
public:
	SecretLine()
	{
		std::getline(std::cin, _line);
	}

	SecretLine(const SecretLine&) = delete;
	SecretLine& operator = (const SecretLine&) = delete;

	~SecretLine()
	{
		::explicit_bzero(_line.data(), _line.size());
	}

	const std::string& text() const
	{
		return _line;
	}

private:
	std::string _line;
};


PropertiesFile withAccount(const PropertiesFile& file, const std::string& user, const std::string& passwordFile)
	/// Puts another database account in the place of the server's own, which
	/// need not have the right to add users.
{
	std::string text;
	for (const PropertiesFile::Entry& entry : file.entries())
	{
		if (entry.key != "database.user" && entry.key != "database.password_file") text += entry.key + " = " + entry.value + "\n";
	}
	text += "database.user = " + user + "\n";
	if (!passwordFile.empty()) text += "database.password_file = " + passwordFile + "\n";
	return PropertiesFile::parse(file.path(), text);
}


} // namespace


class AuthServerAdmin: public Poco::Util::Application
	/// Prepares what the server needs: see README.md.
{
protected:
	void defineOptions(Poco::Util::OptionSet& options) override
	{
		using Poco::Util::Option;

		options.addOption(Option("config", "", "the server's host.properties").repeatable(false).argument("FILE"));
		options.addOption(Option("database-user", "", "sign in to the database with this account").repeatable(false).argument("NAME"));
		options.addOption(Option("database-password-file", "", "file of its password").repeatable(false).argument("FILE"));
		options.addOption(Option("add-user", "", "add a user; the password is the first line of standard input").repeatable(true).argument("LOGIN"));
		options.addOption(Option("seed-users", "", "add user1@example.org and so on").repeatable(false).argument("N")
			.validator(new Poco::Util::IntValidator(0, 10000000)));
		options.addOption(Option("remove-old-sessions", "", "delete sessions that can't be renewed any more"));
		options.addOption(Option("make-token-key", "", "make the file for token.key_file unless it is there").repeatable(false).argument("FILE"));
		options.addOption(Option("totp-code", "", "print the code of the base32 secret on standard input"));
		options.addOption(Option("totp-wait", "", "the same, at the start of the next step"));
		options.addOption(Option("help", "", "print this text and end"));
	}

	void handleOption(const std::string& name, const std::string& value) override
	{
		if (name == "config") _config = value;
		if (name == "database-user") _databaseUser = value;
		if (name == "database-password-file") _databasePasswordFile = value;
		if (name == "add-user") _logins.push_back(value);
		if (name == "seed-users") _seedUsers = Poco::NumberParser::parseUnsigned(value);
		if (name == "remove-old-sessions") _removeOldSessions = true;
		if (name == "make-token-key") _tokenKey = value;
		if (name == "totp-code") _totp = true;
		if (name == "totp-wait") _totp = _totpWait = true;
		if (name == "help")
		{
			_help = true;
			stopOptionsProcessing();
		}
	}

	int main(const std::vector<std::string>& arguments) override
	{
		if (_help) return printHelp();
		if (!arguments.empty()) return usage("no such argument");
		const bool seeds = !_logins.empty() || _seedUsers > 0;
		const bool connects = seeds || _removeOldSessions;
		if (!connects && !_totp && _tokenKey.empty()) return usage("nothing to do");
		if (connects && _config.empty()) return usage("--config FILE is required");
		try
		{
			if (_totp) printTotpCode();
			if (!_tokenKey.empty()) makeTokenKey(_tokenKey, _random);
			if (connects) workOnDatabase(seeds);
			return EXIT_OK;
		}
		catch (const Poco::IOException& exception)
		{
			std::cerr << "auth-server-admin: " << exception.message() << std::endl;
			return EXIT_UNAVAILABLE;
		}
		catch (const Poco::Exception& exception)
		{
			std::cerr << "auth-server-admin: " << exception.message() << std::endl;
			return EXIT_CONFIG;
		}
	}

private:
	int usage(const char* problem)
	{
		std::cerr << "auth-server-admin: " << problem << "; see --help" << std::endl;
		return EXIT_USAGE;
	}

	int printHelp()
	{
		Poco::Util::HelpFormatter help(options());
		help.setUnixStyle(true);
		help.setCommand("auth-server-admin");
		help.setUsage("--config FILE COMMAND...");
		help.setHeader("Prepares what auth-server needs.");
		help.format(std::cout);
		return EXIT_OK;
	}

	void workOnDatabase(bool seeds)
	{
		PropertiesFile file = PropertiesFile::load(_config);
		if (!_databaseUser.empty()) file = withAccount(file, _databaseUser, _databasePasswordFile);
		const ServerSettings settings = ServerSettings::forDatabase(file);
		AuthPlug::Host::JsonLog log("-", _clock, AuthPlug::Api::LogLevel::warning);
		const auto database = AuthPlug::Host::SqlDatabase::create(AuthPlug::Host::DatabaseOptions::from(settings), _clock, _random, log);
		if (seeds) seed(settings, *database);
		if (_removeOldSessions) removeOldSessions(*database);
	}

	void seed(const ServerSettings& settings, AuthPlug::Api::DatabaseService& database)
	{
		const SecretLine password;
		if (password.text().empty()) throw Poco::InvalidArgumentException("the first line of standard input must be the users' password");

		AccountStore accounts(database);
		AuthPlug::Password::StandardHasher hasher(settings.argon2(), _random);
		Seeder seeder(accounts, hasher, _clock, AuthPlug::Api::SecretView(password.text()));
		for (const std::string& login : _logins) seeder.add(login);
		seeder.addMany(_seedUsers);
		std::cout << "added " << seeder.added() << ", present " << seeder.present() << std::endl;
	}

	void removeOldSessions(AuthPlug::Api::DatabaseService& database)
	{
		constexpr std::int64_t day = 24*3600*1000000LL;
		constexpr std::int64_t age = lifetimeSeconds(TokenKind::refresh)*1000000LL + day;
		SessionStore sessions(database);
		std::uint64_t all = 0;
		for (std::uint64_t removed = 1; removed > 0; all += removed)
		{
			const auto deadline = _clock.monotonic() + 30*1000000LL;
			if (sessions.removeOld(static_cast<std::uint64_t>(age), deadline, removed) != Stored::done) throw Poco::IOException("the database is not available");
		}
		std::cout << "removed " << all << " sessions" << std::endl;
	}

	void printTotpCode()
	{
		const SecretLine line;
		const auto secret = fromBase32(Poco::trim(line.text()));
		if (!secret || secret->empty()) throw Poco::DataFormatException("standard input holds no base32 secret");

		constexpr auto period = static_cast<std::int64_t>(Totp::PERIOD_SECONDS)*1000;
		if (_totpWait) Poco::Thread::sleep(static_cast<long>(period - _clock.utc().micros/1000 % period + 50));
		const auto now = static_cast<std::uint64_t>(_clock.utc().micros)/1000000;
		std::cout << Totp::codeOf(*secret, Totp::stepAt(now)) << std::endl;
	}

	AuthPlug::Host::SystemClock _clock;
	AuthPlug::Host::SystemRandom _random;
	std::string _config;
	std::string _databaseUser;
	std::string _databasePasswordFile;
	std::string _tokenKey;
	std::vector<std::string> _logins;
	std::size_t _seedUsers = 0;
	bool _removeOldSessions = false;
	bool _totp = false;
	bool _totpWait = false;
	bool _help = false;
};


} // namespace AuthServer


POCO_APP_MAIN(AuthServer::AuthServerAdmin)
