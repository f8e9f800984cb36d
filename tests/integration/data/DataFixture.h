//
// DataFixture.h
//
// Tests: integration
//
// What the tests of the data layer share.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_DataFixture_INCLUDED
#define AuthPlug_Tests_DataFixture_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Host/SqlDatabase.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "Cases.h"
#include "MySqlProxy.h"
#include "PrivateMariaDb.h"
#include "SearchedLog.h"
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Tests {


class MemoryLog: public Api::Log
	/// Keeps every line, fields included, and is searched for secrets.
{
public:
	void write(Api::LogLevel, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept override
	{
		searchEvent(event, fields, count);
		std::string line(event);
		for (std::size_t i = 0; i < count; ++i) line.append(" ").append(fields[i].key).append("=").append(fields[i].value);
		const std::lock_guard<std::mutex> lock(_mutex);
		_text += line + "\n";
	}

	std::string text() const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _text;
	}

	bool holds(const std::string& part) const
	{
		return text().find(part) != std::string::npos;
	}

private:
	mutable std::mutex _mutex;
	std::string _text;
};


class Work: public Api::UnitOfWork
	/// A unit of work made of a function; counts its runs.
{
public:
	using Body = std::function<Api::WorkVerdict(Api::Transaction&)>;

	explicit Work(Body body): _body(std::move(body))
	{
	}

	virtual ~Work() = default;

	Api::WorkVerdict run(Api::Transaction& transaction) noexcept override
	{
		++runs;
		return _body(transaction);
	}

	int runs = 0;

private:
	Body _body;
};


struct Cell
	/// A copy of one fetched value.
{
	Api::ValueType type;
	bool isNull;
	std::uint64_t number;
	std::string text;
};


class Sql: public Api::RowVisitor
	/// A statement with its parameters, and the rows that it fetched.
{
public:
	explicit Sql(std::string sql, std::vector<Api::Value> values = {}, std::vector<Api::ValueType> columns = {}):
		_sql(std::move(sql)),
		_values(std::move(values)),
		_columns(std::move(columns))
	{
		for (const Api::Value& value : _values) _types.push_back(value.type);
	}

	virtual ~Sql() = default;

	bool on(Api::Transaction& transaction)
	{
		rows.clear();
		const bool writes = _sql.compare(0, 6, "SELECT") != 0;
		const Api::Statement statement{_sql.c_str(), _types.data(), _types.size(), _columns.data(), _columns.size(), writes};
		return transaction.execute(statement, _values.data(), _values.size(), this, result);
	}

	void onRow(const Api::Value* columns, std::size_t count) noexcept override
	{
		std::vector<Cell> row;
		for (std::size_t i = 0; i < count; ++i)
		{
			row.push_back(Cell{columns[i].type, columns[i].isNull, columns[i].number, std::string(columns[i].text)});
		}
		rows.push_back(std::move(row));
	}

	Api::StatementResult result;
	std::vector<std::vector<Cell>> rows;

private:
	std::string _sql;
	std::vector<Api::Value> _values;
	std::vector<Api::ValueType> _types;
	std::vector<Api::ValueType> _columns;
};


class ClientUnderTest
	/// What the databases of the tests connect by, as long as it lives.
{
public:
	explicit ClientUnderTest(Host::DatabaseOptions::Client client): _before(current())
	{
		current() = client;
	}

	ClientUnderTest(const ClientUnderTest&) = delete;
	ClientUnderTest& operator = (const ClientUnderTest&) = delete;

	~ClientUnderTest()
	{
		current() = _before;
	}

	static Host::DatabaseOptions::Client& current()
	{
		static Host::DatabaseOptions::Client client = Host::DatabaseOptions().client;
		return client;
	}

	static const char* name()
	{
		return current() == Host::DatabaseOptions::Client::poco ? "poco" : "libmariadb";
	}

private:
	const Host::DatabaseOptions::Client _before;
};


class DataSuite: public CppUnit::TestSuite
	/// Cases that run on one client.
{
public:
	DataSuite(const std::string& name, Host::DatabaseOptions::Client theClient): CppUnit::TestSuite(name), client(theClient)
	{
	}

	bool isWhole() const
		/// False if the cases that no client can change are left out, for they
		/// take their time: $AUTHPLUG_EVERY_CLIENT has them run.
	{
		const char* const every = std::getenv("AUTHPLUG_EVERY_CLIENT");
		return client == Host::DatabaseOptions().client || (every && *every);
	}

	const Host::DatabaseOptions::Client client;
};


inline void addCase(DataSuite& suite, const std::string& name, std::function<void()> body)
{
	addCase(static_cast<CppUnit::TestSuite&>(suite), name, [client = suite.client, body = std::move(body)]
	{
		const ClientUnderTest scope(client);
		body();
	});
}


struct Data
	/// A database on a private server, by TCP.
{
	explicit Data(PrivateMariaDb& server, std::function<void(Host::DatabaseOptions&)> change = nullptr):
		options(optionsFor(server, change)),
		owned(Host::SqlDatabase::create(options, clock, random, log)),
		database(*owned)
	{
	}

	static Host::DatabaseOptions optionsFor(PrivateMariaDb& server, const std::function<void(Host::DatabaseOptions&)>& change = nullptr)
	{
		Host::DatabaseOptions options;
		options.client = ClientUnderTest::current();
		options.host = server.host();
		options.port = server.port();
		options.user = server.user();
		options.password = server.password();
		options.name = server.database();
		if (change) change(options);
		return options;
	}

	Api::Deadline in(std::int64_t millis)
	{
		return clock.monotonic() + millis*1000;
	}

	Api::WorkOutcome run(Api::UnitOfWork& work, Api::WorkMode mode = Api::WorkMode::transaction, std::int64_t millis = 10000)
	{
		return database.run(work, mode, in(millis));
	}

	Api::WorkOutcome run(Sql& sql, std::int64_t millis = 10000)
		/// Runs one statement by itself.
	{
		Work work([&](Api::Transaction& transaction)
		{
			return sql.on(transaction) ? Api::WorkVerdict::commit : Api::WorkVerdict::rollback;
		});
		return database.run(work, Api::WorkMode::single, in(millis));
	}

	Host::SystemClock clock;
	Host::SystemRandom random;
	MemoryLog log;
	Host::DatabaseOptions options;
	std::unique_ptr<Host::SqlDatabase> owned;
	Host::SqlDatabase& database;
};


inline Api::Value U(std::uint64_t n)
{
	return Api::Value::ofUInt64(n);
}


inline Api::Value B(std::string_view bytes)
{
	return Api::Value::ofBytes(bytes);
}


inline std::string freshTable(PrivateMariaDb& server, const std::string& columns)
	/// Makes a table and returns its name.
{
	static std::atomic<int> number{0};
	const std::string name = "t" + std::to_string(++number);
	server.query("CREATE TABLE " + name + "(" + columns + ") ENGINE=InnoDB", server.database());
	return name;
}


inline const char* nameOf(Api::WorkOutcome outcome)
{
	constexpr const char* NAMES[] = {"committed", "rolledBack", "unknown", "unavailable"};
	return NAMES[static_cast<int>(outcome)];
}


inline Api::WorkVerdict verdictOf(bool done)
{
	return done ? Api::WorkVerdict::commit : Api::WorkVerdict::rollback;
}


class Meeting
	/// Two threads wait here for each other, once.
{
public:
	void arrive()
	{
		std::unique_lock<std::mutex> lock(_mutex);
		if (++_arrived >= 2) _all.notify_all();
		_all.wait_for(lock, std::chrono::seconds(5), [this] { return _arrived >= 2; });
	}

private:
	std::mutex _mutex;
	std::condition_variable _all;
	int _arrived = 0;
};


template <class Condition>
bool becomesTrue(Condition condition, int millis = 10000)
	/// Waits until the condition holds. Returns false if it does not in time.
{
	for (int i = 0; i < millis/5; ++i)
	{
		if (condition()) return true;
		std::this_thread::sleep_for(std::chrono::milliseconds(5));
	}
	return false;
}


} } // namespace AuthPlug::Tests


#define AUTHPLUG_DATA_CASES(suiteName) \
	namespace { \
	struct suiteName \
	{ \
		static void fill(AuthPlug::Tests::DataSuite& suite); \
		static CppUnit::Test* suite() \
		{ \
			using Client = AuthPlug::Host::DatabaseOptions::Client; \
			auto both = std::make_unique<CppUnit::TestSuite>(#suiteName); \
			for (const Client client: {Client::libmariadb, Client::poco}) \
			{ \
				auto cases = std::make_unique<AuthPlug::Tests::DataSuite>(client == Client::poco ? #suiteName "[poco]" : #suiteName, client); \
				fill(*cases); \
				both->addTest(cases.release()); \
			} \
			return both.release(); \
		} \
	}; \
	} \
	CPPUNIT_TEST_SUITE_REGISTRATION(suiteName); \
	void suiteName::fill(AuthPlug::Tests::DataSuite& suite)
	/// As AUTHPLUG_CASES, with each case once for each client: `suite::name` for
	/// the default one, `suite[poco]::name`.


#define ASSERT_OUTCOME(wanted, got) \
	CPPUNIT_ASSERT_EQUAL(std::string(AuthPlug::Tests::nameOf(AuthPlug::Api::WorkOutcome::wanted)), std::string(AuthPlug::Tests::nameOf(got)))


#endif // AuthPlug_Tests_DataFixture_INCLUDED
