//
// MariaDbDatabase.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  MariaDbDatabase
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/MariaDbDatabase.h"
#include "MariaDbConnector.h"


namespace AuthPlug {
namespace Host {


MariaDbDatabase::MariaDbDatabase(const DatabaseOptions& options, Api::Clock& clock, Api::Random& random, Api::Log& log):
	SqlDatabase(std::make_unique<MariaDbConnector>(options, clock), clock, random, log)
{
}


} } // namespace AuthPlug::Host
