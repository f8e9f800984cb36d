//
// DatabaseOptionsTest.cpp
//
// Tests: integration
//
// The settings of the database, and what of them is refused.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/DatabaseOptions.h"
#include "Canary.h"
#include "Cases.h"
#include "LeakWatch.h"
#include <map>
#include <string>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Client = Host::DatabaseOptions::Client;
using Tls = Host::DatabaseOptions::Tls;


namespace {


class MapSettings: public Api::Settings
	/// Values of DATABASE_SETTINGS' defaults, with some replaced.
{
public:
	explicit MapSettings(std::map<std::string, std::string> values)
	{
		for (const Api::SettingSpec& spec : Host::DATABASE_SETTINGS) _values[spec.key] = spec.defaultValue ? spec.defaultValue : "";
		for (const auto& [key, value] : values) _values[key] = value;
	}

	std::string_view text(std::string_view key) const noexcept override
	{
		return _values.find(std::string(key))->second;
	}

	std::int64_t integer(std::string_view key) const noexcept override
	{
		return std::stoll(std::string(text(key)));
	}

	bool flag(std::string_view key) const noexcept override
	{
		return text(key) == "true";
	}

	Api::SettingOrigin origin(std::string_view) const noexcept override
	{
		return {"database.properties", 7};
	}

private:
	std::map<std::string, std::string> _values;
};


Host::DatabaseOptions optionsOf(std::map<std::string, std::string> values)
{
	values.insert({{"database.user", "u"}, {"database.name", "n"}});
	return Host::DatabaseOptions::from(MapSettings(values));
}


void refuses(const std::string& key, const std::map<std::string, std::string>& values)
{
	try
	{
		optionsOf(values);
	}
	catch (const Host::ConfigException& exception)
	{
		const std::string text = exception.message();
		CPPUNIT_ASSERT_MESSAGE(text, text.compare(0, 24 + key.size(), "database.properties:7: " + key + ":") == 0);
		LeakWatch::search("the refusal", text);
		return;
	}
	CPPUNIT_FAIL("accepted");
}


} // namespace


AUTHPLUG_CASES(DatabaseOptionsTest)
{
	addCase(suite, "settingsAreRead", []
	{
		const auto options = optionsOf({{"database.password_file", "p"},
			{"database.port", "3307"}, {"database.pool", "9"}, {"database.connect_timeout", "4"}, {"database.statement_timeout", "700"},
			{"database.lock_wait_timeout", "3"}, {"database.idle_check", "11"}, {"database.max_age", "12"},
			{"database.client", "poco"}, {"database.tls", "off"}, {"database.tls_ca", "/dev/null"}, {"database.tls_cert", "/dev/zero"}, {"database.tls_key", "/dev/full"}});
		CPPUNIT_ASSERT(options.client == Client::poco && options.tls == Tls::off);
		CPPUNIT_ASSERT_EQUAL(std::string("/dev/null /dev/zero /dev/full"), options.tlsCa + " " + options.tlsCert + " " + options.tlsKey);
		CPPUNIT_ASSERT_EQUAL(std::string("p"), options.password);
		CPPUNIT_ASSERT_EQUAL(std::uint16_t(3307), options.port);
		CPPUNIT_ASSERT_EQUAL(9u, options.pool);
		CPPUNIT_ASSERT_EQUAL(4u, options.connectTimeoutSeconds);
		CPPUNIT_ASSERT_EQUAL(700u, options.statementTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(3u, options.lockWaitTimeoutSeconds);
		CPPUNIT_ASSERT_EQUAL(11u, options.idleCheckSeconds);
		CPPUNIT_ASSERT_EQUAL(12u, options.maxAgeSeconds);
	});

	addCase(suite, "settingsDefaultToTheOptionsDefaults", []
	{
		const auto options = optionsOf({});
		const Host::DatabaseOptions defaults;
		CPPUNIT_ASSERT(options.client == Client::libmariadb && defaults.client == Client::libmariadb);
		CPPUNIT_ASSERT(options.tls == Tls::automatic && defaults.tls == Tls::automatic);
		CPPUNIT_ASSERT_EQUAL(defaults.host, options.host);
		CPPUNIT_ASSERT_EQUAL(defaults.port, options.port);
		CPPUNIT_ASSERT_EQUAL(defaults.pool, options.pool);
		CPPUNIT_ASSERT_EQUAL(defaults.statementTimeoutMillis, options.statementTimeoutMillis);
		CPPUNIT_ASSERT_EQUAL(defaults.lockWaitTimeoutSeconds, options.lockWaitTimeoutSeconds);
		CPPUNIT_ASSERT_EQUAL(defaults.maxAgeSeconds, options.maxAgeSeconds);
	});

	const auto refusal = [&](const char* name, const char* key, const std::map<std::string, std::string>& values)
	{
		addCase(suite, name, [=] { refuses(key, values); });
	};
	const std::map<std::string, std::string> away{{"database.host", "db.example.org"}};
	const auto with = [](std::map<std::string, std::string> values, const std::map<std::string, std::string>& more)
	{
		values.insert(more.begin(), more.end());
		return values;
	};
	const std::map<std::string, std::string> poco{{"database.client", "poco"}};
	refusal("pocoCarriesNoSemicolonInPassword", "database.password_file", with(poco, {{"database.password_file", Canary::password() + ";host=evil"}}));
	refusal("pocoCarriesNoBlankAtThePasswordsEdge", "database.password_file", with(poco, {{"database.password_file", Canary::password() + " "}}));
	refusal("pocoCarriesNoLineFeedInPassword", "database.password_file", with(poco, {{"database.password_file", Canary::password() + "\ncd"}}));
	refusal("pocoCarriesNoSemicolonInUser", "database.user", with(poco, {{"database.user", "u;auto-reconnect=true"}}));
	refusal("pocoCarriesNoSemicolonInName", "database.name", with(poco, {{"database.name", "n;host=evil"}}));
	refusal("pocoHasNoTls", "database.tls", with(poco, {{"database.tls", "verify_identity"}}));
	refusal("pocoIsRefusedAnotherMachine", "database.host", with(poco, away));
	refusal("refusesANulInPassword", "database.password_file", {{"database.password_file", Canary::password() + std::string("\0x", 2)}});
	refusal("refusesAnotherMachineWithoutTls", "database.host", with(away, {{"database.tls", "off"}}));
	refusal("refusesANameThatOnlyLooksLocal", "database.host", {{"database.host", "127.0.0.1.example.org"}, {"database.tls", "off"}});
	refusal("refusesTlsOnASocket", "database.tls", {{"database.tls", "verify_identity"}, {"database.socket", "/run/m.sock"}});
	refusal("refusesAMissingAuthority", "database.tls_ca", {{"database.tls_ca", "/nonexistent/ca.pem"}});
	refusal("refusesARelativeAuthority", "database.tls_ca", {{"database.tls_ca", "ca.pem"}});
	refusal("refusesACertificateWithoutItsKey", "database.tls_key", {{"database.tls_cert", "/dev/null"}});
	refusal("refusesAKeyWithoutItsCertificate", "database.tls_cert", {{"database.tls_key", "/dev/null"}});
	refusal("refusesALongLockWait", "database.lock_wait_timeout", {{"database.lock_wait_timeout", "50"}});
	refusal("refusesARelativeSocket", "database.socket", {{"database.socket", "m.sock"}});

	struct Row
	{
		const char* name;
		bool encrypted;
		std::map<std::string, std::string> values;
	};
	const Row rows[] = {
		{"thisMachineIsPlainByDefault", false, {}},
		{"anotherMachineIsEncryptedByDefault", true, away},
		{"aNameThatOnlyLooksLocalIsEncrypted", true, {{"database.host", "127.0.0.1.example.org"}}},
		{"anotherMachineCanBeAllowedPlain", false, with(away, {{"database.plaintext_network", "true"}})},
		{"aProtectedNetworkCanBeEncryptedAsWell", true, with(away, {{"database.plaintext_network", "true"}, {"database.tls", "verify_identity"}})},
		{"thisMachineCanBeEncrypted", true, {{"database.tls", "verify_identity"}}},
		{"aSocketIsPlain", false, {{"database.socket", "/run/m.sock"}, {"database.host", "db.example.org"}}},
		{"pocoIsPlain", false, with(away, {{"database.client", "poco"}, {"database.plaintext_network", "true"}})}};
	for (const Row& row: rows)
	{
		addCase(suite, row.name, [row] { CPPUNIT_ASSERT_EQUAL(row.encrypted, optionsOf(row.values).encrypts()); });
	}
}
