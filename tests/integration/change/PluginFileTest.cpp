//
// PluginFileTest.cpp
//
// Tests: integration
//
// The plugin's file: settings, wiring, and a plain Poco::ClassLoader.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/GuessBudget.h"
#include "AuthPlug/Api/Handshake.h"
#include "AuthPlug/Api/ServiceBinding.h"
#include "AuthPlug/Api/SettingException.h"
#include "AuthPlug/Host/ConfigException.h"
#include "AuthPlug/Host/SettingsSchema.h"
#include "AuthPlug/Testing/CountingMetrics.h"
#include "AuthPlug/Testing/FakeExchange.h"
#include "AuthPlug/Testing/FakeServices.h"
#include "AuthPlug/Testing/FakeSettings.h"
#include "AuthPlug/Testing/RequestBuilder.h"
#include "BuiltinBlocklist.h"
#include "ChangeFixture.h"
#include "PasswordModule.h"
#include "PasswordSettings.h"
#include "SearchedMetrics.h"
#include <Poco/ClassLoader.h>
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <dlfcn.h>
#include <fstream>
#include <memory>
#include <sstream>


using namespace AuthPlug;
using namespace AuthPlug::Password;
using AuthPlug::Testing::FakeRequest;
using AuthPlug::Testing::FakeResponse;
using AuthPlug::Testing::FakeSettings;
using AuthPlug::Testing::RequestBuilder;
using AuthPlug::Tests::Account;
using AuthPlug::Tests::addCase;
using AuthPlug::Tests::ChangeWorld;
using AuthPlug::Tests::NEW;
using AuthPlug::Tests::OLD;
using AuthPlug::Tests::PrivateMariaDb;


namespace {


const char* const CONFIG = AUTHPLUG_CONF_DIR "/plugins.d/password-change.properties";
const char* const CLASS_NAME = "AuthPlug::Password::PasswordHandlerFactory";


std::string textOf(const std::string& path)
{
	std::ifstream file(path);
	std::ostringstream text;
	text << file.rdbuf();
	return text.str();
}


FakeSettings defaults()
{
	return FakeSettings(PasswordSettings::SPECS, PasswordSettings::COUNT);
}


struct FakeHost
	/// The services of a host, on the shared database. What reaches log, metrics
	/// and client is searched for secrets.
{
	FakeHost(): world(optionsFor(PrivateMariaDb::shared())), context(world.clock)
	{
		world.signIn(account.id(), "token");
		context.bodyText = RequestBuilder::changePassword("token", OLD, NEW).body();
		services.add<Api::SessionService>(world.sessions);
		services.add<Api::SudoTokenService>(world.sudoTokens);
		services.add<Api::RequestContexts>(context);
		services.add<Api::HashSlots>(world.pool);
		services.add<Api::DatabaseService>(world.database);
		services.add<Api::Clock>(world.clock);
		services.add<Api::Random>(world.random);
		services.add<Api::Log>(world.searchedLog);
		services.add<Api::Metrics>(searchedMetrics);
		services.add<Api::PasswordHasher>(world.counting);
	}

	std::string send(Poco::Net::HTTPRequestHandlerFactory& factory)
		/// Returns status and body of the answer.
	{
		FakeResponse response;
		FakeRequest request(response, "PUT", "/user/password/old-password");
		request.set("Authorization", "Bearer " + Tests::Canary::token("token"));
		const std::unique_ptr<Poco::Net::HTTPRequestHandler> handler(factory.createRequestHandler(request));
		handler->handleRequest(request, response);
		Tests::LeakWatch::search("the answer", response.sentBody);
		return std::to_string(static_cast<int>(response.getStatus())) + " " + response.sentBody;
	}

	ChangeWorld world;
	Account account;
	Testing::FakeRequestContext context;
	Testing::CountingMetrics metrics;
	Tests::SearchedMetrics searchedMetrics{metrics};
	Testing::FakeServices services;
};


class Budget: public Api::GuessBudget
{
public:
	explicit Budget(std::uint64_t caps): _caps(caps)
	{
	}

	std::uint64_t caps() const noexcept override
	{
		return _caps;
	}

private:
	const std::uint64_t _caps;
};


void assertRefused(const FakeSettings& settings, const std::string& part, Budget* budget = nullptr)
	/// The module does not come into being, and says why.
{
	FakeHost host;
	if (budget) host.services.add<Api::GuessBudget>(*budget);
	try
	{
		PasswordModule module(host.services, settings);
	}
	catch (const Poco::Exception& exception)
	{
		CPPUNIT_ASSERT_MESSAGE(exception.displayText(), exception.displayText().find(part) != std::string::npos);
		return;
	}
	catch (const Api::SettingException& exception)
	{
		CPPUNIT_ASSERT_MESSAGE(exception.what(), std::string(exception.what()).find(part) != std::string::npos);
		return;
	}
	CPPUNIT_FAIL("not refused");
}


} // namespace


AUTHPLUG_CASES(PluginSettings)
{
	addCase(suite, "the shipped file describes every key as the schema does", []
	{
		AuthPlug::Host::SettingsSchema schema;
		schema.add(PasswordSettings::SPECS);
		const std::string described = schema.describe();
		const std::string shipped = textOf(CONFIG);
		CPPUNIT_ASSERT(shipped.size() > described.size());
		CPPUNIT_ASSERT_EQUAL(described, shipped.substr(shipped.size() - described.size()));
		CPPUNIT_ASSERT(shipped.find("\nlibrary = authplug-password\n") != std::string::npos);
	});

	addCase(suite, "every default, set in so many words, is taken", []
	{
		AuthPlug::Host::SettingsSchema schema;
		schema.add(PasswordSettings::SPECS);
		std::string text;
		for (const Api::SettingSpec& spec: PasswordSettings::SPECS)
		{
			CPPUNIT_ASSERT_MESSAGE(spec.key, spec.defaultValue != nullptr);
			text += std::string(spec.key) + " = " + spec.defaultValue + "\n";
		}
		const auto settings = schema.check(AuthPlug::Host::PropertiesFile::parse("test.properties", text));
		const PasswordSettings taken(*settings);
		CPPUNIT_ASSERT_EQUAL(std::string("/user/password/old-password"), taken.routePath);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), taken.limit.attempts);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(900), taken.limit.windowSeconds);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(57600), taken.limit.retryAfterMaxSeconds);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(19456), taken.argon2.memoryKiB);
		CPPUNIT_ASSERT_EQUAL(std::uint32_t(8), taken.policy.minimumLength);
		CPPUNIT_ASSERT(taken.policy.composition);
		CPPUNIT_ASSERT(taken.productWords.empty());
		CPPUNIT_ASSERT(taken.userIdType == UserIdType::bytes);
	});

	for (const char* line: {"limit.attempts = 0", "limit.attempts = many", "limit.window = 0", "limit.cap = 101", "hash.memory_kib = 19455",
		"hash.passes = 1", "policy.minimum_length = 7", "policy.composition = yes", "storage.user_id.type = int", "replay.window = 601",
		"route.deadline_ms = 0", "limit.attempt = 5"})
	{
		addCase(suite, std::string("refused by the schema: ") + line, [line]
		{
			AuthPlug::Host::SettingsSchema schema;
			schema.add(PasswordSettings::SPECS);
			CPPUNIT_ASSERT_THROW(schema.check(AuthPlug::Host::PropertiesFile::parse("test.properties", line)), AuthPlug::Host::ConfigException);
		});
	}

	addCase(suite, "product words are separated by commas", []
	{
		const PasswordSettings taken(defaults().set("policy.product_words", " AuthPlug, Example Corp ,,x"));
		CPPUNIT_ASSERT((taken.productWords == std::vector<std::string>{"AuthPlug", "Example Corp", "x"}));
	});

	addCase(suite, "caps over 100 are refused where the later one stands", []
	{
		assertRefused(defaults().set("limit.other_caps", "50").set("limit.cap", "51"),
			"fake.properties:2: limit.cap: wanted at most 100 failures in a row for all checks of one password, "
			"got limit.cap = 51 and 50 by limit.other_caps");
		assertRefused(defaults().set("limit.other_caps", "51"), "fake.properties:1: limit.other_caps: ");
	});
	addCase(suite, "a host that lets its login be guessed more often than declared is believed", []
	{
		Budget budget(51);
		assertRefused(defaults().set("limit.cap", "50"), "fake.properties:1: limit.cap: wanted at most 100 failures in a row for all checks "
			"of one password, got limit.cap = 50 and 51 of the server's own checks", &budget);
	});
	addCase(suite, "caps of exactly 100 are taken", []
	{
		Budget budget(49);
		FakeHost host;
		host.services.add<Api::GuessBudget>(budget);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(50), PasswordModule(host.services, defaults()).settings().limit.cap);
		FakeHost silent;
		const FakeSettings all = defaults().set("limit.cap", "100").set("limit.other_caps", "0");
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(100), PasswordModule(silent.services, all).settings().limit.cap);
	});
	addCase(suite, "more attempts than the cap are refused", [] { assertRefused(defaults().set("limit.attempts", "51"), "limit.attempts"); });
	addCase(suite, "a window that overflows with its doublings is refused", []
	{
		assertRefused(defaults().set("limit.window", "2592000").set("limit.doublings", "20"), "limit.window");
	});
	addCase(suite, "a blocklist that is not there is refused by name", []
	{
		assertRefused(defaults().set("policy.blocklist", "/nonexistent/list.txt"), "fake.properties:1: policy.blocklist: ");
		assertRefused(defaults().set("policy.blocklist", "/nonexistent/list.txt"), "/nonexistent/list.txt");
	});
	addCase(suite, "a breached set that is not there is refused by name", []
	{
		assertRefused(defaults().set("policy.breached", "/nonexistent/set"), "fake.properties:1: policy.breached: ");
		assertRefused(defaults().set("policy.breached", "/nonexistent/set"), "/nonexistent/set");
	});

	addCase(suite, "the built-in list is the shipped file", []
	{
		CPPUNIT_ASSERT_EQUAL(textOf(AUTHPLUG_CONF_DIR "/blocklist/common-passwords.txt"), std::string(builtinBlocklist()));
	});
}


AUTHPLUG_CASES(PluginWiring)
{
	for (const char* service: {Api::SessionService::INTERFACE_ID, Api::SudoTokenService::INTERFACE_ID, Api::RequestContexts::INTERFACE_ID,
		Api::HashSlots::INTERFACE_ID, Api::DatabaseService::INTERFACE_ID, Api::Clock::INTERFACE_ID, Api::Random::INTERFACE_ID, Api::Log::INTERFACE_ID})
	{
		addCase(suite, std::string("a host without ") + service + " is told so", [service]
		{
			FakeHost host;
			host.services.remove(service);
			try
			{
				const FakeSettings settings = defaults();
				PasswordModule module(host.services, settings);
				CPPUNIT_FAIL("not refused");
			}
			catch (const Poco::NotFoundException& exception)
			{
				CPPUNIT_ASSERT(exception.displayText().find(service) != std::string::npos);
			}
		});
	}

	addCase(suite, "built-in list: a common password is refused before any work", []
	{
		FakeHost host;
		const FakeSettings settings = defaults();
		PasswordModule module(host.services, settings);
		host.context.bodyText = RequestBuilder::changePassword("token", OLD, "Password1").body();
		const std::string answer = host.send(module.factory());
		CPPUNIT_ASSERT_EQUAL(std::string("400"), answer.substr(0, 3));
		CPPUNIT_ASSERT(answer.find("most common") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("NULL"), host.account.counters());
	});

	addCase(suite, "without a list it is taken", []
	{
		FakeHost host;
		const FakeSettings settings = defaults().set("policy.blocklist", "none");
		PasswordModule module(host.services, settings);
		host.context.bodyText = RequestBuilder::changePassword("token", OLD, "Password1").body();
		CPPUNIT_ASSERT_EQUAL(std::string("200 null"), host.send(module.factory()));
	});

	addCase(suite, "product words are refused", []
	{
		FakeHost host;
		const FakeSettings settings = defaults().set("policy.product_words", "AuthPlug");
		PasswordModule module(host.services, settings);
		host.context.bodyText = RequestBuilder::changePassword("token", OLD, "AuthPlug2024").body();
		CPPUNIT_ASSERT_EQUAL(std::string("400"), host.send(module.factory()).substr(0, 3));
	});

	addCase(suite, "without a hasher of the host's the plugin's own engines work", []
	{
		FakeHost host;
		host.services.remove(Api::PasswordHasher::INTERFACE_ID);
		host.context.bodyText = RequestBuilder::changePassword("token", "Old-password-1", NEW).body();
		// The bcrypt form, cost 4, of Old-password-1.
		host.account.update("pw", "hash = '$2b$04$MTIzNDU2Nzg5MDEyMzQ1NeibKPg26EAk0ii.PmFRt.1bSSZserfjq'");
		const FakeSettings settings = defaults();
		PasswordModule module(host.services, settings);
		const std::string answer = host.send(module.factory());
		CPPUNIT_ASSERT_EQUAL(std::string("200 null"), answer);
		CPPUNIT_ASSERT_EQUAL(std::string("$argon2id$v=19$m=19456,t=2,p=1$"), host.account.password("LEFT(hash, 31)"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), host.world.counting.computed());
	});

	addCase(suite, "a column of another type is refused at start", []
	{
		FakeHost host;
		const FakeSettings settings = defaults().set("storage.user_id.type", "uint64");
		PasswordModule module(host.services, settings);
		try
		{
			module.checkStorage();
			CPPUNIT_FAIL("not refused");
		}
		catch (const Api::SettingException& exception)
		{
			CPPUNIT_ASSERT_EQUAL(std::string("fake.properties:1: storage.user_id.type: does not fit the column pw.user_id, whose type is varbinary(64)"), std::string(exception.what()));
		}
	});

	addCase(suite, "a procedure that is missing, or may not be called, is refused at start", []
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		server.query("CREATE DATABASE bare");
		for (const char* table: {"pw", "pw_check", "pw_outbox"})
		{
			server.query(std::string("CREATE TABLE bare.") + table + " LIKE " + server.database() + "." + table);
		}
		Tests::ChangeOptions options = optionsFor(server);
		server.createUser("bare", options.database.password, "GRANT SELECT, INSERT, UPDATE ON bare.* TO @ACCOUNT@");
		options.database.user = "bare";
		options.database.name = "bare";
		ChangeWorld world(options);
		FakeHost host;
		host.services.add<Api::DatabaseService>(world.database);
		const FakeSettings settings = defaults().set("storage.procedure", "true");
		PasswordModule module(host.services, settings);
		const auto refusal = [&]
		{
			try
			{
				module.checkStorage();
				return std::string("taken");
			}
			catch (const Api::SettingException& exception)
			{
				return std::string(exception.what());
			}
		};
		const std::string missing = "fake.properties:1: storage.procedure: the database has no procedure pw_change that this version can call, or the account may not: see sql/procedure";
		CPPUNIT_ASSERT_EQUAL(missing, refusal());
		server.addProcedure("bare");
		CPPUNIT_ASSERT_EQUAL(missing, refusal());
		std::string output;
		const std::string grant = PrivateMariaDb::sqlFolder() + "/grant " + server.clientOptions() + " --database=bare --account=bare "
			+ PrivateMariaDb::sqlFolder() + "/procedure/grants.sql";
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, PrivateMariaDb::run({"/bin/bash", "-c", grant}, output));
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), refusal());
		server.query("ALTER PROCEDURE bare.pw_change COMMENT 'AuthPlug pw_change 0'");
		CPPUNIT_ASSERT_EQUAL(missing, refusal());
	});

	addCase(suite, "a database that is away at start is no reason to refuse", []
	{
		FakeHost host;
		Tests::ChangeOptions options = optionsFor(PrivateMariaDb::shared());
		options.database.port = 1;
		ChangeWorld away(options);
		host.services.add<Api::DatabaseService>(away.database);
		const FakeSettings settings = defaults();
		PasswordModule module(host.services, settings);
		module.checkStorage();
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), host.world.log.events("password.storage_not_checked").size());
		CPPUNIT_ASSERT_EQUAL(std::string("503"), host.send(module.factory()).substr(0, 3));
	});
}


AUTHPLUG_CASES(PluginClassLoader)
{
	addCase(suite, "one class; 503 until services are bound; then it works", []
	{
		// As the documentation says: loaded once, never unloaded.
		static auto* const loader = new Poco::ClassLoader<Poco::Net::HTTPRequestHandlerFactory>;
		loader->loadLibrary(AUTHPLUG_PLUGIN_FILE);
		std::size_t classes = 0;
		for (auto it = loader->begin(); it != loader->end(); ++it)
		{
			for (auto meta = it->second->begin(); meta != it->second->end(); ++meta) ++classes;
		}
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), classes);
		CPPUNIT_ASSERT(loader->canCreate(CLASS_NAME));
		const std::unique_ptr<Poco::Net::HTTPRequestHandlerFactory> factory(loader->create(CLASS_NAME));

		FakeHost host;
		const std::string notReady = "503 {\"statusCode\":503,\"error\":\"Service Unavailable\",\"message\":\"TRY_AGAIN_LATER\",\"retryAfter\":1}";
		CPPUNIT_ASSERT_EQUAL(notReady, host.send(*factory));

		auto* const binding = dynamic_cast<Api::ServiceBinding*>(factory.get());
		CPPUNIT_ASSERT(binding != nullptr);
		Api::ErrorText error;
		Testing::FakeServices none;
		const FakeSettings settings = defaults();
		CPPUNIT_ASSERT(!binding->bind(none, settings, error));
		CPPUNIT_ASSERT(error.view().find("authplug.") != std::string_view::npos);
		CPPUNIT_ASSERT_EQUAL(notReady, host.send(*factory));

		CPPUNIT_ASSERT(binding->bind(host.services, settings, error));
		CPPUNIT_ASSERT_EQUAL(std::string("200 null"), host.send(*factory));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), host.account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), host.metrics.counted("authplug_password_change_total", "ok"));
		CPPUNIT_ASSERT(!binding->bind(host.services, settings, error));
	});

	addCase(suite, "the descriptor names the plugin and its settings", []
	{
		void* const library = ::dlopen(AUTHPLUG_PLUGIN_FILE, RTLD_NOW | RTLD_LOCAL);
		CPPUNIT_ASSERT_MESSAGE(library ? "" : ::dlerror(), library != nullptr);
		const auto* const descriptor = static_cast<const Api::PluginDescriptor*>(::dlsym(library, AUTHPLUG_DESCRIPTOR_SYMBOL));
		CPPUNIT_ASSERT(descriptor != nullptr);
		CPPUNIT_ASSERT_EQUAL(std::string("password-change"), std::string(descriptor->name));
		CPPUNIT_ASSERT_EQUAL(std::string(AUTHPLUG_VERSION), std::string(descriptor->version));
		CPPUNIT_ASSERT_EQUAL(PasswordSettings::COUNT, descriptor->settingCount);
		CPPUNIT_ASSERT_EQUAL(std::string("route.path"), std::string(descriptor->settings[0].key));
		::dlclose(library);
	});
}
