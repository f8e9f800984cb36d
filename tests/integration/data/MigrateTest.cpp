//
// MigrateTest.cpp
//
// Tests: integration
//
// sql/migrate on a real server.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "Cases.h"
#include "PrivateMariaDb.h"
#include "TemporaryFolder.h"
#include <filesystem>
#include <fstream>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


class MigrationFolder
	/// A copy of the project's folder sql that a test may change.
{
public:
	MigrationFolder()
	{
		std::string path = std::filesystem::temp_directory_path() / "authplug-migrations-XXXXXX";
		if (!::mkdtemp(path.data())) throw std::runtime_error("mkdtemp");
		_path = path;
		for (const auto& entry : std::filesystem::directory_iterator(PrivateMariaDb::sqlFolder()))
		{
			std::filesystem::copy(entry, _path / entry.path().filename());
		}
	}

	MigrationFolder(const MigrationFolder&) = delete;
	MigrationFolder& operator = (const MigrationFolder&) = delete;

	~MigrationFolder()
	{
		std::error_code ignored;
		std::filesystem::remove_all(_path, ignored);
	}

	std::string path() const
	{
		return _path.string();
	}

	void add(const std::string& name, const std::string& content, std::ios::openmode mode = std::ios::trunc)
	{
		std::ofstream(_path / name, std::ios::out | mode) << content;
	}

private:
	std::filesystem::path _path;
};


int migrate(const std::string& database, const std::string& more, std::string& output)
{
	PrivateMariaDb& server = PrivateMariaDb::shared();
	return PrivateMariaDb::run({"/bin/bash", "-c", PrivateMariaDb::sqlFolder() + "/migrate " + server.clientOptions()
		+ " --database=" + database + " " + more}, output);
}


std::string freshDatabase()
{
	static int number = 0;
	const std::string name = "migrate" + std::to_string(++number);
	PrivateMariaDb::shared().query("CREATE DATABASE " + name);
	return name;
}


bool contains(const std::string& text, const std::string& part)
{
	return text.find(part) != std::string::npos;
}


} // namespace


AUTHPLUG_CASES(MigrateTest)
{
	addCase(suite, "appliesAllAndRecordsThem", []
	{
		const std::string database = freshDatabase();
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "", output));
		CPPUNIT_ASSERT(contains(output, "applied 001-password.sql"));
		CPPUNIT_ASSERT(contains(output, "applied 003-outbox.sql"));
		const auto rows = PrivateMariaDb::shared().query("SELECT number, name, LENGTH(sha256) FROM schema_migration ORDER BY number", database);
		CPPUNIT_ASSERT_EQUAL(std::size_t(3), rows.size());
		CPPUNIT_ASSERT_EQUAL(std::string("002-password-check.sql"), *rows[1][1]);
		CPPUNIT_ASSERT_EQUAL(std::string("64"), *rows[1][2]);
	});

	addCase(suite, "secondRunDoesNothing", []
	{
		const std::string database = freshDatabase();
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "", output));
		const auto before = PrivateMariaDb::shared().query("SELECT applied_at FROM schema_migration", database);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "", output));
		CPPUNIT_ASSERT(contains(output, "nothing to do"));
		CPPUNIT_ASSERT(before == PrivateMariaDb::shared().query("SELECT applied_at FROM schema_migration", database));
	});

	addCase(suite, "refusesAChangedFile", []
	{
		const std::string database = freshDatabase();
		MigrationFolder folder;
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "--dir=" + folder.path(), output));
		folder.add("002-password-check.sql", "-- one comment more\n", std::ios::app);
		folder.add("004-never.sql", "CREATE TABLE never(id INT PRIMARY KEY);\n");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 1, migrate(database, "--dir=" + folder.path(), output));
		CPPUNIT_ASSERT_MESSAGE(output, contains(output, "002-password-check.sql was changed after it had been applied"));
		CPPUNIT_ASSERT(PrivateMariaDb::shared().query("SHOW TABLES LIKE 'never'", database).empty());
	});

	addCase(suite, "twoAtOnceApplyEachOnce", []
	{
		const std::string database = freshDatabase();
		MigrationFolder folder;
		// Neither of these may run twice.
		folder.add("004-slow.sql", "CREATE TABLE once(id INT AUTO_INCREMENT PRIMARY KEY); SELECT SLEEP(1);\n");
		folder.add("005-insert.sql", "INSERT INTO once VALUES(NULL);\n");
		std::string outputs[3];
		int statuses[3];
		std::vector<std::thread> threads;
		for (int i = 0; i < 3; ++i)
		{
			threads.emplace_back([&, i] { statuses[i] = migrate(database, "--dir=" + folder.path(), outputs[i]); });
		}
		for (std::thread& thread : threads) thread.join();
		int appliers = 0;
		for (int i = 0; i < 3; ++i)
		{
			CPPUNIT_ASSERT_EQUAL_MESSAGE(outputs[i], 0, statuses[i]);
			if (contains(outputs[i], "applied 005-insert.sql")) ++appliers;
		}
		CPPUNIT_ASSERT_EQUAL(1, appliers);
		const auto rows = PrivateMariaDb::shared().query("SELECT COUNT(*) FROM once", database);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), *rows[0][0]);
	});

	addCase(suite, "waitsForARunningOneAndGivesUp", []
	{
		const std::string database = freshDatabase();
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "", output));
		PrivateMariaDb::shared().query("UPDATE schema_migration_lock SET owner='somebody', until_us=UNIX_TIMESTAMP()*1000000+60000000", database);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 1, migrate(database, "--wait=1", output));
		CPPUNIT_ASSERT_MESSAGE(output, contains(output, "another run is still at work after 1 s"));
	});

	addCase(suite, "takesOverTheLeaseOfADeadRun", []
	{
		const std::string database = freshDatabase();
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "", output));
		PrivateMariaDb::shared().query("UPDATE schema_migration_lock SET owner='somebody', until_us=UNIX_TIMESTAMP()*1000000-1", database);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "--wait=5", output));
	});

	addCase(suite, "failedFileStopsAndCanBeRepeated", []
	{
		const std::string database = freshDatabase();
		MigrationFolder folder;
		folder.add("004-broken.sql", "CREATE TABEL x;\n");
		folder.add("005-after.sql", "CREATE TABLE after_it(id INT PRIMARY KEY);\n");
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 1, migrate(database, "--dir=" + folder.path(), output));
		CPPUNIT_ASSERT_MESSAGE(output, contains(output, "004-broken.sql failed"));
		CPPUNIT_ASSERT(PrivateMariaDb::shared().query("SHOW TABLES LIKE 'after_it'", database).empty());
		folder.add("004-broken.sql", "CREATE TABLE x(id INT PRIMARY KEY);\n");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "--dir=" + folder.path(), output));
		CPPUNIT_ASSERT_MESSAGE(output, contains(output, "applied 005-after.sql"));
	});

	addCase(suite, "refusesANumberThatComesTooLate", []
	{
		const std::string database = freshDatabase();
		MigrationFolder folder;
		folder.add("010-ten.sql", "CREATE TABLE ten(id INT PRIMARY KEY);\n");
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "--dir=" + folder.path(), output));
		folder.add("009-nine.sql", "CREATE TABLE nine(id INT PRIMARY KEY);\n");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 1, migrate(database, "--dir=" + folder.path(), output));
		CPPUNIT_ASSERT_MESSAGE(output, contains(output, "009-nine.sql comes before migration 10"));
	});

	addCase(suite, "refusesTwoFilesOfOneNumber", []
	{
		MigrationFolder folder;
		folder.add("003-again.sql", "SELECT 1;\n");
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 1, migrate(freshDatabase(), "--dir=" + folder.path(), output));
		CPPUNIT_ASSERT_MESSAGE(output, contains(output, "two migrations have the number 003"));
	});

	addCase(suite, "countsForEachComponentByItself", []
	{
		const std::string database = freshDatabase();
		MigrationFolder folder;
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "", output));
		std::filesystem::remove(folder.path() + "/001-password.sql");
		folder.add("001-account.sql", "CREATE TABLE account(id BIGINT UNSIGNED PRIMARY KEY);\n");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate(database, "--component=server --dir=" + folder.path(), output));
		CPPUNIT_ASSERT_MESSAGE(output, contains(output, "applied 001-account.sql"));
	});

	addCase(suite, "createsTheDatabaseWhenAsked", []
	{
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 1, migrate("migrate_made", "", output));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, migrate("migrate_made", "--create", output));
	});

	addCase(suite, "refusesADatabaseNameThatIsSql", []
	{
		std::string output;
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 1, migrate("'a;b'", "", output));
		CPPUNIT_ASSERT_MESSAGE(output, contains(output, "--database NAME is required"));
	});

	addCase(suite, "signsInWithAPasswordFile", []
	{
		PrivateMariaDb& server = PrivateMariaDb::shared();
		const std::string password = "quote\" back\\slash #hash " + Canary::password();
		server.createUser("filer", password, "GRANT ALL ON *.* TO @ACCOUNT@");
		const TemporaryFolder folder;
		const std::string path = folder.write("password", password + "\n", 0600);
		std::string output;
		const int status = PrivateMariaDb::run({"/bin/bash", "-c", PrivateMariaDb::sqlFolder() + "/migrate --no-defaults --user=filer --host=127.0.0.1 --port="
			+ std::to_string(server.port()) + " --password-file=" + path + " --database=" + freshDatabase()}, output);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(output, 0, status);
	});
}
