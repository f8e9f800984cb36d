//
// SqlError.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  SqlError
//
// What an error number of the server or of the client library means.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_SqlError_INCLUDED
#define AuthPlug_Host_SqlError_INCLUDED


#include <string>
#include <string_view>


namespace AuthPlug {
namespace Host {


enum class ErrorKind
{
	none,
	conflict,   /// the server took the statement or the transaction back: run the whole unit again
	ambiguous,  /// 1180, a COMMIT that failed inside the server: it may have happened; run the whole unit again
	lost,       /// the connection is gone, and with it the answer
	refused,    /// the statement failed for good, the connection is as good as before
	poisoned    /// the statement failed for good, the connection is not to be used again
};


class SqlError
	/// An error number. Its text is never kept: it can hold the statement and
	/// values of rows.
{
public:
	/// Numbers of our own, outside of the server's and the library's.
	static constexpr unsigned NONE = 0;
	static constexpr unsigned MISUSE = 1;       /// the statement was not used as it was declared
	static constexpr unsigned UNKNOWN = 2;      /// POCO reported an error without a number
	static constexpr unsigned NOT_IN_TRANSACTION = 3;  /// the transaction has ended without COMMIT
	static constexpr unsigned VALUE_TOO_BIG = 4;  /// a fetched value does not fit its declared type
	static constexpr unsigned TIME_OVER = 5;    /// the deadline had passed; nothing was sent

	static constexpr unsigned DEADLOCK = 1213;
	static constexpr unsigned SERVER_LOST = 2013;

	static ErrorKind kindOf(unsigned number) noexcept;

	static unsigned numberIn(std::string_view pocoText) noexcept;
		/// Returns the number at the tail of a statement exception's text, or
		/// UNKNOWN. The text before the tail is the server's message and holds
		/// users' data; what follows the number is the statement.

	static const char* connectReason(unsigned number) noexcept;
		/// Returns a fixed word for the reason why connecting failed.

	static const char* connectReason(std::string_view pocoText) noexcept;
		/// The same, from the text of POCO's exception: that has no number, and
		/// names the account.
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_SqlError_INCLUDED
