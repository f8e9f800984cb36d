//
// Burst.h
//
// Tests: attack
//
// Many requests that arrive as one.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Burst_INCLUDED
#define AuthPlug_Tests_Burst_INCLUDED


#include "Wire.h"
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Burst
	/// Holds the last byte of each request back until all the rest is with the
	/// servers, then releases the last bytes together: the network adds nothing
	/// to how far apart the requests are. Not thread-safe.
{
public:
	void add(std::uint16_t port, const Request& request);
		/// Sends all but the last byte, on a connection of its own.

	std::vector<Answer> release();
		/// Returns the answers, in the order of add(). Throws if a connection
		/// ends without one.

	static std::map<int, int> statuses(const std::vector<Answer>& answers);

	static std::string written(const std::map<int, int>& statuses);
		/// Such as "5 x 401, 495 x 429".

private:
	struct Shot
	{
		std::unique_ptr<Wire> wire;
		std::string lastByte;
	};

	std::vector<Shot> _shots;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Burst_INCLUDED
