//
// ConnectFailed.h
//
// Library: AuthPlug/Host
// Package: Data
// Module:  ConnectFailed
//
// Connecting to the database has failed.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ConnectFailed_INCLUDED
#define AuthPlug_Host_ConnectFailed_INCLUDED


#include <stdexcept>


namespace AuthPlug {
namespace Host {


class ConnectFailed: public std::runtime_error
	/// Connecting failed; what() is a fixed word for the reason. The text of the
	/// server or the library is never kept: it names the account.
{
public:
	ConnectFailed(const char* reason, unsigned number): std::runtime_error(reason), _number(number)
	{
	}

	unsigned number() const noexcept
		/// Returns the error number, see SqlError.
	{
		return _number;
	}

private:
	unsigned _number;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ConnectFailed_INCLUDED
