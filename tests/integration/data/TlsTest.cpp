//
// TlsTest.cpp
//
// Tests: integration
//
// Encrypted connections: to whom, and to whom not.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "DataFixture.h"
#include "Machine.h"
#include "TemporaryFolder.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::ValueType;
using Api::WorkMode;
using Api::WorkVerdict;
using Fault = MySqlProxy::Fault;
using Message = MySqlProxy::Message;
using Tls = Host::DatabaseOptions::Tls;


namespace {


constexpr std::int64_t DEADLINE_MILLIS = 500;
// Without the deadline a wait would last for as long as connecting may take.
constexpr std::uint32_t CONNECT_SECONDS = 60;
constexpr std::int64_t PATIENCE_MICROS = 30000000;


class Authority
	/// Signs certificates.
{
public:
	explicit Authority(const std::string& name): _name(name)
	{
		openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=" + name + "' -keyout " + key(name) + " -out " + certificate());
	}

	std::string certificate() const
	{
		return _folder.file(_name + ".pem");
	}

	std::string certificateFor(const std::string& owner, const std::string& extension)
		/// Returns the path of a new one; its key is in key(owner).
	{
		const std::string file = _folder.file(owner + ".pem");
		const std::string request = _folder.file(owner + ".csr");
		openssl("req -newkey rsa:2048 -nodes -subj '/CN=" + owner + "' -keyout " + key(owner) + " -out " + request);
		openssl("x509 -req -days 2 -in " + request + " -CA " + certificate() + " -CAkey " + key(_name) + " -CAcreateserial"
			" -extfile " + _folder.write(owner + ".ext", extension) + " -out " + file);
		return file;
	}

	std::string key(const std::string& owner) const
	{
		return _folder.file(owner + ".key");
	}

private:
	static void openssl(const std::string& arguments)
	{
		std::string output;
		const std::string command = Machine::findProgram("openssl") + " " + arguments;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, PrivateMariaDb::run({"/bin/bash", "-c", command}, output));
	}

	const std::string _name;
	const TemporaryFolder _folder;
};


Authority& authority()
{
	static Authority right("right");
	return right;
}


PrivateMariaDb::Options serverWith(const std::string& owner, const std::string& extension)
{
	PrivateMariaDb::Options options;
	options.migrate = false;
	options.arguments = {"--ssl-ca=" + authority().certificate(), "--ssl-cert=" + authority().certificateFor(owner, extension),
		"--ssl-key=" + authority().key(owner),
		// The server's patience must not be what ends a wait of the client.
		"--connect-timeout=120"};
	return options;
}


PrivateMariaDb& server()
	/// With a certificate for localhost, and for no address.
{
	static PrivateMariaDb named(serverWith("named", "subjectAltName=DNS:localhost"));
	return named;
}


void encrypted(Host::DatabaseOptions& options)
{
	options.host = "localhost";
	options.tls = Tls::verifyIdentity;
	options.tlsCa = authority().certificate();
	options.connectTimeoutSeconds = CONNECT_SECONDS;
}


std::string cipherOf(Data& data)
	/// Returns what the server says of the session.
{
	Sql show("SHOW SESSION STATUS LIKE 'Ssl_cipher'", {}, {ValueType::bytes, ValueType::bytes});
	ASSERT_OUTCOME(committed, data.run(show));
	return show.rows.at(0).at(1).text;
}


void expectRefusal(Data& data, const std::string& reason, const std::string& number)
{
	Sql select("SELECT 1", {}, {ValueType::int64});
	ASSERT_OUTCOME(unavailable, data.run(select));
	CPPUNIT_ASSERT_MESSAGE(data.log.text(), data.log.holds("database.connect_failed reason=" + reason + " error=" + number + " "));
}


struct Proxied
	/// The server behind a proxy; its name stays localhost.
{
	Proxied():
		proxy(server().port()),
		data(server(), [this](Host::DatabaseOptions& options)
		{
			encrypted(options);
			options.port = proxy.port();
		})
	{
	}

	void expectEnd(std::int64_t millis = DEADLINE_MILLIS)
		/// Fails the test unless a read ends in time, and the next one is done.
	{
		Sql select("SELECT 1", {}, {ValueType::int64});
		const auto before = data.clock.monotonic();
		ASSERT_OUTCOME(unavailable, data.run(select, millis));
		CPPUNIT_ASSERT(data.clock.monotonic() - before < PATIENCE_MICROS);
		proxy.disarm();
		proxy.delay(0);
		ASSERT_OUTCOME(committed, data.run(select));
	}

	MySqlProxy proxy;
	Data data;
};


} // namespace


AUTHPLUG_CASES(TlsTest)
{
	addCase(suite, "rightAuthorityAndNameAreEncrypted", []
	{
		Data data(server(), &encrypted);
		CPPUNIT_ASSERT(!cipherOf(data).empty());
		Sql create("CREATE TABLE IF NOT EXISTS encrypted(id INT PRIMARY KEY, v VARBINARY(60000))");
		ASSERT_OUTCOME(committed, data.run(create));
		// More than one record of TLS in each direction.
		const std::string bytes(50000, 'x');
		Work work([&](Api::Transaction& transaction)
		{
			Sql write("REPLACE INTO encrypted VALUES(1, ?)", {B(bytes)});
			return verdictOf(write.on(transaction));
		});
		ASSERT_OUTCOME(committed, data.run(work));
		Sql read("SELECT v FROM encrypted WHERE id=1", {}, {ValueType::bytes});
		ASSERT_OUTCOME(committed, data.run(read));
		CPPUNIT_ASSERT(read.rows.at(0).at(0).text == bytes);
		// An idle connection has nothing to say unasked.
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), data.database.state().connects);
	});

	addCase(suite, "withoutItTheSameServerIsNot", []
	{
		Data data(server());
		CPPUNIT_ASSERT_EQUAL(std::string(), cipherOf(data));
	});

	addCase(suite, "addressInTheCertificateIsRight", []
	{
		PrivateMariaDb addressed(serverWith("addressed", "subjectAltName=IP:127.0.0.1"));
		const auto at = [&](const std::string& host)
		{
			return [host](Host::DatabaseOptions& options)
			{
				encrypted(options);
				options.host = host;
			};
		};
		Data data(addressed, at("127.0.0.1"));
		CPPUNIT_ASSERT(!cipherOf(data).empty());
		Data other(addressed, at("localhost"));
		expectRefusal(other, "tls_failed", "2026");
	});

	addCase(suite, "anotherNameIsRefused", []
	{
		Data data(server(), [](Host::DatabaseOptions& options)
		{
			encrypted(options);
			options.host = "127.0.0.1";
		});
		expectRefusal(data, "tls_failed", "2026");
	});

	addCase(suite, "anotherAuthorityIsRefused", []
	{
		const Authority wrong("wrong");
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			encrypted(options);
			options.tlsCa = wrong.certificate();
		});
		expectRefusal(data, "tls_failed", "2026");
	});

	addCase(suite, "authorityThatTheSystemDoesNotKnowIsRefused", []
	{
		Data data(server(), [](Host::DatabaseOptions& options)
		{
			encrypted(options);
			options.tlsCa.clear();
		});
		expectRefusal(data, "tls_failed", "2026");
	});

	addCase(suite, "serverWithoutTlsIsToldNothing", []
	{
		PrivateMariaDb::Options options;
		options.migrate = false;
		options.arguments = {PrivateMariaDb::isMySql() ? "--tls-version=" : "--skip-ssl"};
		PrivateMariaDb plain(options);
		MySqlProxy proxy(plain.port());
		Data data(plain, [&](Host::DatabaseOptions& changed)
		{
			encrypted(changed);
			changed.port = proxy.port();
		});
		expectRefusal(data, "tls_failed", "2026");
		// Neither the account nor anything made of the password.
		CPPUNIT_ASSERT_EQUAL(1, proxy.accepted());
		CPPUNIT_ASSERT_EQUAL(0, proxy.messages());
	});

	addCase(suite, "accountThatDemandsACertificateGetsOne", []
	{
		const std::string password = Canary::password("Certified");
		server().createUser("certified", password, "GRANT ALL ON " + server().database() + ".* TO @ACCOUNT@; ALTER USER @ACCOUNT@ REQUIRE X509");
		const auto asCertified = [&](Host::DatabaseOptions& options)
		{
			encrypted(options);
			options.user = "certified";
			options.password = password;
		};
		Data without(server(), asCertified);
		expectRefusal(without, "access_denied", "1045");
		Data data(server(), [&](Host::DatabaseOptions& options)
		{
			asCertified(options);
			options.tlsCert = authority().certificateFor("client", "extendedKeyUsage=clientAuth");
			options.tlsKey = authority().key("client");
		});
		CPPUNIT_ASSERT(!cipherOf(data).empty());
	});

	// What the client sends: that it wants TLS, its hello, its end of the handshake
	// and who it is; then commands.
	for (const int message: {0, 1, 2, 3})
	{
		for (const Fault fault: {Fault::freeze, Fault::freezeAnswer, Fault::halfAnswer})
		{
			const std::string what = fault == Fault::freeze ? " is swallowed" : fault == Fault::freezeAnswer ? ": the answer is swallowed" : ": half of the answer is swallowed";
			addCase(suite, "message " + std::to_string(message) + what, [message, fault]
			{
				Proxied at;
				at.proxy.arm(Message::any, fault, message);
				at.expectEnd();
				CPPUNIT_ASSERT_EQUAL(1, at.proxy.fired());
				// Whatever the library calls it: TLS itself has not failed.
				if (message < 3) CPPUNIT_ASSERT_MESSAGE(at.data.log.text(), at.data.log.holds("reason=timeout_or_lost"));
			});
		}
	}

	addCase(suite, "each answer comes late, but none too late", []
	{
		Proxied at;
		at.proxy.delay(300);
		at.expectEnd(400);
	});

	addCase(suite, "statementOfAFrozenSessionEndsAtTheDeadline", []
	{
		Proxied at;
		CPPUNIT_ASSERT(!cipherOf(at.data).empty());
		at.proxy.freezeAll();
		at.expectEnd();
	});

	addCase(suite, "idleSessionThatWasCutIsNoticed", []
	{
		Proxied at;
		CPPUNIT_ASSERT(!cipherOf(at.data).empty());
		at.proxy.cutAll();
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
		Sql write("CREATE TABLE IF NOT EXISTS noticed(id INT PRIMARY KEY)");
		ASSERT_OUTCOME(committed, at.data.run(write));
		CPPUNIT_ASSERT_EQUAL(2, at.proxy.accepted());
	});

	addCase(suite, "closingWaitsForNobody", []
	{
		PrivateMariaDb mine(serverWith("suspended", "subjectAltName=DNS:localhost"));
		Host::SystemClock clock;
		Api::MonotonicTime before;
		{
			Data data(mine, &encrypted);
			CPPUNIT_ASSERT(!cipherOf(data).empty());
			mine.suspend();
			before = clock.monotonic();
		}
		const auto took = clock.monotonic() - before;
		mine.resume();
		CPPUNIT_ASSERT(took < PATIENCE_MICROS);
	});
}
