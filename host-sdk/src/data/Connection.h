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
#include <Poco/Data/Session.h>
#include <list>
#include <map>
#include <memory>
#include <mysql.h>
#include <stdexcept>
#include <string>


namespace AuthPlug {
namespace Host {


class PreparedStatement;


class ConnectFailed: public std::runtime_error
	/// Connecting failed; what() is a fixed word for the reason.
{
public:
	using std::runtime_error::runtime_error;
};


class Connection
	/// A POCO session with its prologue run and its statements cached. POCO
	/// connects, signs in and closes; statements run on its handle. For one
	/// thread at a time.
{
public:
	static constexpr std::size_t MAX_STATEMENTS = 128;

	Connection(const DatabaseOptions& options, unsigned timeoutSeconds, Api::Clock& clock);
		/// Connects and signs in. Throws ConnectFailed.

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

	Poco::Data::Session session() const;

	Api::MonotonicTime createdAt() const noexcept;
	Api::MonotonicTime idleSince() const noexcept;
	void markIdle(Api::MonotonicTime now) noexcept;

private:
	struct Cached
	{
		std::unique_ptr<PreparedStatement> statement;
		std::list<std::string>::iterator place;
	};

	void close() noexcept;
	PreparedStatement* find(std::string_view sql, unsigned& failure);
	unsigned serverStatus() const noexcept;

	std::unique_ptr<Poco::Data::Session> _session;
	MYSQL* _handle = nullptr;
	int _descriptor = -1;  // a duplicate of the library's, which it closes, for others to reuse its number, when it likes
	std::list<std::string> _recent;  // statements, the last used first
	std::map<std::string_view, Cached> _statements;  // keys view _recent
	Api::MonotonicTime _createdAt;
	Api::MonotonicTime _idleSince;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Connection_INCLUDED
