//
// Routes.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  Routes
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/Routes.h"
#include <utility>


namespace AuthPlug {
namespace Host {


Routes::Routes(): _table(std::make_shared<const RouteTable>())
{
}


std::shared_ptr<const RouteTable> Routes::current() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _table;
}


void Routes::swap(std::shared_ptr<const RouteTable> table)
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_table.swap(table);
	}
	// The old table is let go outside of the lock.
}


} } // namespace AuthPlug::Host
