//
// PreparedStatement.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  PreparedStatement
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PreparedStatement.h"
#include "SqlError.h"
#include <limits>
#include <new>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::size_t FIRST_BUFFER = 600;  // holds every column of the product's own but the outbox payload


bool isInteger(enum_field_types type)
{
	switch (type)
	{
	case MYSQL_TYPE_TINY:
	case MYSQL_TYPE_SHORT:
	case MYSQL_TYPE_INT24:
	case MYSQL_TYPE_LONG:
	case MYSQL_TYPE_LONGLONG:
		return true;
	default:
		return false;
	}
}


bool isString(enum_field_types type)
{
	switch (type)
	{
	case MYSQL_TYPE_STRING:
	case MYSQL_TYPE_VAR_STRING:
	case MYSQL_TYPE_VARCHAR:
	case MYSQL_TYPE_TINY_BLOB:
	case MYSQL_TYPE_BLOB:
	case MYSQL_TYPE_MEDIUM_BLOB:
	case MYSQL_TYPE_LONG_BLOB:
		return true;
	default:
		return false;
	}
}


} // namespace


PreparedStatement::PreparedStatement(MYSQL* connection): _handle(::mysql_stmt_init(connection), &::mysql_stmt_close)
{
	if (!_handle) throw std::bad_alloc();
}


unsigned PreparedStatement::prepare(std::string_view sql)
{
	return ::mysql_stmt_prepare(_handle.get(), sql.data(), sql.size()) == 0 ? SqlError::NONE : error();
}


unsigned PreparedStatement::execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count,
	Api::RowVisitor* visitor, Api::StatementResult& result, bool& sent)
{
	if (!fits(statement, parameters, count)) return SqlError::MISUSE;
	if (const unsigned failure = bindParameters(parameters, count)) return failure;

	sent = true;
	if (::mysql_stmt_execute(_handle.get()) != 0) return error();

	const my_ulonglong affected = ::mysql_stmt_affected_rows(_handle.get());
	const my_ulonglong insertId = ::mysql_stmt_insert_id(_handle.get());
	if (statement.columnCount > 0)
	{
		if (const unsigned failure = bindColumns(statement))
		{
			drain();
			return failure;
		}
		// A conflict can first show here: take nothing for "no row" before.
		if (::mysql_stmt_store_result(_handle.get()) != 0) return error();
		if (const unsigned failure = showRows(visitor, result))
		{
			drain();
			return failure;
		}
	}
	else if (::mysql_stmt_field_count(_handle.get()) > 0)
	{
		drain();
		return SqlError::MISUSE;
	}
	else
	{
		result.affected = affected;
		result.insertId = insertId;
	}
	return drain();
}


bool PreparedStatement::fits(const Api::Statement& statement, const Api::Value* parameters, std::size_t count) const
{
	if (count != statement.parameterCount || count != ::mysql_stmt_param_count(_handle.get())) return false;
	for (std::size_t i = 0; i < count; ++i)
	{
		if (parameters[i].type != statement.parameters[i]) return false;
		if (parameters[i].type == Api::ValueType::bytes && parameters[i].text.size() > MAX_BYTES) return false;
	}
	return true;
}


unsigned PreparedStatement::bindParameters(const Api::Value* parameters, std::size_t count)
{
	_parameterBinds.assign(count, MYSQL_BIND());
	_parameterLengths.assign(count, 0);
	for (std::size_t i = 0; i < count; ++i)
	{
		const Api::Value& value = parameters[i];
		MYSQL_BIND& bind = _parameterBinds[i];
		if (value.isNull)
		{
			bind.buffer_type = MYSQL_TYPE_NULL;
		}
		else if (value.type == Api::ValueType::bytes)
		{
			// STRING, not BLOB: MySQL does not use an index on a character
			// column for a binary operand.
			bind.buffer_type = MYSQL_TYPE_STRING;
			bind.buffer = const_cast<char*>(value.text.empty() ? "" : value.text.data());
			bind.buffer_length = value.text.size();
			_parameterLengths[i] = value.text.size();
			bind.length = &_parameterLengths[i];
		}
		else
		{
			bind.buffer_type = MYSQL_TYPE_LONGLONG;
			bind.is_unsigned = value.type == Api::ValueType::uint64;
			bind.buffer = const_cast<std::uint64_t*>(&value.number);
		}
	}
	if (count == 0) return SqlError::NONE;
	return ::mysql_stmt_bind_param(_handle.get(), _parameterBinds.data()) == 0 ? SqlError::NONE : error();
}


unsigned PreparedStatement::bindColumns(const Api::Statement& statement)
{
	const std::size_t count = ::mysql_stmt_field_count(_handle.get());
	if (count != statement.columnCount) return SqlError::MISUSE;
	const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> metadata(::mysql_stmt_result_metadata(_handle.get()), &::mysql_free_result);
	if (!metadata) return error();

	_columns.resize(count);
	_columnBinds.assign(count, MYSQL_BIND());
	for (unsigned i = 0; i < count; ++i)
	{
		const MYSQL_FIELD* field = ::mysql_fetch_field_direct(metadata.get(), i);
		Column& column = _columns[i];
		MYSQL_BIND& bind = _columnBinds[i];
		column.type = statement.columns[i];
		bind.is_null = &column.isNull;
		bind.error = &column.isCut;
		bind.length = &column.length;
		if (column.type == Api::ValueType::bytes)
		{
			if (!isString(field->type) && field->type != MYSQL_TYPE_NULL) return SqlError::MISUSE;
			if (column.bytes.size() < FIRST_BUFFER) column.bytes.resize(FIRST_BUFFER);
			bind.buffer_type = MYSQL_TYPE_STRING;
			bind.buffer = column.bytes.data();
			bind.buffer_length = column.bytes.size();
		}
		else
		{
			if (!isInteger(field->type) && field->type != MYSQL_TYPE_NULL) return SqlError::MISUSE;
			column.isUnsigned = (field->flags & UNSIGNED_FLAG) != 0;
			bind.buffer_type = MYSQL_TYPE_LONGLONG;
			bind.is_unsigned = column.isUnsigned;
			bind.buffer = &column.number;
		}
	}
	return ::mysql_stmt_bind_result(_handle.get(), _columnBinds.data()) == 0 ? SqlError::NONE : error();
}


unsigned PreparedStatement::showRows(Api::RowVisitor* visitor, Api::StatementResult& result)
{
	std::vector<Api::Value> values(_columns.size());
	while (true)
	{
		const int status = ::mysql_stmt_fetch(_handle.get());
		if (status == MYSQL_NO_DATA) return SqlError::NONE;
		if (status != 0 && status != MYSQL_DATA_TRUNCATED) return error();
		for (std::size_t i = 0; i < values.size(); ++i)
		{
			if (const unsigned failure = valueOf(i, values[i])) return failure;
		}
		++result.rows;
		if (visitor) visitor->onRow(values.data(), values.size());
		if (const unsigned failure = rebindMoved()) return failure;
	}
}


unsigned PreparedStatement::valueOf(std::size_t index, Api::Value& value)
{
	Column& column = _columns[index];
	value = Api::Value::null(column.type);
	if (column.isNull) return SqlError::NONE;
	value.isNull = false;
	if (column.type != Api::ValueType::bytes)
	{
		// The top bit means a different number for the other signedness.
		const bool topBit = column.number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
		if (topBit && column.isUnsigned != (column.type == Api::ValueType::uint64)) return SqlError::VALUE_TOO_BIG;
		value.number = column.number;
		return SqlError::NONE;
	}
	if (column.length > MAX_BYTES) return SqlError::VALUE_TOO_BIG;
	if (column.length > column.bytes.size())
	{
		column.bytes.resize(column.length);
		MYSQL_BIND whole = _columnBinds[index];
		whole.buffer = column.bytes.data();
		whole.buffer_length = column.bytes.size();
		if (::mysql_stmt_fetch_column(_handle.get(), &whole, static_cast<unsigned>(index), 0) != 0) return error();
		_columnBinds[index].buffer = whole.buffer;
		_columnBinds[index].buffer_length = whole.buffer_length;
		_moved = true;
	}
	value.text = std::string_view(column.bytes.data(), column.length);
	return SqlError::NONE;
}


unsigned PreparedStatement::rebindMoved()
	/// Has the following rows written to the buffers' new places. Only between
	/// two rows: binding sets all lengths of the current one to 0 in libmariadb
	/// before 3.3.20.
{
	if (!_moved) return SqlError::NONE;
	_moved = false;
	return ::mysql_stmt_bind_result(_handle.get(), _columnBinds.data()) == 0 ? SqlError::NONE : error();
}


unsigned PreparedStatement::drain()
	/// Reads and drops what is left, the further results of a CALL included.
{
	if (::mysql_stmt_free_result(_handle.get()) != 0) return error();
	while (::mysql_stmt_more_results(_handle.get()))
	{
		if (::mysql_stmt_next_result(_handle.get()) > 0) return error();
		if (::mysql_stmt_free_result(_handle.get()) != 0) return error();
	}
	return SqlError::NONE;
}


unsigned PreparedStatement::error() const
{
	const unsigned number = ::mysql_stmt_errno(_handle.get());
	if (number != 0) return number;
	const unsigned onConnection = _handle->mysql ? ::mysql_errno(_handle->mysql) : 0;
	return onConnection != 0 ? onConnection : SqlError::UNKNOWN;
}


} } // namespace AuthPlug::Host
