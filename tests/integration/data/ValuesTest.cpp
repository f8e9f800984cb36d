//
// ValuesTest.cpp
//
// Tests: integration
//
// Every kind of value and every column of the product's own, there and back.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "DataFixture.h"


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::Value;
using Api::ValueType;


namespace {


PrivateMariaDb& server()
{
	return PrivateMariaDb::shared();
}


void thereAndBack(const std::string& columnType, const Value& value, const std::string& stored)
	/// Binds the value, compares what the server has stored, fetches it again.
{
	const std::string table = freshTable(server(), "id INT PRIMARY KEY, v " + columnType + " NULL");
	Data data(server());
	Sql insert("INSERT INTO " + table + "(id, v) VALUES(1, ?)", {value});
	ASSERT_OUTCOME(committed, data.run(insert));
	CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), insert.result.affected);
	const bool isBytes = value.type == ValueType::bytes;
	CPPUNIT_ASSERT_EQUAL(stored, server().value(std::string("SELECT ") + (isBytes ? "HEX(v)" : "v") + " FROM " + table));

	Sql select("SELECT v FROM " + table + " WHERE id=1", {}, {value.type});
	ASSERT_OUTCOME(committed, data.run(select));
	CPPUNIT_ASSERT_EQUAL(std::size_t(1), select.rows.size());
	const Cell& cell = select.rows[0][0];
	CPPUNIT_ASSERT(cell.type == value.type);
	CPPUNIT_ASSERT_EQUAL(value.isNull, cell.isNull);
	CPPUNIT_ASSERT_EQUAL(value.number, cell.number);
	CPPUNIT_ASSERT(cell.text == value.text);
}


std::string hexOf(const std::string& bytes)
{
	static const char* const DIGITS = "0123456789ABCDEF";
	std::string hex;
	for (const char c : bytes)
	{
		hex += DIGITS[static_cast<unsigned char>(c) >> 4];
		hex += DIGITS[static_cast<unsigned char>(c) & 15];
	}
	return hex;
}


void refusesToFetch(const std::string& expression, ValueType type)
{
	Data data(server());
	Sql select("SELECT " + expression, {}, {type});
	ASSERT_OUTCOME(unavailable, data.run(select));
	CPPUNIT_ASSERT(select.rows.empty());
	Sql after("SELECT 1", {}, {ValueType::int64});
	ASSERT_OUTCOME(committed, data.run(after));
}


void forget(Data& data, const std::string& table, std::string_view user)
	/// Removes what the same test on another client has left.
{
	Sql remove("DELETE FROM " + table + " WHERE user_id=?", {B(user)});
	ASSERT_OUTCOME(committed, data.run(remove));
}


} // namespace


AUTHPLUG_DATA_CASES(ValuesTest)
{
	const auto number = [&](const char* name, const char* column, const Value& value, const std::string& stored)
	{
		addCase(suite, name, [=] { thereAndBack(column, value, stored); });
	};
	number("uint64Zero", "BIGINT UNSIGNED", U(0), "0");
	number("uint64Max", "BIGINT UNSIGNED", U(18446744073709551615u), "18446744073709551615");
	number("uint64AboveInt64", "BIGINT UNSIGNED", U(9223372036854775808u), "9223372036854775808");
	number("uint64Null", "BIGINT UNSIGNED", Value::null(ValueType::uint64), "NULL");
	number("uint64IntoSmallint", "SMALLINT UNSIGNED", U(65535), "65535");
	number("uint64IntoInt", "INT UNSIGNED", U(4294967295u), "4294967295");
	number("int64Min", "BIGINT", Value::ofInt64(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
	number("int64Max", "BIGINT", Value::ofInt64(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
	number("int64MinusOne", "BIGINT", Value::ofInt64(-1), "-1");
	number("int64IntoTinyint", "TINYINT", Value::ofInt64(-128), "-128");
	number("int64IntoMediumint", "MEDIUMINT", Value::ofInt64(-8388608), "-8388608");
	number("int64Null", "BIGINT", Value::null(ValueType::int64), "NULL");

	const auto bytes = [&](const char* name, const char* column, const std::string& value)
	{
		addCase(suite, name, [=] { thereAndBack(column, B(value), hexOf(value)); });
	};
	bytes("bytesEmpty", "VARBINARY(16)", "");
	bytes("bytesWithNul", "VARBINARY(16)", std::string("a\0b\0", 4));
	bytes("bytesNotUtf8", "VARBINARY(16)", "\xff\xfe\x80");
	bytes("bytesTrailingBlanks", "VARBINARY(16)", "a  ");
	bytes("bytesBinary16", "BINARY(16)", std::string("\0\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\0", 16));
	bytes("bytesBinary32AllFf", "BINARY(32)", std::string(32, '\xff'));
	bytes("bytes599", "VARBINARY(600)", std::string(599, 'x'));
	bytes("bytes600", "VARBINARY(601)", std::string(600, 'x'));
	bytes("bytes601", "VARBINARY(602)", std::string(601, 'y'));
	bytes("bytes64KiBLess1", "MEDIUMBLOB", std::string(65535, 'z'));
	bytes("bytes64KiB", "MEDIUMBLOB", std::string(65536, 'z'));
	bytes("varcharFourByteUtf8", "VARCHAR(16) CHARACTER SET utf8mb4", "\xf0\x9f\x94\x91" "e\xcc\x81");
	addCase(suite, "bytesNull", [] { thereAndBack("VARBINARY(16)", Value::null(ValueType::bytes), "NULL"); });

	addCase(suite, "bytesOver64KiBAreNotSent", []
	{
		const std::string table = freshTable(server(), "id INT PRIMARY KEY, v MEDIUMBLOB");
		Data data(server());
		const std::string big(65537, 'z');
		Sql insert("INSERT INTO " + table + " VALUES(1, ?)", {B(big)});
		ASSERT_OUTCOME(unavailable, data.run(insert));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), server().value("SELECT COUNT(*) FROM " + table));
	});

	addCase(suite, "bytesOver64KiBAreNotFetched", [] { refusesToFetch("REPEAT('x', 65537)", ValueType::bytes); });
	addCase(suite, "longBlobIsNoCrash", []
	{
		const std::string table = freshTable(server(), "id INT PRIMARY KEY, v LONGBLOB");
		server().query("INSERT INTO " + table + " VALUES(1, 'abc')", server().database());
		Data data(server());
		Sql select("SELECT v FROM " + table, {}, {ValueType::bytes});
		ASSERT_OUTCOME(committed, data.run(select));
		CPPUNIT_ASSERT_EQUAL(std::string("abc"), select.rows.at(0).at(0).text);
	});
	addCase(suite, "negativeIsNoUint64", [] { refusesToFetch("CAST(-1 AS SIGNED)", ValueType::uint64); });
	addCase(suite, "aboveInt64IsNoInt64", [] { refusesToFetch("18446744073709551615", ValueType::int64); });
	addCase(suite, "textIsNoNumber", [] { refusesToFetch("'17abc'", ValueType::uint64); });
	addCase(suite, "numberIsNoText", [] { refusesToFetch("17", ValueType::bytes); });
	addCase(suite, "decimalIsNoNumber", [] { refusesToFetch("1.5", ValueType::int64); });
	addCase(suite, "dateTimeIsNoText", [] { refusesToFetch("NOW(6)", ValueType::bytes); });
	addCase(suite, "columnCountMustMatch", []
	{
		Data data(server());
		Sql select("SELECT 1, 2", {}, {ValueType::int64});
		ASSERT_OUTCOME(unavailable, data.run(select));
	});
	addCase(suite, "parameterCountMustMatch", []
	{
		Data data(server());
		Sql select("SELECT ?", {U(1), U(2)}, {ValueType::uint64});
		ASSERT_OUTCOME(unavailable, data.run(select));
	});

	addCase(suite, "rowsOfDifferentLengths", []
	{
		const std::string table = freshTable(server(), "id INT PRIMARY KEY, v VARBINARY(4000) NULL");
		server().query("INSERT INTO " + table + " VALUES(1,'a'),(2,REPEAT('b',1000)),(3,NULL),(4,REPEAT('c',4000)),(5,''),(6,REPEAT('d',700))", server().database());
		Data data(server());
		Sql select("SELECT id, v FROM " + table + " ORDER BY id", {}, {ValueType::int64, ValueType::bytes});
		for (int i = 0; i < 2; ++i)
		{
			ASSERT_OUTCOME(committed, data.run(select));
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(6), select.result.rows);
			CPPUNIT_ASSERT_EQUAL(std::string("a"), select.rows[0][1].text);
			CPPUNIT_ASSERT(select.rows[1][1].text == std::string(1000, 'b'));
			CPPUNIT_ASSERT(select.rows[2][1].isNull);
			CPPUNIT_ASSERT(select.rows[3][1].text == std::string(4000, 'c'));
			CPPUNIT_ASSERT(!select.rows[4][1].isNull && select.rows[4][1].text.empty());
			CPPUNIT_ASSERT(select.rows[5][1].text == std::string(700, 'd'));
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(6), select.rows[5][0].number);
		}
	});

	addCase(suite, "everyColumnOfThePassword", []
	{
		Data data(server());
		const std::string hash(512, 'h'), token(32, '\0'), id(16, '\xee');
		const std::string user(64, '\0');
		forget(data, "pw", user);
		Sql insert("INSERT INTO pw(user_id, hash, version, changed_at_us, changed_by, change_id) VALUES(?,?,?,?,?,?)",
			{B(user), B(hash), U(18446744073709551615u), U(1790000000123456u), B(token), B(id)});
		ASSERT_OUTCOME(committed, data.run(insert));
		Sql select("SELECT user_id, hash, version, changed_at_us, changed_by, change_id FROM pw WHERE user_id=?", {B(user)},
			{ValueType::bytes, ValueType::bytes, ValueType::uint64, ValueType::uint64, ValueType::bytes, ValueType::bytes});
		ASSERT_OUTCOME(committed, data.run(select));
		const std::vector<Cell>& row = select.rows.at(0);
		CPPUNIT_ASSERT(row[0].text == user && row[1].text == hash && row[4].text == token && row[5].text == id);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(18446744073709551615u), row[2].number);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1790000000123456u), row[3].number);
		Sql clear("UPDATE pw SET changed_by=?, change_id=? WHERE user_id=?", {Value::null(ValueType::bytes), Value::null(ValueType::bytes), B(user)});
		ASSERT_OUTCOME(committed, data.run(clear));
		ASSERT_OUTCOME(committed, data.run(select));
		CPPUNIT_ASSERT(select.rows.at(0)[4].isNull && select.rows.at(0)[5].isNull);
	});

	addCase(suite, "everyColumnOfTheGuessLimit", []
	{
		Data data(server());
		forget(data, "pw_check", "values");
		Sql insert("INSERT INTO pw_check(user_id, purpose, seq, base, used, free_at_us) VALUES(?,?,?,?,?,?)",
			{B("values"), B("change"), U(18446744073709551615u), U(1), U(65535), U(9223372036854775808u)});
		ASSERT_OUTCOME(committed, data.run(insert));
		Sql select("SELECT user_id, purpose, seq, base, used, free_at_us FROM pw_check WHERE user_id=?", {B("values")},
			{ValueType::bytes, ValueType::bytes, ValueType::uint64, ValueType::uint64, ValueType::uint64, ValueType::uint64});
		ASSERT_OUTCOME(committed, data.run(select));
		const std::vector<Cell>& row = select.rows.at(0);
		CPPUNIT_ASSERT_EQUAL(std::string("change"), row[1].text);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(18446744073709551615u), row[2].number);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(65535), row[4].number);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(9223372036854775808u), row[5].number);
	});

	addCase(suite, "everyColumnOfTheOutbox", []
	{
		Data data(server());
		const std::string event(16, '\x01'), payload(1024, '\0');
		Sql insert("INSERT INTO pw_outbox(event_id, user_id, kind, payload, created_us) VALUES(?,?,?,?,?)",
			{B(event), B("values"), B("VALUES"), B(payload), U(7)});
		ASSERT_OUTCOME(committed, data.run(insert));
		Sql select("SELECT event_id, user_id, kind, payload, created_us, attempts, next_try_us, done_us FROM pw_outbox WHERE event_id=?", {B(event)},
			{ValueType::bytes, ValueType::bytes, ValueType::bytes, ValueType::bytes, ValueType::uint64, ValueType::uint64, ValueType::uint64, ValueType::uint64});
		ASSERT_OUTCOME(committed, data.run(select));
		const std::vector<Cell>& row = select.rows.at(0);
		CPPUNIT_ASSERT(row[0].text == event && row[3].text == payload);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), row[6].number);
		CPPUNIT_ASSERT(row[7].isNull);
		server().query("DELETE FROM pw_outbox WHERE user_id='values'", server().database());
	});

	addCase(suite, "bytesCompareAsBytes", []
	{
		Data data(server());
		forget(data, "pw", "Case");
		Sql insert("INSERT INTO pw(user_id, hash) VALUES(?,?)", {B("Case"), B("$argon2id$Ab")});
		ASSERT_OUTCOME(committed, data.run(insert));
		Sql flipped("UPDATE pw SET version=version+1 WHERE user_id=? AND hash=?", {B("Case"), B("$argon2id$aB")});
		ASSERT_OUTCOME(committed, data.run(flipped));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), flipped.result.affected);
		Sql padded("UPDATE pw SET version=version+1 WHERE user_id=? AND hash=?", {B("Case"), B("$argon2id$Ab ")});
		ASSERT_OUTCOME(committed, data.run(padded));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), padded.result.affected);
		Sql other("UPDATE pw SET version=version+1 WHERE user_id=?", {B("case")});
		ASSERT_OUTCOME(committed, data.run(other));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), other.result.affected);
		Sql same("UPDATE pw SET version=version+1 WHERE user_id=? AND hash=?", {B("Case"), B("$argon2id$Ab")});
		ASSERT_OUTCOME(committed, data.run(same));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), same.result.affected);
	});

	addCase(suite, "valuesAreNeverSql", []
	{
		Data data(server());
		const std::string hostile = "' OR 1=1; DROP TABLE pw; -- \\\" ; \x00";
		forget(data, "pw", hostile);
		Sql insert("INSERT INTO pw(user_id, hash) VALUES(?,?)", {B(hostile), B(hostile)});
		ASSERT_OUTCOME(committed, data.run(insert));
		Sql select("SELECT hash FROM pw WHERE user_id=?", {B(hostile)}, {ValueType::bytes});
		ASSERT_OUTCOME(committed, data.run(select));
		CPPUNIT_ASSERT(select.rows.at(0).at(0).text == hostile);
	});

	addCase(suite, "resultOfACallIsDrained", []
	{
		server().query("DROP PROCEDURE IF EXISTS twoResults; CREATE PROCEDURE twoResults(a BIGINT UNSIGNED) BEGIN SELECT a; SELECT a+1; END", server().database());
		Data data(server());
		Sql call("CALL twoResults(?)", {U(5)}, {ValueType::uint64});
		for (int i = 0; i < 3; ++i)
		{
			ASSERT_OUTCOME(committed, data.run(call));
			CPPUNIT_ASSERT_EQUAL(std::uint64_t(5), call.rows.at(0).at(0).number);
		}
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), data.database.state().connects);
	});
}
