//
// PreparedStatement.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  PreparedStatement
//
// One statement, prepared on one connection.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PreparedStatement_INCLUDED
#define AuthPlug_Host_PreparedStatement_INCLUDED


#include "AuthPlug/Api/Database.h"
#include <deque>
#include <memory>
#include <mysql.h>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class PreparedStatement
	/// Prepared once, executed many times, with typed values in both
	/// directions. What does not fit its declared type is an error, never a
	/// conversion. For the thread that has the connection.
	///
	/// Runs on libmariadb, also on a session that POCO has made: see
	/// docs/decisions/0002-poco-data-mysql.md.
{
public:
	explicit PreparedStatement(MYSQL* connection);
		/// Throws std::bad_alloc.

	PreparedStatement(const PreparedStatement&) = delete;
	PreparedStatement& operator = (const PreparedStatement&) = delete;

	unsigned prepare(std::string_view sql);
		/// Prepares it. Returns 0 or the error number.

	unsigned execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count,
		Api::RowVisitor* visitor, Api::StatementResult& result, bool& sent);
		/// Executes it and reads the result to its end; rows are shown only
		/// after all of them have arrived. Returns 0 or the error number. `sent`
		/// becomes true as soon as the server may have begun to execute it.

private:
	static constexpr std::size_t MAX_BYTES = 65536;

	struct Column
	{
		Api::ValueType type;
		bool isUnsigned = false;  /// as the server sends it
		my_bool isNull = 0;
		my_bool isCut = 0;
		unsigned long length = 0;
		std::uint64_t number = 0;
		std::string bytes;
	};

	bool fits(const Api::Statement& statement, const Api::Value* parameters, std::size_t count) const;
	unsigned bindParameters(const Api::Value* parameters, std::size_t count);
	unsigned bindColumns(const Api::Statement& statement);
	unsigned showRows(Api::RowVisitor* visitor, Api::StatementResult& result);
	unsigned valueOf(std::size_t index, Api::Value& value);
	unsigned rebindMoved();
	unsigned drain();
	unsigned error() const;

	std::unique_ptr<MYSQL_STMT, decltype(&mysql_stmt_close)> _handle;
	std::vector<MYSQL_BIND> _parameterBinds;
	std::vector<unsigned long> _parameterLengths;
	std::vector<MYSQL_BIND> _columnBinds;
	bool _moved = false;  // a buffer of _columnBinds is not where the library writes
	std::deque<Column> _columns;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PreparedStatement_INCLUDED
