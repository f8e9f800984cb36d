//
// Statements.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  Statements
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/Statements.h"
#include <iterator>


#define AUTHPLUG_NOW "CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) AS UNSIGNED)"


namespace AuthPlug {
namespace Password {


namespace {


using Api::Statement;
using Api::ValueType;

constexpr ValueType U = ValueType::uint64;
constexpr ValueType B = ValueType::bytes;


constexpr ValueType CHARGE_PARAMETERS[] = {U, U, U, B, B, U, U};
constexpr Statement CHARGE = {
	"UPDATE pw_check SET"
	" used = IF(free_at_us <= " AUTHPLUG_NOW ", 1, used + 1),"
	" free_at_us = GREATEST(free_at_us, " AUTHPLUG_NOW " + (? << LEAST((seq - base) DIV ?, ?))),"
	" seq = LAST_INSERT_ID(seq + 1)"
	" WHERE user_id = ? AND purpose = ? AND seq - base < ? AND (used < ? OR free_at_us <= " AUTHPLUG_NOW ")",
	CHARGE_PARAMETERS, std::size(CHARGE_PARAMETERS), nullptr, 0, true};


constexpr ValueType COUNTER_KEY[] = {B, B};
constexpr Statement ADD_COUNTERS = {
	"INSERT IGNORE INTO pw_check(user_id, purpose) VALUES(?, ?)",
	COUNTER_KEY, std::size(COUNTER_KEY), nullptr, 0, true};


constexpr ValueType COUNTER_COLUMNS[] = {U, U, U, U, U};
constexpr Statement READ_COUNTERS = {
	"SELECT seq, base, used, free_at_us, " AUTHPLUG_NOW " FROM pw_check WHERE user_id = ? AND purpose = ?",
	COUNTER_KEY, std::size(COUNTER_KEY), COUNTER_COLUMNS, std::size(COUNTER_COLUMNS), false};


// `seq >= ?` can fail only if somebody has deleted the row meanwhile; the
// unsigned difference must not be computed then.
constexpr ValueType SETTLE_PARAMETERS[] = {U, U, B, B, U};
constexpr Statement SETTLE = {
	"UPDATE pw_check SET used = LEAST(used, seq - GREATEST(base, ?)), base = GREATEST(base, ?)"
	" WHERE user_id = ? AND purpose = ? AND seq >= ?",
	SETTLE_PARAMETERS, std::size(SETTLE_PARAMETERS), nullptr, 0, true};


constexpr Statement CLEAR_COUNTERS = {
	"UPDATE pw_check SET used = 0, free_at_us = 0, base = seq WHERE user_id = ? AND purpose = ?",
	COUNTER_KEY, std::size(COUNTER_KEY), nullptr, 0, true};


constexpr const char* READ_RECORD_SQL =
	"SELECT p.hash, p.version, p.changed_at_us, p.changed_by, c.seq, c.base, c.used, c.free_at_us, " AUTHPLUG_NOW
	" FROM pw p LEFT JOIN pw_check c ON c.user_id = ? AND c.purpose = ? WHERE p.user_id = ?";
constexpr ValueType RECORD_COLUMNS[] = {B, U, U, B, U, U, U, U, U};
constexpr ValueType READ_RECORD_BYTES[] = {B, B, B};
constexpr ValueType READ_RECORD_UINT64[] = {B, B, U};
constexpr Statement READ_RECORD[] = {
	{READ_RECORD_SQL, READ_RECORD_BYTES, std::size(READ_RECORD_BYTES), RECORD_COLUMNS, std::size(RECORD_COLUMNS), false},
	{READ_RECORD_SQL, READ_RECORD_UINT64, std::size(READ_RECORD_UINT64), RECORD_COLUMNS, std::size(RECORD_COLUMNS), false}};


constexpr const char* REPLACE_PASSWORD_SQL =
	"UPDATE pw SET hash = ?, version = version + 1, changed_at_us = " AUTHPLUG_NOW ", changed_by = ?, change_id = ?"
	" WHERE user_id = ? AND version = ? AND hash = ?";
constexpr ValueType REPLACE_PASSWORD_BYTES[] = {B, B, B, B, U, B};
constexpr ValueType REPLACE_PASSWORD_UINT64[] = {B, B, B, U, U, B};
constexpr Statement REPLACE_PASSWORD[] = {
	{REPLACE_PASSWORD_SQL, REPLACE_PASSWORD_BYTES, std::size(REPLACE_PASSWORD_BYTES), nullptr, 0, true},
	{REPLACE_PASSWORD_SQL, REPLACE_PASSWORD_UINT64, std::size(REPLACE_PASSWORD_UINT64), nullptr, 0, true}};


constexpr const char* UPGRADE_HASH_SQL = "UPDATE pw SET hash = ? WHERE user_id = ? AND hash = ?";
constexpr ValueType UPGRADE_HASH_BYTES[] = {B, B, B};
constexpr ValueType UPGRADE_HASH_UINT64[] = {B, U, B};
constexpr Statement UPGRADE_HASH[] = {
	{UPGRADE_HASH_SQL, UPGRADE_HASH_BYTES, std::size(UPGRADE_HASH_BYTES), nullptr, 0, true},
	{UPGRADE_HASH_SQL, UPGRADE_HASH_UINT64, std::size(UPGRADE_HASH_UINT64), nullptr, 0, true}};


constexpr const char* FIND_CHANGE_SQL =
	"SELECT CAST(COALESCE(p.change_id = ?, 0) AS UNSIGNED),"
	" CAST((SELECT COUNT(*) FROM pw_outbox o WHERE o.event_id = ?) AS UNSIGNED)"
	" FROM pw p WHERE p.user_id = ? FOR UPDATE";
constexpr ValueType FIND_CHANGE_COLUMNS[] = {U, U};
constexpr ValueType FIND_CHANGE_BYTES[] = {B, B, B};
constexpr ValueType FIND_CHANGE_UINT64[] = {B, B, U};
constexpr Statement FIND_CHANGE[] = {
	{FIND_CHANGE_SQL, FIND_CHANGE_BYTES, std::size(FIND_CHANGE_BYTES), FIND_CHANGE_COLUMNS, std::size(FIND_CHANGE_COLUMNS), false},
	{FIND_CHANGE_SQL, FIND_CHANGE_UINT64, std::size(FIND_CHANGE_UINT64), FIND_CHANGE_COLUMNS, std::size(FIND_CHANGE_COLUMNS), false}};


constexpr ValueType ADD_EVENT_PARAMETERS[] = {B, B, B, B};
constexpr Statement ADD_EVENT = {
	"INSERT INTO pw_outbox(event_id, user_id, kind, payload, created_us) VALUES(?, ?, ?, ?, " AUTHPLUG_NOW ")",
	ADD_EVENT_PARAMETERS, std::size(ADD_EVENT_PARAMETERS), nullptr, 0, true};


constexpr ValueType CALL_CHANGE_PARAMETERS[] = {U, B, B, B, B, U, U, B, B, B, U, B, B};
constexpr ValueType CALL_CHANGE_COLUMNS[] = {U};
constexpr Statement CALL_CHANGE = {
	"CALL pw_change(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	CALL_CHANGE_PARAMETERS, std::size(CALL_CHANGE_PARAMETERS), CALL_CHANGE_COLUMNS, std::size(CALL_CHANGE_COLUMNS), true};


constexpr ValueType DESCRIBE_COLUMNS[] = {B, U};
constexpr Statement DESCRIBE_SCHEMA = {
	"SELECT CAST(c.COLUMN_TYPE AS CHAR(64)), CAST((SELECT COUNT(*) FROM information_schema.ROUTINES r"
	" WHERE r.ROUTINE_SCHEMA = DATABASE() AND r.ROUTINE_NAME = 'pw_change' AND r.ROUTINE_COMMENT = 'AuthPlug pw_change 1') AS UNSIGNED)"
	" FROM information_schema.COLUMNS c"
	" WHERE c.TABLE_SCHEMA = DATABASE() AND c.TABLE_NAME = 'pw' AND c.COLUMN_NAME = 'user_id'",
	nullptr, 0, DESCRIBE_COLUMNS, std::size(DESCRIBE_COLUMNS), false};


const Statement& typed(const Statement (&statements)[2], UserIdType type) noexcept
{
	return statements[type == UserIdType::uint64 ? 1 : 0];
}


} // namespace


const Api::Statement& Statements::charge() noexcept
{
	return CHARGE;
}


const Api::Statement& Statements::addCounters() noexcept
{
	return ADD_COUNTERS;
}


const Api::Statement& Statements::readCounters() noexcept
{
	return READ_COUNTERS;
}


const Api::Statement& Statements::settle() noexcept
{
	return SETTLE;
}


const Api::Statement& Statements::clearCounters() noexcept
{
	return CLEAR_COUNTERS;
}


const Api::Statement& Statements::readRecord(UserIdType type) noexcept
{
	return typed(READ_RECORD, type);
}


const Api::Statement& Statements::replacePassword(UserIdType type) noexcept
{
	return typed(REPLACE_PASSWORD, type);
}


const Api::Statement& Statements::upgradeHash(UserIdType type) noexcept
{
	return typed(UPGRADE_HASH, type);
}


const Api::Statement& Statements::findChange(UserIdType type) noexcept
{
	return typed(FIND_CHANGE, type);
}


const Api::Statement& Statements::addEvent() noexcept
{
	return ADD_EVENT;
}


const Api::Statement& Statements::callChange() noexcept
{
	return CALL_CHANGE;
}


const Api::Statement& Statements::describeSchema() noexcept
{
	return DESCRIBE_SCHEMA;
}


} } // namespace AuthPlug::Password
