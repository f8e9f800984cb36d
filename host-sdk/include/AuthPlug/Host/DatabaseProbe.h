//
// DatabaseProbe.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  DatabaseProbe
//
// Whether the database is what the product relies on.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_DatabaseProbe_INCLUDED
#define AuthPlug_Host_DatabaseProbe_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/Settings.h"
#include <map>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class DatabaseProbe
	/// Looks at the schema, at the session's variables and at the durability of
	/// commits, to be run when a server starts. Changes nothing.
{
public:
	enum class Severity
	{
		warn,   /// works, but a promise is weaker than documented
		refuse  /// must not start
	};

	struct Finding
	{
		Severity severity;
		std::string name;    /// a variable, or table.column
		std::string wanted;
		std::string got;
	};

	struct Options
	{
		std::string userIdType = "bytes";   /// of pw.user_id: bytes, uint64 or uuid
		Severity durability = Severity::warn;  /// of a finding that concerns acknowledged commits

		static Options from(const Api::Settings& settings);
			/// Reads the values of PROBE_SETTINGS.
	};

	struct Report
	{
		bool reached = false;  /// false: the database could not be asked, or not for its tables; findings may say why
		std::vector<Finding> findings;

		bool acceptable() const;
			/// True if the database was reached and nothing is to be refused.

		void writeTo(Api::Log& log) const;
			/// Logs a line for each finding.
	};

	DatabaseProbe(Api::DatabaseService& database, const Options& options);
		/// Throws Poco::InvalidArgumentException if the options are not as described.

	Report run(Api::Deadline deadline);

private:
	using Variables = std::map<std::string, std::string>;

	bool readPairs(const Api::Statement& statement, Api::Deadline deadline, Variables& pairs);
	void checkSchema(const Variables& columns, const Variables& tables, Report& report) const;
	void checkSession(const Variables& session, Report& report) const;
	void checkDurability(const Variables& global, const Variables& status, Report& report) const;

	Api::DatabaseService& _database;
	const Options _options;
};


extern const Api::SettingSpec PROBE_SETTINGS[1];
	/// The keys `database.*` of a host's .properties file that concern the probe.


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_DatabaseProbe_INCLUDED
