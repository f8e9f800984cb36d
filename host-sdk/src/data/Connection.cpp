//
// Connection.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  Connection
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Connection.h"
#include "ConnectFailed.h"
#include "PreparedStatement.h"
#include "SqlError.h"
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr unsigned UNKNOWN_SYSTEM_VARIABLE = 1193;


std::string seconds(std::uint32_t millis)
{
	std::string fraction = std::to_string(millis % 1000);
	fraction.insert(0, 3 - fraction.size(), '0');
	return std::to_string(millis / 1000) + "." + fraction;
}


} // namespace


Connection::Connection(std::unique_ptr<Session> session, Api::Clock& clock):
	_session(std::move(session)),
	_handle(_session->handle()),
	_descriptor(::fcntl(::mysql_get_socket(_handle), F_DUPFD_CLOEXEC, 0)),
	_createdAt(clock.monotonic()),
	_idleSince(_createdAt)
{
	if (_descriptor < 0) throw ConnectFailed("no_descriptor", SqlError::UNKNOWN);
}


Connection::~Connection()
{
	// Statements first: they use the handle.
	_statements.clear();
	_session.reset();
	::close(_descriptor);
}


void Connection::prepareSession(const DatabaseOptions& options)
{
	const std::string_view version = ::mysql_get_server_info(_handle) ? ::mysql_get_server_info(_handle) : "";
	const bool isMariaDb = version.find("MariaDB") != std::string_view::npos;
	const std::string variables =
		"SET SESSION time_zone='+00:00'"
		// Fixed, so that no server's default changes what a statement means.
		// SIMULTANEOUS_ASSIGNMENT is left out on purpose: assignments of the
		// guess limit count on their order.
		", sql_mode='STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'"
		", autocommit=1"
		", innodb_lock_wait_timeout=" + std::to_string(options.lockWaitTimeoutSeconds)
		+ (isMariaDb
			? ", max_statement_time=" + seconds(options.statementTimeoutMillis)
			: ", max_execution_time=" + std::to_string(options.statementTimeoutMillis));
	unsigned error = command(variables);
	if (!error) error = command("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
	if (!error)
	{
		const unsigned galera = command("SET SESSION wsrep_sync_wait=1");
		if (galera != UNKNOWN_SYSTEM_VARIABLE) error = galera;
	}
	if (error) throw ConnectFailed("session_variables", error);
}


unsigned Connection::execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count,
	Api::RowVisitor* visitor, Api::StatementResult& result, bool& sent)
{
	unsigned failure = SqlError::NONE;
	PreparedStatement* const prepared = find(statement.sql, failure);
	if (!prepared) return failure;
	return prepared->execute(statement, parameters, count, visitor, result, sent);
}


PreparedStatement* Connection::find(std::string_view sql, unsigned& failure)
{
	const auto found = _statements.find(sql);
	if (found != _statements.end())
	{
		_recent.splice(_recent.begin(), _recent, found->second.place);
		return found->second.statement.get();
	}
	auto statement = std::make_unique<PreparedStatement>(_handle);
	failure = statement->prepare(sql);
	if (failure) return nullptr;
	if (_statements.size() == MAX_STATEMENTS)
	{
		_statements.erase(_recent.back());
		_recent.pop_back();
	}
	// A copy of the text: the plugin that it came from may be unloaded.
	_recent.emplace_front(sql);
	PreparedStatement* const prepared = statement.get();
	_statements.emplace(_recent.front(), Cached{std::move(statement), _recent.begin()});
	return prepared;
}


unsigned Connection::command(std::string_view sql) noexcept
{
	if (::mysql_real_query(_handle, sql.data(), sql.size()) == 0) return SqlError::NONE;
	const unsigned number = ::mysql_errno(_handle);
	return number != 0 ? number : SqlError::UNKNOWN;
}


unsigned Connection::serverStatus() const noexcept
{
	unsigned status = 0;
	if (::mariadb_get_infov(_handle, MARIADB_CONNECTION_SERVER_STATUS, &status) != 0) return 0;
	return status;
}


bool Connection::inTransaction() const noexcept
{
	return (serverStatus() & SERVER_STATUS_IN_TRANS) != 0;
}


bool Connection::isReusable() const noexcept
{
	return (serverStatus() & (SERVER_STATUS_IN_TRANS | SERVER_STATUS_AUTOCOMMIT)) == SERVER_STATUS_AUTOCOMMIT;
}


bool Connection::looksAlive() const noexcept
{
	char byte = 0;
	const auto got = ::recv(descriptor(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
	return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}


bool Connection::ping() noexcept
{
	return ::mysql_ping(_handle) == 0;
}


void Connection::abandon() noexcept
{
	::shutdown(descriptor(), SHUT_RDWR);
}


int Connection::descriptor() const noexcept
{
	return _descriptor;
}


Session& Connection::session() const noexcept
{
	return *_session;
}


Api::MonotonicTime Connection::createdAt() const noexcept
{
	return _createdAt;
}


Api::MonotonicTime Connection::idleSince() const noexcept
{
	return _idleSince;
}


void Connection::markIdle(Api::MonotonicTime now) noexcept
{
	_idleSince = now;
}


} } // namespace AuthPlug::Host
