//
// SqlError.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  SqlError
//
// SPDX-License-Identifier: BSL-1.0
//


#include "SqlError.h"
#include <charconv>


namespace AuthPlug {
namespace Host {


ErrorKind SqlError::kindOf(unsigned number) noexcept
{
	switch (number)
	{
	case NONE:
		return ErrorKind::none;

	case 1020:  // row changed since it was read (innodb_snapshot_isolation)
	case 1205:  // lock wait timeout
	case 1213:  // deadlock, or lost the certification of a cluster
	case 3101:  // rolled back by group replication's certification
		return ErrorKind::conflict;

	case 1180:  // error during COMMIT: on Galera also "not connected to the primary component"
		return ErrorKind::ambiguous;

	case 1053:  // shutdown in progress
	case 1927:  // connection was killed
	case 4031:  // disconnected for inactivity
		return ErrorKind::lost;

	case MISUSE:
	case VALUE_TOO_BIG:
	case TIME_OVER:
	case 1048:  // NULL in a NOT NULL column
	case 1062:  // duplicate key
	case 1142:  // no right on the table
	case 1143:  // no right on the column
	case 1146:  // no such table
	case 1264:  // value out of range
	case 1317:  // query was interrupted
	case 1406:  // value too long
	case 1969:  // max_statement_time
	case 3024:  // max_execution_time
		return ErrorKind::refused;

	default:
		// The client library's own errors: nothing is known of the connection.
		return number >= 2000 && number < 3000 ? ErrorKind::lost : ErrorKind::poisoned;
	}
}


unsigned SqlError::numberIn(std::string_view pocoText) noexcept
{
	constexpr std::string_view NUMBER_MARK = "\t[mysql_stmt_errno]: ";
	constexpr std::string_view STATE_MARK = "\t[mysql_stmt_sqlstate]: ";
	constexpr std::string_view STATEMENT_MARK = "\t[statemnt]: ";
	constexpr std::size_t STATE_LENGTH = 5;

	// The last occurrence whose neighbours are right as well.
	for (std::size_t at = pocoText.rfind(NUMBER_MARK); at != std::string_view::npos; at = at > 0 ? pocoText.rfind(NUMBER_MARK, at - 1) : std::string_view::npos)
	{
		const std::string_view rest = pocoText.substr(at + NUMBER_MARK.size());
		unsigned number = 0;
		const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
		if (error != std::errc() || number == 0) continue;
		const std::string_view tail = rest.substr(static_cast<std::size_t>(end - rest.data()));
		if (tail.substr(0, STATE_MARK.size()) != STATE_MARK) continue;
		if (tail.size() < STATE_MARK.size() + STATE_LENGTH) continue;
		const std::string_view afterState = tail.substr(STATE_MARK.size() + STATE_LENGTH);
		if (afterState.empty() || afterState.substr(0, STATEMENT_MARK.size()) == STATEMENT_MARK) return number;
	}
	return UNKNOWN;
}


const char* SqlError::connectReason(unsigned number) noexcept
{
	switch (number)
	{
	case 1044:  // no right on the database
	case 1045:
	case 1698:
		return "access_denied";
	case 1049:
		return "unknown_database";
	case 1040:
	case 1203:  // of this account
	case 1226:  // of this account, by its own limit
		return "too_many_connections";
	case 2002:
	case 2003:
		return "no_server";
	case 2005:
		return "unknown_host";
	case 2006:
	case 2012:
	case 2013:
		return "timeout_or_lost";
	case 1129:
		return "host_blocked";
	case 1130:
		return "host_not_allowed";
	case 1251:  // the server wants another method
	case 1524:  // the server lacks it
	case 2059:  // the library lacks it
	case 2061:  // it failed
	case 5010:  // it would give the password away
		return "authentication_plugin";
	case 3159:
		return "tls_required";
	case 2026:
		return "tls_failed";
	default:
		return "other";
	}
}


const char* SqlError::connectReason(std::string_view pocoText) noexcept
{
	struct Reason
	{
		std::string_view text;
		const char* word;
	};
	constexpr Reason REASONS[] = {
		{"Access denied", "access_denied"},
		{"Unknown database", "unknown_database"},
		{"Too many connections", "too_many_connections"},
		{"Can't connect", "no_server"},
		{"Unknown MySQL server host", "unknown_host"},
		{"Unknown server host", "unknown_host"},
		{"Lost connection", "timeout_or_lost"},
		{"is blocked because", "host_blocked"},
		{"not allowed to connect", "host_not_allowed"},
		{"Authentication plugin", "authentication_plugin"},
		{"SSL", "tls_required"}};
	for (const Reason& reason : REASONS)
	{
		if (pocoText.find(reason.text) != std::string_view::npos) return reason.word;
	}
	return "other";
}


} } // namespace AuthPlug::Host
