//
// RootSql.h
//
// Tests: support
//
// SQL as a private server's root.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_RootSql_INCLUDED
#define AuthPlug_Tests_RootSql_INCLUDED


#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>


struct st_mysql;


namespace AuthPlug {
namespace Tests {


class SqlFailed: public std::runtime_error
	/// A server's or the client library's error.
{
public:
	SqlFailed(unsigned theNumber, const std::string& message): std::runtime_error(message), number(theNumber)
	{
	}

	const unsigned number;
};


class RootSql
	/// One connection by a UNIX socket, as root without a password. For one
	/// thread at a time.
{
public:
	using Row = std::vector<std::optional<std::string>>;
	using Rows = std::vector<Row>;

	explicit RootSql(const std::string& socket, const std::string& database = std::string(), unsigned long clientFlags = 0);
		/// Connects, with these of the client library's flags as well. Throws
		/// SqlFailed.

	Rows query(const std::string& sql);
		/// Runs one statement or several; returns the rows of the last one.
		/// Throws SqlFailed with the server's number and message.

	std::string value(const std::string& sql);
		/// Returns the one value of the one row, or "NULL". Throws std::runtime_error.

private:
	struct Close
	{
		void operator () (st_mysql* connection) const;
	};

	std::unique_ptr<st_mysql, Close> _connection;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_RootSql_INCLUDED
