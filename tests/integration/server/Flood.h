//
// Flood.h
//
// Tests: integration
//
// Many wrong passwords for one account, as the network sees them.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Flood_INCLUDED
#define AuthPlug_Tests_Flood_INCLUDED


#include "PrivateMariaDb.h"
#include <map>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct FloodReport
	/// What three witnesses saw that do not know of each other, and the logs.
{
	std::map<int, int> statuses;         /// how often each status was answered; 0 counts failures
	int verified = 0;                    /// hashes that the plugin asked for, counted outside of the limit
	int charged = 0;                     /// attempts that the database counts
	std::vector<std::string> logs;       /// what each server has logged

	std::vector<std::string> violations() const;
		/// Returns how this differs from a limit of 5 that is exact; one line
		/// for each witness.
};


class Flood
	/// 500 wrong passwords over 64 connections to two processes that host the
	/// plugin, on one database.
{
public:
	static constexpr int LIMIT = 5;
	static constexpr int REQUESTS = 500;
	static constexpr int CONNECTIONS = 64;
	static constexpr int PROCESSES = 2;

	static FloodReport run(PrivateMariaDb& database, const std::string& pluginFile);
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Flood_INCLUDED
