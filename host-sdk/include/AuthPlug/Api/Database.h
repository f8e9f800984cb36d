//
// Database.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  Database
//
// SQL across the border: statements, values, transactions.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_Database_INCLUDED
#define AuthPlug_Api_Database_INCLUDED


#include "AuthPlug/Api/Time.h"
#include <cstddef>
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Api {


enum class ValueType: std::uint8_t
	/// The kinds of values that are bound and fetched. DATETIME, TEXT, BLOB,
	/// JSON and floating point are left out on purpose.
{
	uint64 = 0,  /// an unsigned integer column of any width, or an expression cast to UNSIGNED
	int64 = 1,   /// a signed integer column of any width
	bytes = 2    /// VARBINARY, BINARY, VARCHAR or CHAR; at most 64 KiB
};


struct Value
	/// One bound parameter or one fetched column. Bytes are a view: of a
	/// parameter's bytes they must live until execute() returns, of a fetched
	/// column's until RowVisitor::onRow() returns.
{
	ValueType type = ValueType::bytes;
	bool isNull = false;
	std::uint64_t number = 0;  /// an int64 is kept as its two's complement
	std::string_view text;

	static Value ofUInt64(std::uint64_t n) noexcept
	{
		Value v;
		v.type = ValueType::uint64;
		v.number = n;
		return v;
	}

	static Value ofInt64(std::int64_t n) noexcept
	{
		Value v;
		v.type = ValueType::int64;
		v.number = static_cast<std::uint64_t>(n);
		return v;
	}

	static Value ofBytes(std::string_view bytes) noexcept
	{
		Value v;
		v.text = bytes;
		return v;
	}

	static Value null(ValueType type) noexcept
	{
		Value v;
		v.type = type;
		v.isNull = true;
		return v;
	}
};


struct Statement
	/// One SQL statement with `?` for its parameters. A Statement and all it
	/// points to must outlive the plugin's last call; make it a constant. The
	/// host prepares it once for each connection and finds it again by its SQL.
{
	const char* sql;
	const ValueType* parameters;  /// types of the `?`, in order
	std::size_t parameterCount;
	const ValueType* columns;     /// types of the fetched columns, in order; none if it fetches none
	std::size_t columnCount;
	bool writes;                  /// true if it can change data: an answer that never came then leaves the outcome unknown
};


struct StatementResult
{
	std::uint64_t rows = 0;      /// rows fetched and shown to the visitor
	std::uint64_t affected = 0;  /// rows changed, as the server counts them
	std::uint64_t insertId = 0;  /// value of AUTO_INCREMENT or of LAST_INSERT_ID(expression); 0 if there is none
};


class RowVisitor
	/// Receives the fetched rows, one call for each.
{
public:
	virtual void onRow(const Value* columns, std::size_t count) noexcept = 0;

protected:
	~RowVisitor() = default;
};


class Transaction
	/// The connection on which a unit of work runs. Used by that unit's thread
	/// only, valid until UnitOfWork::run() returns.
{
public:
	virtual bool execute(const Statement& statement, const Value* parameters, std::size_t count,
		RowVisitor* visitor, StatementResult& result) noexcept = 0;
		/// Runs one statement and reads its result to the end. Returns false if
		/// it failed: the body must then return at once; DatabaseService decides
		/// whether it runs again. Types and count of the parameters must be
		/// those of the statement.

protected:
	~Transaction() = default;
};


enum class WorkVerdict
	/// What the body of a unit of work wants to happen.
{
	commit = 0,
	rollback = 1
};


class UnitOfWork
	/// Statements that belong together. run() may be called several times,
	/// after a deadlock or a conflict in the cluster, and must start anew each
	/// time. It throws nothing.
{
public:
	virtual WorkVerdict run(Transaction& transaction) noexcept = 0;

protected:
	~UnitOfWork() = default;
};


enum class WorkMode
{
	single = 0,      /// each statement commits by itself; at most one of them may write, and that the last
	transaction = 1  /// all or nothing, READ COMMITTED
};


enum class WorkOutcome
{
	committed = 0,   /// acknowledged by the server
	rolledBack = 1,  /// as the body wished; nothing was changed
	unknown = 2,     /// the connection was lost with a write or a COMMIT under way: it may have happened or not
	unavailable = 3  /// nothing was changed: no connection, or failed for good, or out of time
};


class DatabaseService
	/// The host's connections to MySQL or MariaDB. Required. Thread-safe.
	///
	/// Every connection has time zone +00:00, READ COMMITTED, autocommit, a
	/// short lock wait and a fixed SQL mode. Errors 1213, 1205, 1020, 1180 and
	/// 3101 make the whole unit run again, with jitter, up to eight times and
	/// never past the deadline.
{
public:
	static constexpr const char* INTERFACE_ID = "authplug.DatabaseService";

	virtual WorkOutcome run(UnitOfWork& work, WorkMode mode, Deadline deadline) noexcept = 0;
		/// Runs the unit on one connection. No connection is held outside of
		/// this call.

protected:
	~DatabaseService() = default;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_Database_INCLUDED
