//
// Traffic.h
//
// Tests: cluster
//
// Requests to change a password, one at a time and many at once.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Traffic_INCLUDED
#define AuthPlug_Tests_Traffic_INCLUDED


#include "Wire.h"
#include <cstdint>
#include <map>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Shot
	/// A request and the server that it goes to.
{
	std::uint16_t port;
	Request request;
};


class Traffic
	/// Thread-safe.
{
public:
	static Request change(const std::string& token, const std::string& oldPassword, const std::string& newPassword);

	static Request guess(const std::string& token, int number);
		/// A change with a wrong old password, another one for another number.

	static Answer send(std::uint16_t port, const Request& request);
		/// Makes one request on a new connection. The status is 0 if the
		/// connection was lost or could not be made.

	static std::vector<Answer> burst(const std::vector<Shot>& shots);
		/// Opens a connection for each request, sends all of them but for their
		/// last bytes, and then the last bytes at once. Returns the answers in
		/// the order of the requests.

	static std::map<int, int> statuses(const std::vector<Answer>& answers);
		/// Returns how often each status was answered.

	static std::string written(const std::map<int, int>& statuses);

	static bool isWrongPassword(const Answer& answer);
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Traffic_INCLUDED
