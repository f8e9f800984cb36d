//
// Client.h
//
// Tests: soak
//
// One connection after the other, each answer checked to its last byte.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Client_INCLUDED
#define AuthPlug_Tests_Client_INCLUDED


#include "Ask.h"
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>


namespace AuthPlug {
namespace Tests {


class Client
	/// Keeps its connection as long as the server has to. Not thread-safe.
{
public:
	enum class Pace
	{
		once,        /// all bytes at once
		slowHeader,  /// the header in small pieces, with pauses
		slowBody     /// the same of the body
	};

	static constexpr int KEEP_ALIVE_REQUESTS = 500;
		/// What `http.keep_alive_requests` has to be: the last of them is
		/// answered with `Connection: close`.

	Client(std::uint16_t port, std::chrono::milliseconds pause);
		/// `pause` is the one between small pieces.

	void ask(const Ask& ask, Pace pace = Pace::once);
		/// Throws std::runtime_error that says what is wrong with the answer,
		/// or how the connection failed; the next request has a new connection.

	void hangUp();

private:
	void exchange(const Ask& ask, Pace pace);
	void send(const std::string& bytes, Pace pace);
	void sendInPieces(const std::string& bytes);

	const std::uint16_t _port;
	const std::chrono::milliseconds _pause;
	std::unique_ptr<Wire> _wire;
	int _left = 0;  // requests on this connection
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Client_INCLUDED
