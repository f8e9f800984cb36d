//
// PocoSessionTest.cpp
//
// Tests: integration
//
// Host code that runs its statements on the POCO session of a unit of work.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PocoDatabase.h"
#include "DataFixture.h"
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Api::WorkMode;
using Api::WorkVerdict;


namespace {


PrivateMariaDb& server()
{
	return PrivateMariaDb::shared();
}


struct PocoData: Data
{
	explicit PocoData(std::uint32_t pool = 16):
		Data(server(), [pool](Host::DatabaseOptions& changed)
		{
			changed.client = Host::DatabaseOptions::Client::poco;
			changed.pool = pool;
		})
	{
	}
};


std::string counterTable()
{
	const std::string table = freshTable(server(), "id INT PRIMARY KEY, n BIGINT UNSIGNED NOT NULL");
	server().query("INSERT INTO " + table + " VALUES(1, 0),(2, 0)", server().database());
	return table;
}


std::string valuesOf(const std::string& table)
{
	return server().value("SELECT GROUP_CONCAT(n ORDER BY id) FROM " + table);
}


} // namespace


AUTHPLUG_CASES(PocoSessionTest)
{
	addCase(suite, "hostCodeUsesThePocoSession", []
	{
		const std::string table = counterTable();
		PocoData data;
		Work work([&](Api::Transaction& transaction)
		{
			Sql first("UPDATE " + table + " SET n=n+1 WHERE id=1");
			if (!first.on(transaction)) return WorkVerdict::rollback;
			Poco::Data::Session session = Host::PocoDatabase::sessionOf(transaction);
			Poco::UInt64 add = 7;
			session << "UPDATE " + table + " SET n=n+? WHERE id=2", Poco::Data::Keywords::use(add), Poco::Data::Keywords::now;
			return WorkVerdict::commit;
		});
		ASSERT_OUTCOME(committed, data.run(work));
		CPPUNIT_ASSERT_EQUAL(std::string("1,7"), valuesOf(table));
		Work undone([&](Api::Transaction& transaction)
		{
			Poco::Data::Session session = Host::PocoDatabase::sessionOf(transaction);
			session << "UPDATE " + table + " SET n=99 WHERE id=2", Poco::Data::Keywords::now;
			return WorkVerdict::rollback;
		});
		ASSERT_OUTCOME(rolledBack, data.run(undone));
		CPPUNIT_ASSERT_EQUAL(std::string("1,7"), valuesOf(table));
	});

	addCase(suite, "deadlockSwallowedByHostCodeIsNoCommit", []
	{
		const std::string table = counterTable();
		PocoData data;
		Meeting meeting;
		std::atomic<int> swallowed{0};
		const auto crossing = [&](const std::string& first, const std::string& second)
		{
			Work work([&](Api::Transaction& transaction)
			{
				Poco::Data::Session session = Host::PocoDatabase::sessionOf(transaction);
				try
				{
					session << "UPDATE " + table + " SET n=n+1 WHERE id=" + first, Poco::Data::Keywords::now;
					meeting.arrive();
					session << "UPDATE " + table + " SET n=n+1 WHERE id=" + second, Poco::Data::Keywords::now;
				}
				catch (const Poco::Exception&)
				{
					++swallowed;
				}
				return WorkVerdict::commit;
			});
			return data.run(work);
		};
		Api::WorkOutcome other = Api::WorkOutcome::unknown;
		std::thread thread([&] { other = crossing("2", "1"); });
		const Api::WorkOutcome mine = crossing("1", "2");
		thread.join();
		ASSERT_OUTCOME(committed, mine);
		ASSERT_OUTCOME(committed, other);
		CPPUNIT_ASSERT_EQUAL(1, swallowed.load());
		CPPUNIT_ASSERT_EQUAL(std::string("2,2"), valuesOf(table));
	});

	addCase(suite, "notedFailureOfHostCodeIsRetried", []
	{
		const std::string table = counterTable();
		server().query("CREATE TRIGGER noted_" + table + " BEFORE UPDATE ON " + table
			+ " FOR EACH ROW SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO=1205, MESSAGE_TEXT='\t[mysql_stmt_errno]: 1062\t[mysql_stmt_sqlstate]: 23000'", server().database());
		PocoData data;
		Work work([&](Api::Transaction& transaction)
		{
			try
			{
				Host::PocoDatabase::sessionOf(transaction) << "UPDATE " + table + " SET n=n+1 WHERE id=1", Poco::Data::Keywords::now;
			}
			catch (const Poco::Exception& exception)
			{
				Host::PocoDatabase::noteFailure(transaction, exception);
				return WorkVerdict::rollback;
			}
			return WorkVerdict::commit;
		});
		ASSERT_OUTCOME(unavailable, data.run(work));
		CPPUNIT_ASSERT_EQUAL(8, work.runs);
		CPPUNIT_ASSERT(data.log.holds("error=1205"));
	});

	addCase(suite, "hostCodeThatSpoilsAutocommitSpoilsNobodyElse", []
	{
		const std::string table = counterTable();
		PocoData data(1);
		Work work([&](Api::Transaction& transaction)
		{
			Host::PocoDatabase::sessionOf(transaction).begin();
			return WorkVerdict::commit;
		});
		data.run(work, WorkMode::single);
		Sql plain("UPDATE " + table + " SET n=n+1 WHERE id=1");
		ASSERT_OUTCOME(committed, data.run(plain));
		CPPUNIT_ASSERT_EQUAL(std::string("1,0"), valuesOf(table));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(2), data.database.state().connects);
	});

	addCase(suite, "transactionOfAnotherClientHasNoSession", []
	{
		Data data(server());
		Work work([](Api::Transaction& transaction)
		{
			CPPUNIT_ASSERT_THROW(Host::PocoDatabase::sessionOf(transaction), Poco::InvalidArgumentException);
			CPPUNIT_ASSERT_THROW(Host::PocoDatabase::noteFailure(transaction, Poco::Exception("1205")), Poco::InvalidArgumentException);
			return WorkVerdict::commit;
		});
		ASSERT_OUTCOME(committed, data.run(work));
	});

	addCase(suite, "foreignTransactionHasNoSession", []
	{
		struct Foreign: Api::Transaction
		{
			bool execute(const Api::Statement&, const Api::Value*, std::size_t, Api::RowVisitor*, Api::StatementResult&) noexcept override
			{
				return false;
			}
		} foreign;
		CPPUNIT_ASSERT_THROW(Host::PocoDatabase::sessionOf(foreign), Poco::InvalidArgumentException);
	});
}
