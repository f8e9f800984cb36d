//
// LoginAttackTest.cpp
//
// Tests: attack
//
// Attacks 12 to 14, 18 and 25: changes and sign-ins that meet, and what a thief
// can do to the owner.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arena.h"
#include "HeldRequest.h"
#include "LoginGate.h"
#include "AuthPlug/Host/HashSlotPool.h"
#include "AuthPlug/Host/MariaDbDatabase.h"
#include "AuthPlug/Testing/RecordingLog.h"
#include "core/PasswordCheck.h"
#include "core/StandardHasher.h"
#include <Poco/JSONString.h>
#include <future>
#include <memory>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


// Of TestUser::PASSWORD, cost 5, made with libxcrypt.
const char* const BCRYPT = "$2b$05$......................FJlqpZWHePEokV6ZsfQCUD4AnT48sZ2";


Deployment& site()
{
	return Arena::deployment();
}


std::unique_ptr<TestUser> newUser()
{
	return std::make_unique<TestUser>(site());
}


Answer signIn(const TestUser& user, const std::string& password)
{
	return site().exchange(Request::json("POST", "/auth/login",
		"{\"username\":" + Poco::toJSON(user.login()) + ",\"password\":" + Poco::toJSON(password) + "}"));
}


std::string stored(TestUser& user, const std::string& column)
{
	return site().sql("SELECT " + column + " FROM pw WHERE user_id='" + user.id() + "'");
}


void store(TestUser& user, const std::string& hash)
{
	site().sql("UPDATE pw SET hash='" + hash + "' WHERE user_id='" + user.id() + "'");
}


std::string count(const std::string& table, TestUser& user, const std::string& condition)
{
	return site().sql("SELECT COUNT(*) FROM " + table + " WHERE " + (table == "session" ? "account_id=" : "user_id=") + "'" + user.id() + "' AND " + condition);
}


void expectChanged(const Answer& answer)
{
	CPPUNIT_ASSERT_EQUAL(std::string("null"), answer.body);
}


std::string hashOf(const std::string& password, const Password::Argon2Options& options = Password::Argon2Options())
{
	Host::SystemRandom random;
	Password::StandardHasher hasher(options, random);
	char hash[512];
	std::size_t size = 0;
	CPPUNIT_ASSERT(hasher.hash(Api::SecretView(password), Api::HashSlot(), hash, sizeof(hash), size));
	return std::string(hash, size);
}


Password::Argon2Options costly()
	/// More than the server's own.
{
	Password::Argon2Options options;
	options.memoryKiB = 32768;
	options.passes = 3;
	return options;
}


void storeForm(const Victim& victim, const std::string& hash)
{
	PrivateMariaDb& database = Arena::world().database();
	database.query("UPDATE pw SET hash='" + hash + "' WHERE user_id='" + victim.id + "'", database.database());
}


class SignIn
	/// A host's login on the arena's database: it writes every password anew.
{
public:
	SignIn(): _database(options(), _clock, _random, _log), _slots({}, _clock), _hasher(Password::Argon2Options(), _random), _check(_database, _slots, _hasher, _log, checkOptions())
	{
	}

	Password::PasswordCheck::Result check(const Victim& victim)
	{
		const std::string password = FaultWorld::oldPassword();
		return _check.check(victim.id, Api::SecretView(password), _clock.monotonic() + 20000000);
	}

private:
	static Host::DatabaseOptions options()
	{
		PrivateMariaDb& server = Arena::world().database();
		Host::DatabaseOptions options;
		options.host = server.host();
		options.port = server.port();
		options.user = server.user();
		options.password = server.password();
		options.name = server.database();
		return options;
	}

	static Password::PasswordCheck::Options checkOptions()
	{
		Password::PasswordCheck::Options options;
		options.purpose = "login";
		options.outdated = [](std::string_view) { return true; };
		return options;
	}

	Host::SystemClock _clock;
	Host::SystemRandom _random;
	Testing::RecordingLog _log;
	Host::MariaDbDatabase _database;
	Host::HashSlotPool _slots;
	Password::StandardHasher _hasher;
	Password::PasswordCheck _check;
};


class NoUpgrade
	/// The database refuses to take an upgraded form.
{
public:
	NoUpgrade(): _root(LoginGate::socketOf(site()), "authplug")
	{
		_root.query("CREATE TRIGGER no_upgrade BEFORE UPDATE ON pw FOR EACH ROW IF NEW.version=OLD.version THEN SIGNAL SQLSTATE '45000'; END IF");
	}

	~NoUpgrade()
	{
		_root.query("DROP TRIGGER no_upgrade");
	}

private:
	RootSql _root;
};


class HeldSignIn
	/// A sign-in that waits at the gate.
{
public:
	HeldSignIn(TestUser& user, const std::string& password): _gate(site(), user.id())
	{
		_answer = std::async(std::launch::async, &signIn, std::cref(user), password);
		CPPUNIT_ASSERT(_gate.awaitArrival());
	}

	Answer release()
	{
		_gate.open();
		return _answer.get();
	}

private:
	LoginGate _gate;
	std::future<Answer> _answer;
};


} // namespace


AUTHPLUG_CASES(Attack)
{
	// better-auth PR #10291, octo-server#725, nextcloud/appstore#924: a login's
	// rehash overwrites a newer password, or is told to the owner as a change.
	addCase(suite, "12 rehash against change: a rehash that waits for the change leaves the newer password alone", []
	{
		const Victim victim = Arena::world().newVictim(true);
		storeForm(victim, hashOf(FaultWorld::oldPassword(), costly()));
		HeldRequest change(Arena::world().second(), "commit.before", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		SignIn login;
		std::future<Password::PasswordCheck::Result> result = std::async(std::launch::async, [&] { return login.check(victim); });
		while (Arena::world().database().value("SELECT variable_value FROM information_schema.global_status WHERE variable_name='innodb_row_lock_current_waits'") == "0")
		{
			std::this_thread::sleep_for(std::chrono::milliseconds(2));
		}
		CPPUNIT_ASSERT_EQUAL(200, change.release().status);
		const Password::PasswordCheck::Result seen = result.get();
		CPPUNIT_ASSERT(seen.verdict == Password::PasswordCheck::Verdict::ok && !seen.upgraded);
		expectChangedTo(victim, FaultWorld::newPassword());
	});

	addCase(suite, "12 rehash against change: a rehash is no change, and nobody is told", []
	{
		const auto user = newUser();
		store(*user, BCRYPT);
		const std::string mine = user->refresh();
		CPPUNIT_ASSERT_EQUAL(std::string("$argon2id$"), stored(*user, "LEFT(hash, 10)"));
		CPPUNIT_ASSERT_EQUAL(std::string("0\t0"), stored(*user, "version, changed_at_us"));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), count("pw_outbox", *user, "1=1"));
		user->refresh();
		user->access(mine);  // no session has ended
	});

	addCase(suite, "12 rehash against change: a change whose proof a rehash overtakes still succeeds", []
	{
		const Victim victim = Arena::world().newVictim(true);
		HeldRequest held(Arena::world().first(), "transaction.before", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		// The same password in another form, as a login would write it.
		storeForm(victim, hashOf(FaultWorld::oldPassword()));
		CPPUNIT_ASSERT_EQUAL(200, held.release().status);
		expectChangedTo(victim, FaultWorld::newPassword());
	});

	// certmate#527, Supabase, TravellersMeet#384: a rehash that fails denies the
	// login, or makes the stored form cheaper.
	addCase(suite, "13 rehash failure: the sign-in succeeds, and the form stays", []
	{
		const auto user = newUser();
		store(*user, BCRYPT);
		const NoUpgrade no;
		CPPUNIT_ASSERT_EQUAL(200, signIn(*user, TestUser::PASSWORD).status);
		CPPUNIT_ASSERT_EQUAL(std::string(BCRYPT), stored(*user, "hash"));
	});

	addCase(suite, "13 rehash failure: a form that costs more than the current one stays", []
	{
		const auto user = newUser();
		const std::string form = hashOf(TestUser::PASSWORD, costly());
		store(*user, form);
		CPPUNIT_ASSERT_EQUAL(200, signIn(*user, TestUser::PASSWORD).status);
		CPPUNIT_ASSERT_EQUAL(form, stored(*user, "hash"));
	});

	// xinference#5177, Keycloak#45568, #38850: who has shown the old password just
	// before the change gets a session that outlives it.
	addCase(suite, "14 session born in the gap: a sign-in that has shown the old password gets none after the change", []
	{
		const auto user = newUser();
		const std::string token = user->access();
		HeldSignIn late(*user, TestUser::PASSWORD);
		expectChanged(user->change(token, TestUser::PASSWORD, TestUser::password("next"), 1));
		const Answer answer = late.release();
		CPPUNIT_ASSERT_MESSAGE(answer.body, answer.status == 401 || answer.status == 503);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), count("session", *user, "ended_us=0 AND epoch=(SELECT session_epoch FROM account a WHERE a.id=account_id)"));
	});

	addCase(suite, "14 session born in the gap: tokens got between proof and change are dead after it", []
	{
		const auto user = newUser();
		const std::string mine = user->access();
		const std::string other = user->refresh();
		RootSql root(LoginGate::socketOf(site()), "authplug");
		root.query("BEGIN; SELECT * FROM account WHERE id=" + user->id() + " FOR UPDATE");
		std::future<Answer> change = std::async(std::launch::async, [&] { return user->change(mine, TestUser::PASSWORD, TestUser::password("next")); });
		for (int i = 0; i < 400 && root.value("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'UPDATE account%'") == "0"; ++i)
		{
			std::this_thread::sleep_for(std::chrono::milliseconds(10));
		}
		const std::string access = user->access(other);
		const Answer rotated = site().exchange(Request::get("/auth/refreshtoken").bearer(other));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(rotated.body, 200, rotated.status);
		root.query("COMMIT");
		expectChanged(change.get());
		CPPUNIT_ASSERT_EQUAL(401, site().exchange(Request::get("/auth/accesstoken/validate").bearer(access)).status);
		CPPUNIT_ASSERT_EQUAL(401, site().exchange(Request::get("/auth/accesstoken").bearer(rotated.body)).status);
		CPPUNIT_ASSERT_EQUAL(401, user->change(access, TestUser::password("next"), TestUser::password("last")).status);
	});

	// Sudo#280, GHSA-cq42-vhv7-xr7p (Keycloak), axes' cool-off: a lock as a weapon.
	addCase(suite, "18 lock as a weapon: the owner signs in, the lock does not slide, and ends", []
	{
		const auto owner = newUser();
		const std::string stolen = owner->access();
		for (int i = 0; i < 5; ++i) expectUnauthorized(owner->change(stolen, TestUser::password("wrong"), TestUser::password("next"), i % 2), "PASSWORD_INCORRECT");
		const std::string until = owner->counter("free_at_us");
		for (int i = 0; i < 40; ++i) expectLocked(owner->change(stolen, TestUser::password("wrong"), TestUser::password("next"), i % 2));
		CPPUNIT_ASSERT_EQUAL(until, owner->counter("free_at_us"));

		const std::string mine = owner->refresh();  // a login is not locked
		expectLocked(owner->change(owner->access(mine), TestUser::PASSWORD, TestUser::password("next")));
		site().sql("UPDATE pw_check SET free_at_us=1 WHERE user_id='" + owner->id() + "' AND purpose='change'");
		expectChanged(owner->change(owner->access(mine), TestUser::PASSWORD, TestUser::password("next")));
		// And with that the thief's session is over.
		CPPUNIT_ASSERT_EQUAL(401, owner->change(stolen, TestUser::password("next"), TestUser::password("last")).status);
	});

	addCase(suite, "18 lock as a weapon: guesses at the login don't lock the change", []
	{
		const auto owner = newUser();
		const std::string token = owner->access();
		for (int i = 0; i < 7; ++i) signIn(*owner, TestUser::password("wrong"));
		CPPUNIT_ASSERT_EQUAL(429, signIn(*owner, TestUser::PASSWORD).status);
		expectChanged(owner->change(token, TestUser::PASSWORD, TestUser::password("next")));
	});

	// CVE-2025-24806, Authelia, axes#261: one account by several names has several
	// counters; an empty name is everybody's.
	addCase(suite, "25 identity: tokens, sessions and spellings of one account have one counter", []
	{
		const auto user = newUser();
		for (int i = 0; i < 5; ++i) expectUnauthorized(user->change(user->access(), TestUser::password("wrong"), TestUser::password("next"), i % 2), "PASSWORD_INCORRECT");
		expectLocked(user->change(user->access(), TestUser::PASSWORD, TestUser::password("next")));
		CPPUNIT_ASSERT_EQUAL(std::string("1"), site().sql("SELECT COUNT(*) FROM pw_check WHERE purpose='change' AND user_id LIKE '%" + user->id() + "%' AND LENGTH(user_id)<=" + std::to_string(user->id().size())));
		const auto other = newUser();
		expectChanged(other->change(other->access(), TestUser::PASSWORD, TestUser::password("next")));
	});

	addCase(suite, "25 identity: empty and unknown names share no counter with an account", []
	{
		const auto user = newUser();
		for (const std::string& name: {std::string(), std::string(" "), user->login() + " ", "USER" + user->login().substr(4)})
		{
			for (int i = 0; i < 6; ++i)
			{
				site().exchange(Request::json("POST", "/auth/login", "{\"username\":" + Poco::toJSON(name) + ",\"password\":\"" + TestUser::password("wrong") + "\"}"));
			}
		}
		CPPUNIT_ASSERT_EQUAL(std::string("0"), site().sql("SELECT COUNT(*) FROM pw_check WHERE user_id=''"));
		user->refresh();
	});

	// TravellersMeet#384: a deleted account is accepted.
	addCase(suite, "25 account state: disabled and deleted accounts are refused, without a check", []
	{
		for (const char* const statement: {"UPDATE account SET enabled=0 WHERE id=", "DELETE FROM account WHERE id="})
		{
			const auto user = newUser();
			const std::string id = user->id();
			const std::string token = user->access();
			site().sql(statement + id);
			expectUnauthorized(user->change(token, TestUser::PASSWORD, TestUser::password("next")), "INVALID_TOKEN", "Bearer error=\"invalid_token\"");
			CPPUNIT_ASSERT_EQUAL(std::string("0"), site().sql("SELECT COUNT(*) FROM pw_check WHERE purpose='change' AND seq>0 AND user_id='" + id + "'"));
			CPPUNIT_ASSERT_EQUAL(401, signIn(*user, TestUser::PASSWORD).status);
		}
	});

	// LemonLDAP, Glewlwyd: the owner is told of changes that were none, or a
	// fault after the change is told as a failure of it.
	addCase(suite, "25 notice: told after the commit only, once, and nothing of a refused request", []
	{
		const Victim victim = Arena::world().newVictim(true);
		Arena::guess(Arena::world().first().port(), victim, Canary::password("Guess"));
		Arena::guess(Arena::world().first().port(), victim, FaultWorld::newPassword());
		HeldRequest held(Arena::world().second(), "commit.before", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		CPPUNIT_ASSERT_EQUAL(0, Arena::world().mailsOf(victim));
		CPPUNIT_ASSERT_EQUAL(0, Arena::world().truthOf(victim).events);
		CPPUNIT_ASSERT_EQUAL(200, held.release().status);
		for (int i = 0; i < 1200 && Arena::world().truthOf(victim).delivered == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
		CPPUNIT_ASSERT_EQUAL(1, Arena::world().truthOf(victim).delivered);
		CPPUNIT_ASSERT_EQUAL(1, Arena::world().mailsOf(victim));
	});

	addCase(suite, "25 notice: a fault after the commit does not make a failure of it", []
	{
		const Victim victim = Arena::world().newVictim(true);
		PrivateMariaDb& database = Arena::world().database();
		HeldRequest held(Arena::world().second(), "commit.after", victim, FaultWorld::oldPassword(), FaultWorld::newPassword());
		database.query("CREATE TRIGGER no_end BEFORE UPDATE ON session FOR EACH ROW IF NEW.ended_us<>OLD.ended_us THEN SIGNAL SQLSTATE '45000'; END IF", database.database());
		const Reply reply = held.release();
		database.query("DROP TRIGGER no_end", database.database());
		CPPUNIT_ASSERT_EQUAL(200, reply.status);
		expectChangedTo(victim, FaultWorld::newPassword());
		// The outbox ends the other session later.
		for (int i = 0; i < 1200 && !Arena::world().truthOf(victim).otherSessionEnded; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(25));
		CPPUNIT_ASSERT(Arena::world().truthOf(victim).otherSessionEnded);
	});
}
