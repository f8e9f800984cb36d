//
// DatabaseProbe.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  DatabaseProbe
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/DatabaseProbe.h"
#include "OneStatement.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <cctype>
#include <iterator>


namespace AuthPlug {
namespace Host {


const Api::SettingSpec PROBE_SETTINGS[1] = {
	{"database.durability", Api::SettingType::choice, "", 0, 0, "warn", "warn|refuse", "What to do at start if the server can lose commits that it has acknowledged."}};


namespace {


using Api::ValueType;
using Severity = DatabaseProbe::Severity;

constexpr ValueType PAIR[] = {ValueType::bytes, ValueType::bytes};

constexpr Api::Statement READ_COLUMNS = {
	"SELECT CAST(CONCAT(TABLE_NAME, '.', COLUMN_NAME) AS CHAR(200)),"
	" CAST(CONCAT(COLUMN_TYPE, IF(IS_NULLABLE = 'YES', ' NULL', ' NOT NULL')) AS CHAR(200))"
	" FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN ('pw', 'pw_check', 'pw_outbox')",
	nullptr, 0, PAIR, std::size(PAIR), false};

constexpr Api::Statement READ_TABLES = {
	"SELECT CAST(t.TABLE_NAME AS CHAR(200)), CAST(IF(t.TABLE_TYPE = 'VIEW', 'view', CONCAT(COALESCE(t.ENGINE, '?'),"
	" ' (', COALESCE((SELECT GROUP_CONCAT(s.COLUMN_NAME ORDER BY s.SEQ_IN_INDEX) FROM information_schema.STATISTICS s"
	" WHERE s.TABLE_SCHEMA = t.TABLE_SCHEMA AND s.TABLE_NAME = t.TABLE_NAME AND s.INDEX_NAME = 'PRIMARY'), 'no key'), ')')) AS CHAR(200))"
	" FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_NAME IN ('pw', 'pw_check', 'pw_outbox')",
	nullptr, 0, PAIR, std::size(PAIR), false};

constexpr Api::Statement READ_SESSION = {
	"SHOW SESSION VARIABLES WHERE Variable_name IN ('time_zone', 'sql_mode', 'autocommit', 'innodb_lock_wait_timeout',"
	" 'tx_isolation', 'transaction_isolation', 'wsrep_sync_wait', 'wsrep_dirty_reads', 'character_set_client')",
	nullptr, 0, PAIR, std::size(PAIR), false};

constexpr Api::Statement READ_GLOBAL = {
	"SHOW GLOBAL VARIABLES WHERE Variable_name IN ('innodb_flush_log_at_trx_commit', 'sync_binlog', 'log_bin', 'innodb_doublewrite',"
	" 'read_only', 'wsrep_on', 'group_replication_group_name', 'group_replication_consistency', 'group_replication_single_primary_mode',"
	" 'rpl_semi_sync_master_enabled', 'rpl_semi_sync_master_wait_point', 'rpl_semi_sync_source_enabled', 'rpl_semi_sync_source_wait_point')",
	nullptr, 0, PAIR, std::size(PAIR), false};

constexpr Api::Statement READ_STATUS = {
	"SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_local_state_comment', 'wsrep_ready', 'slaves_connected')",
	nullptr, 0, PAIR, std::size(PAIR), false};


struct WantedColumn
{
	const char* name;
	const char* type;
};


// pw.user_id depends on the options.
constexpr WantedColumn COLUMNS[] = {
	{"pw.hash", "varbinary(512) NOT NULL"},
	{"pw.version", "bigint unsigned NOT NULL"},
	{"pw.changed_at_us", "bigint unsigned NOT NULL"},
	{"pw.changed_by", "binary(32) NULL"},
	{"pw.change_id", "binary(16) NULL"},
	{"pw_check.user_id", "varbinary(64) NOT NULL"},
	{"pw_check.purpose", "varbinary(16) NOT NULL"},
	{"pw_check.seq", "bigint unsigned NOT NULL"},
	{"pw_check.base", "bigint unsigned NOT NULL"},
	{"pw_check.used", "smallint unsigned NOT NULL"},
	{"pw_check.free_at_us", "bigint unsigned NOT NULL"},
	{"pw_outbox.event_id", "binary(16) NOT NULL"},
	{"pw_outbox.user_id", "varbinary(64) NOT NULL"},
	{"pw_outbox.kind", "varbinary(32) NOT NULL"},
	{"pw_outbox.payload", "varbinary(1024) NOT NULL"},
	{"pw_outbox.created_us", "bigint unsigned NOT NULL"},
	{"pw_outbox.attempts", "int unsigned NOT NULL"},
	{"pw_outbox.next_try_us", "bigint unsigned NOT NULL"},
	{"pw_outbox.done_us", "bigint unsigned NULL"}};


class ReadPairs: public OneStatement
{
public:
	ReadPairs(const Api::Statement& statement, std::map<std::string, std::string>& pairs): OneStatement(statement, nullptr, 0), _pairs(pairs)
	{
	}

protected:
	void begin() override
	{
		_pairs.clear();
	}

	void row(const Api::Value* columns) override
	{
		std::string name(columns[0].text);
		std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
		_pairs[name] = std::string(columns[1].text);
	}

private:
	std::map<std::string, std::string>& _pairs;
};


std::string plainType(std::string type)
	/// Drops the display width of integers, which MariaDB still shows.
{
	const auto open = type.find('(');
	if (open == std::string::npos || type.find("int") == std::string::npos || type.find("int") > open) return type;
	return type.erase(open, type.find(')') - open + 1);
}


const std::string& at(const std::map<std::string, std::string>& pairs, const std::string& name)
	/// Returns the value, or "" if there is none.
{
	static const std::string none;
	const auto found = pairs.find(name);
	return found == pairs.end() ? none : found->second;
}


void expect(DatabaseProbe::Report& report, Severity severity, const std::string& name, bool right, const std::string& wanted, const std::string& got)
{
	if (!right) report.findings.push_back(DatabaseProbe::Finding{severity, name, wanted, got.empty() ? "nothing" : got});
}


bool isOn(const std::string& value)
{
	return value == "ON" || value == "1";
}


} // namespace


DatabaseProbe::Options DatabaseProbe::Options::from(const Api::Settings& settings)
{
	Options options;
	options.durability = settings.text("database.durability") == "refuse" ? Severity::refuse : Severity::warn;
	return options;
}


bool DatabaseProbe::Report::acceptable() const
{
	return reached && std::none_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.severity == Severity::refuse; });
}


void DatabaseProbe::Report::writeTo(Api::Log& log) const
{
	if (!reached) log.write(Api::LogLevel::error, "database.probe_unreachable", nullptr, 0);
	for (const Finding& finding : findings)
	{
		const Api::LogField fields[] = {{"name", finding.name}, {"wanted", finding.wanted}, {"got", finding.got}};
		const bool refused = finding.severity == Severity::refuse;
		log.write(refused ? Api::LogLevel::error : Api::LogLevel::warning, refused ? "database.probe_refused" : "database.probe_warning", fields, std::size(fields));
	}
}


DatabaseProbe::DatabaseProbe(Api::DatabaseService& database, const Options& options): _database(database), _options(options)
{
	const std::string& type = _options.userIdType;
	if (type != "bytes" && type != "uint64" && type != "uuid")
	{
		throw Poco::InvalidArgumentException("storage.user_id.type: wanted bytes, uint64 or uuid, got " + type);
	}
}


DatabaseProbe::Report DatabaseProbe::run(Api::Deadline deadline)
{
	Variables columns, tables, session, global, status;
	Report report;
	// Variables first: a node that has lost its cluster tells nothing else, and
	// they say why.
	if (!readPairs(READ_SESSION, deadline, session) || !readPairs(READ_GLOBAL, deadline, global) || !readPairs(READ_STATUS, deadline, status)) return report;
	checkSession(session, report);
	checkDurability(global, status, report);
	report.reached = readPairs(READ_COLUMNS, deadline, columns) && readPairs(READ_TABLES, deadline, tables);
	if (report.reached) checkSchema(columns, tables, report);
	return report;
}


bool DatabaseProbe::readPairs(const Api::Statement& statement, Api::Deadline deadline, Variables& pairs)
{
	ReadPairs work(statement, pairs);
	return work.runOn(_database, deadline);
}


void DatabaseProbe::checkSchema(const Variables& columns, const Variables& tables, Report& report) const
{
	// A table may be the host's own, shown through a view: then its columns count.
	const std::string& password = at(tables, "pw");
	expect(report, Severity::refuse, "pw", password == "view" || password == "InnoDB (user_id)", "InnoDB (user_id), or a view", password);
	expect(report, Severity::refuse, "pw_check", at(tables, "pw_check") == "InnoDB (user_id,purpose)", "InnoDB (user_id,purpose)", at(tables, "pw_check"));
	expect(report, Severity::refuse, "pw_outbox", at(tables, "pw_outbox") == "InnoDB (event_id)", "InnoDB (event_id)", at(tables, "pw_outbox"));

	const std::string wantedId = _options.userIdType == "bytes" ? "varbinary(64) NOT NULL"
		: _options.userIdType == "uint64" ? "bigint unsigned NOT NULL" : "binary(16) NOT NULL";
	const std::string idType = plainType(at(columns, "pw.user_id"));
	// A narrower integer or a shorter text is right too: it only holds fewer ids.
	const bool idFits = idType == wantedId
		|| (_options.userIdType == "bytes" && idType.compare(0, 9, "varbinary") == 0)
		|| (_options.userIdType == "uint64" && idType == "int unsigned NOT NULL");
	expect(report, Severity::refuse, "pw.user_id", idFits, wantedId + " (storage.user_id.type=" + _options.userIdType + ")", idType);

	for (const WantedColumn& column : COLUMNS)
	{
		const std::string type = plainType(at(columns, column.name));
		expect(report, Severity::refuse, column.name, type == column.type, column.type, type);
	}
}


void DatabaseProbe::checkSession(const Variables& session, Report& report) const
{
	// What the pool sets for each connection; a proxy in between may lose it.
	const auto is = [&](const std::string& name, const std::string& wanted)
	{
		expect(report, Severity::refuse, "session " + name, at(session, name) == wanted, wanted, at(session, name));
	};
	is("time_zone", "+00:00");
	is("autocommit", "ON");
	is("character_set_client", "utf8mb4");
	const std::string isolation = session.count("transaction_isolation") ? "transaction_isolation" : "tx_isolation";
	is(isolation, "READ-COMMITTED");
	if (session.count("wsrep_sync_wait"))
	{
		const std::string& wait = at(session, "wsrep_sync_wait");
		expect(report, Severity::refuse, "session wsrep_sync_wait", !wait.empty() && (wait.back() - '0') % 2 == 1, "1", wait);
		expect(report, Severity::refuse, "session wsrep_dirty_reads", !isOn(at(session, "wsrep_dirty_reads")), "OFF", at(session, "wsrep_dirty_reads"));
	}
	const std::string& mode = at(session, "sql_mode");
	expect(report, Severity::refuse, "session sql_mode",
		mode.find("STRICT_ALL_TABLES") != std::string::npos && mode.find("SIMULTANEOUS_ASSIGNMENT") == std::string::npos,
		"STRICT_ALL_TABLES and not SIMULTANEOUS_ASSIGNMENT", mode);
	const std::string& lockWait = at(session, "innodb_lock_wait_timeout");
	expect(report, Severity::refuse, "session innodb_lock_wait_timeout", lockWait == "1" || lockWait == "2" || lockWait == "3", "1 to 3", lockWait);
}


void DatabaseProbe::checkDurability(const Variables& global, const Variables& status, Report& report) const
{
	const Severity severity = _options.durability;
	expect(report, Severity::refuse, "read_only", !isOn(at(global, "read_only")), "OFF", at(global, "read_only"));
	const std::string& flush = at(global, "innodb_flush_log_at_trx_commit");
	expect(report, severity, "innodb_flush_log_at_trx_commit", flush == "1" || flush == "3", "1", flush);
	const std::string& doublewrite = at(global, "innodb_doublewrite");
	expect(report, severity, "innodb_doublewrite", doublewrite != "OFF" && doublewrite != "0", "ON", doublewrite);
	const bool binlog = isOn(at(global, "log_bin"));
	if (binlog) expect(report, severity, "sync_binlog", at(global, "sync_binlog") == "1", "1", at(global, "sync_binlog"));

	const bool galera = isOn(at(global, "wsrep_on"));
	if (galera)
	{
		expect(report, Severity::refuse, "wsrep_ready", isOn(at(status, "wsrep_ready")), "ON", at(status, "wsrep_ready"));
		expect(report, severity, "wsrep_local_state_comment", at(status, "wsrep_local_state_comment") == "Synced", "Synced", at(status, "wsrep_local_state_comment"));
	}

	if (!at(global, "group_replication_group_name").empty())
	{
		// With several primaries a read has to wait for what the others have
		// committed, as with Galera.
		const std::string& consistency = at(global, "group_replication_consistency");
		const bool several = at(global, "group_replication_single_primary_mode") == "OFF";
		const bool enough = several ? consistency == "BEFORE" || consistency == "AFTER" || consistency == "BEFORE_AND_AFTER"
			: !consistency.empty() && consistency != "EVENTUAL";
		expect(report, several ? Severity::refuse : severity, "group_replication_consistency", enough,
			several ? "BEFORE or stronger, because of several primaries" : "BEFORE_ON_PRIMARY_FAILOVER or stronger", consistency);
	}

	// MySQL tells nobody without a right of its own whether it has replicas.
	const bool semiSync = isOn(at(global, "rpl_semi_sync_master_enabled")) || isOn(at(global, "rpl_semi_sync_source_enabled"));
	const bool afterSync = at(global, "rpl_semi_sync_master_wait_point") == "AFTER_SYNC" || at(global, "rpl_semi_sync_source_wait_point") == "AFTER_SYNC";
	const std::string& replicas = at(status, "slaves_connected");
	const bool replicated = !galera && !replicas.empty() && replicas != "0";
	expect(report, severity, "semi-synchronous replication", semiSync ? afterSync : !replicated, "on, AFTER_SYNC", semiSync ? "on, but not AFTER_SYNC" : "off");
}


} } // namespace AuthPlug::Host
