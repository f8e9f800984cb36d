//
// OverloadSource.h
//
// Tests: bench
//
// Ten times the changes that can be served, and cheap requests meanwhile.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_OverloadSource_INCLUDED
#define AuthPlug_Tests_OverloadSource_INCLUDED


#include "Sources.h"
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class OverloadSource: public LoadSource
	/// The first connections change passwords, each at its interval, whatever
	/// the answers to the others are. Who is sent away does not heed Retry-After,
	/// but sends the same once more. The last connections send requests that need
	/// no hash, each by turns those that are given for it.
{
public:
	struct Cheap
	{
		std::string request;
		int wanted;
		bool mayBeShed = false;  /// 503 is an answer, too: it comes as far as the door of the queue
	};

	OverloadSource(BenchServer& server, Accounts& accounts, const Users& users, std::chrono::microseconds changeInterval, std::vector<std::vector<Cheap>> cheap);
		/// `users.connections` of them change passwords; none if that is 0.
		/// `cheap` is for each of the CHEAP_CONNECTIONS.

	static constexpr std::size_t CHEAP_CONNECTIONS = 12;
	static constexpr std::chrono::milliseconds CHEAP_INTERVAL{100};
		/// Long: what is measured must not be much of the load.

	std::size_t connections() const;

	void windowBegins() override;
	void windowEnds() override;
	std::string_view request(std::size_t connection) override;
	void answered(std::size_t connection, int status, std::uint32_t micros) override;
	void failed(std::size_t connection) override;
	std::chrono::microseconds interval(std::size_t connection) const override;

	std::uint64_t other = 0;                  /// answered otherwise than with 200, or 503 where that may be
	std::uint64_t lost = 0;                   /// not answered at all
	std::vector<std::uint32_t> changeMicros;  /// of those that succeeded within the window
	std::vector<std::uint32_t> shedMicros;    /// of those answered 503 within the window
	std::vector<std::uint32_t> cheapMicros;   /// within the window
	std::uint64_t cheapShed = 0;              /// how many of these were 503

private:
	const Cheap* cheapOf(std::size_t connection) const;
		/// Returns nullptr for a connection that changes passwords.

	struct Order
	{
		std::uint64_t user = 0;
		std::string request;  // empty once it is done
		std::size_t step = 0;
	};

	BenchServer& _server;
	Accounts& _accounts;
	const Users _users;
	const std::chrono::microseconds _changeInterval;
	const std::vector<std::vector<Cheap>> _cheap;
	std::mt19937_64 _random;
	std::vector<Order> _orders;
	bool _counting = false;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_OverloadSource_INCLUDED
