//
// Routes.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  Routes
//
// The routes in force, swapped as a whole.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Routes_INCLUDED
#define AuthPlug_Host_Routes_INCLUDED


#include "AuthPlug/Host/RouteTable.h"
#include <memory>
#include <mutex>


namespace AuthPlug {
namespace Host {


class Routes
	/// Holds the snapshot of routes in force. Readers take it as it is; the
	/// plugin manager replaces it in one step. Thread-safe.
{
public:
	Routes();
		/// Starts with an empty table.

	std::shared_ptr<const RouteTable> current() const;

	void swap(std::shared_ptr<const RouteTable> table);
		/// Puts another table in force. Requests that have entered a gate of the
		/// old one go on.

private:
	mutable std::mutex _mutex;
	std::shared_ptr<const RouteTable> _table;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Routes_INCLUDED
