//
// ChangeFixture.h
//
// Tests: integration
//
// Accounts on the private server.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_ChangeFixture_INCLUDED
#define AuthPlug_Tests_ChangeFixture_INCLUDED


#include "Canary.h"
#include "Cases.h"
#include "ChangeWorld.h"
#include "PrivateMariaDb.h"
#include <atomic>
#include <string>


namespace AuthPlug {
namespace Tests {


inline const std::string OLD = Canary::password("Old");
inline const std::string NEW = Canary::password("New");
inline const std::string OTHER = Canary::password("Other");
inline const std::string WRONG = Canary::password("Wrong");


inline ChangeOptions optionsFor(PrivateMariaDb& server)
{
	ChangeOptions options;
	options.database.host = server.host();
	options.database.port = server.port();
	options.database.user = server.user();
	options.database.password = server.password();
	options.database.name = server.database();
	return options;
}


class Account
	/// A new account on the shared server, and its rows read by SQL.
{
public:
	explicit Account(const std::string& password = OLD): _server(PrivateMariaDb::shared())
	{
		static std::atomic<int> number{0};
		_id = "user-" + std::to_string(++number);
		_server.query("INSERT INTO pw(user_id, hash) VALUES('" + _id + "', '" + Testing::FakeHasher::stored(password) + "')", _server.database());
	}

	const std::string& id() const
	{
		return _id;
	}

	std::string password(const std::string& column) const
		/// Returns a column of the row in pw.
	{
		return value("SELECT " + column + " FROM pw WHERE user_id = '" + _id + "'");
	}

	std::uint64_t counter(const std::string& expression, const std::string& purpose = "change") const
		/// Returns an expression over the row in pw_check.
	{
		return std::stoull(value("SELECT COALESCE((SELECT " + expression + " FROM pw_check WHERE user_id = '" + _id + "' AND purpose = '" + purpose + "'), 0)"));
	}

	std::string counters(const std::string& purpose = "change") const
		/// Returns the whole row in pw_check, or "NULL".
	{
		return value("SELECT (SELECT CONCAT_WS('/', seq, base, used, free_at_us) FROM pw_check WHERE user_id = '" + _id + "' AND purpose = '" + purpose + "')");
	}

	std::uint64_t events() const
		/// Returns the number of outbox rows.
	{
		return std::stoull(value("SELECT COUNT(*) FROM pw_outbox WHERE user_id = '" + _id + "'"));
	}

	void update(const std::string& table, const std::string& assignments) const
	{
		_server.query("UPDATE " + table + " SET " + assignments + " WHERE user_id = '" + _id + "'", _server.database());
	}

	std::string value(const std::string& sql) const
	{
		const PrivateMariaDb::Rows rows = _server.query(sql, _server.database());
		return rows.empty() || rows[0].empty() || !rows[0][0] ? "NULL" : *rows[0][0];
	}

private:
	PrivateMariaDb& _server;
	std::string _id;
};


inline void assertOutcome(Password::Outcome wanted, const Password::ChangeResult& result)
{
	CPPUNIT_ASSERT_EQUAL(static_cast<int>(wanted), static_cast<int>(result.refusal.outcome));
}


inline const char* const SQL_NOW = "CAST(UNIX_TIMESTAMP(NOW(6))*1000000 AS UNSIGNED)";


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_ChangeFixture_INCLUDED
