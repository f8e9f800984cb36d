//
// Sql.h
//
// Example: auth-server
// Package: store
//
// SQL in few words: constant statements, units of work from a function.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Sql_INCLUDED
#define AuthServer_Sql_INCLUDED


#include "AuthPlug/Api/Database.h"
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <utility>


namespace AuthServer {


using AuthPlug::Api::Statement;
using AuthPlug::Api::Transaction;
using AuthPlug::Api::Value;
using AuthPlug::Api::ValueType;
using AuthPlug::Api::WorkMode;
using AuthPlug::Api::WorkOutcome;
using AuthPlug::Api::WorkVerdict;


constexpr ValueType U = ValueType::uint64;
constexpr ValueType B = ValueType::bytes;


template <ValueType... T>
struct Types
	/// The types of a statement's parameters or columns.
{
	static constexpr std::size_t COUNT = sizeof...(T);
	static constexpr ValueType VALUES[COUNT + 1] = {T..., ValueType::bytes};
};


template <class Parameters>
constexpr Statement writing(const char* sql)
	/// Makes a statement that changes data.
{
	return Statement{sql, Parameters::VALUES, Parameters::COUNT, nullptr, 0, true};
}


template <class Parameters, class Columns>
constexpr Statement reading(const char* sql)
	/// Makes a statement that fetches rows.
{
	return Statement{sql, Parameters::VALUES, Parameters::COUNT, Columns::VALUES, Columns::COUNT, false};
}


inline Value value(std::uint64_t number) noexcept
{
	return Value::ofUInt64(number);
}


inline Value value(std::string_view bytes) noexcept
{
	return Value::ofBytes(bytes);
}


inline bool write(Transaction& transaction, const Statement& statement, std::initializer_list<Value> parameters, std::uint64_t& affected) noexcept
	/// Runs a statement that changes data. Returns false if it failed.
{
	AuthPlug::Api::StatementResult result;
	if (!transaction.execute(statement, parameters.begin(), parameters.size(), nullptr, result)) return false;
	affected = result.affected;
	return true;
}


template <class OnRow>
bool read(Transaction& transaction, const Statement& statement, std::initializer_list<Value> parameters, OnRow&& onRow) noexcept
	/// Runs a statement that fetches, and calls onRow(columns) for each row.
	/// Returns false if it failed.
{
	class Visitor final: public AuthPlug::Api::RowVisitor
	{
	public:
		explicit Visitor(OnRow& function) noexcept: _function(function)
		{
		}

		void onRow(const Value* columns, std::size_t) noexcept override
		{
			_function(columns);
		}

	private:
		OnRow& _function;
	};

	Visitor visitor(onRow);
	AuthPlug::Api::StatementResult result;
	return transaction.execute(statement, parameters.begin(), parameters.size(), &visitor, result);
}


template <class Body>
WorkOutcome runWork(AuthPlug::Api::DatabaseService& database, WorkMode mode, AuthPlug::Api::Deadline deadline, Body&& body) noexcept
	/// Runs body(transaction), which may be called several times, as one unit.
{
	class Unit final: public AuthPlug::Api::UnitOfWork
	{
	public:
		explicit Unit(Body& function) noexcept: _function(function)
		{
		}

		WorkVerdict run(Transaction& transaction) noexcept override
		{
			return _function(transaction);
		}

	private:
		Body& _function;
	};

	Unit unit(body);
	return database.run(unit, mode, deadline);
}


enum class Stored
	/// How a change of the server's own rows ended.
{
	done,
	refused,     /// the rows were not as they had to be; nothing was changed
	unavailable  /// the database is away, or the outcome is not known
};


#define AUTHSERVER_NOW "TIMESTAMPDIFF(MICROSECOND,'1970-01-01',UTC_TIMESTAMP(6))"
	/// Now, on the database's clock: microseconds since 1970 UTC.


} // namespace AuthServer


#endif // AuthServer_Sql_INCLUDED
