//
// Connection.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  Connection
//
// One connection to the database.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Connection_INCLUDED
#define AuthPlug_Host_Connection_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Host/DatabaseOptions.h"
#include "Session.h"
#include <list>
#include <map>
#include <memory>
#include <mysql.h>
#include <string>


namespace AuthPlug {
namespace Host {


class PreparedStatement;


class Connection
	/// A session with its prologue run and its statements cached. For one thread
	/// at a time.
{
public:
	static constexpr std::size_t MAX_STATEMENTS = 128;

	Connection(std::unique_ptr<Session> session, Api::Clock& clock);
		/// Takes a session that is signed in. Throws ConnectFailed.

	Connection(const Connection&) = delete;
	Connection& operator = (const Connection&) = delete;

	~Connection();

	void prepareSession(const DatabaseOptions& options);
		/// Sets the session's variables; to be called once, first. Throws
		/// ConnectFailed.

	unsigned execute(const Api::Statement& statement, const Api::Value* parameters, std::size_t count,
		Api::RowVisitor* visitor, Api::StatementResult& result, bool& sent);
		/// Runs a statement, see PreparedStatement::execute(). Returns 0 or the
		/// error number.

	unsigned command(std::string_view sql) noexcept;
		/// Runs a statement of ours without parameters or rows. Returns 0 or
		/// the error number.

	bool inTransaction() const noexcept;
		/// What the server said with its last answer that was not an error.

	bool isReusable() const noexcept;
		/// True if the session is as it was: no transaction, autocommit on.

	bool looksAlive() const noexcept;
		/// True if the peer has neither closed the connection nor sent anything
		/// unasked. Sends nothing.

	bool ping() noexcept;
		/// Asks for a sign of life.

	void abandon() noexcept;
		/// Ends the connection at once: nothing that follows, the destructor
		/// included, waits for the server.

	int descriptor() const noexcept;

	Session& session() const noexcept;

	Api::MonotonicTime createdAt() const noexcept;
	Api::MonotonicTime idleSince() const noexcept;
	void markIdle(Api::MonotonicTime now) noexcept;

private:
	struct Cached
	{
		std::unique_ptr<PreparedStatement> statement;
		std::list<std::string>::iterator place;
	};

	PreparedStatement* find(std::string_view sql, unsigned& failure);
	unsigned serverStatus() const noexcept;

	std::unique_ptr<Session> _session;
	MYSQL* const _handle;
	int _descriptor = -1;  // a duplicate of the library's, which it closes, for others to reuse its number, when it likes
	std::list<std::string> _recent;  // statements, the last used first
	std::map<std::string_view, Cached> _statements;  // keys view _recent
	Api::MonotonicTime _createdAt;
	Api::MonotonicTime _idleSince;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Connection_INCLUDED
