//
// RootSql.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "RootSql.h"
#include <mysql.h>
#include <new>


namespace AuthPlug {
namespace Tests {


void RootSql::Close::operator () (st_mysql* connection) const
{
	::mysql_close(connection);
}


RootSql::RootSql(const std::string& socket, const std::string& database, unsigned long clientFlags): _connection(::mysql_init(nullptr))
{
	if (!_connection) throw std::bad_alloc();
	::mysql_options(_connection.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (!::mysql_real_connect(_connection.get(), nullptr, "root", "", database.empty() ? nullptr : database.c_str(), 0, socket.c_str(), CLIENT_MULTI_STATEMENTS | clientFlags))
	{
		throw SqlFailed(::mysql_errno(_connection.get()), std::string("can't connect to the private server: ") + ::mysql_error(_connection.get()));
	}
}


RootSql::Rows RootSql::query(const std::string& sql)
{
	Rows rows;
	int more = ::mysql_real_query(_connection.get(), sql.data(), sql.size());
	while (more == 0)
	{
		rows.clear();
		if (MYSQL_RES* result = ::mysql_store_result(_connection.get()))
		{
			const unsigned columns = ::mysql_num_fields(result);
			while (MYSQL_ROW fields = ::mysql_fetch_row(result))
			{
				const unsigned long* lengths = ::mysql_fetch_lengths(result);
				Row row;
				for (unsigned i = 0; i < columns; ++i)
				{
					if (fields[i]) row.emplace_back(std::string(fields[i], lengths[i]));
					else row.emplace_back();
				}
				rows.push_back(std::move(row));
			}
			::mysql_free_result(result);
		}
		more = ::mysql_next_result(_connection.get());
	}
	// A result that could not be stored leaves its error here, too.
	const unsigned number = ::mysql_errno(_connection.get());
	if (more > 0 || number != 0) throw SqlFailed(number, ::mysql_error(_connection.get()));
	return rows;
}


std::string RootSql::value(const std::string& sql)
{
	const Rows rows = query(sql);
	if (rows.size() != 1 || rows[0].size() != 1) throw std::runtime_error("not one value but " + std::to_string(rows.size()) + " rows: " + sql);
	return rows[0][0].value_or("NULL");
}


} } // namespace AuthPlug::Tests
