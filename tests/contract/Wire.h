//
// Wire.h
//
// Tests: contract
//
// HTTP as bytes on a connection.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Wire_INCLUDED
#define AuthPlug_Tests_Wire_INCLUDED


#include <Poco/Net/StreamSocket.h>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Answer
	/// What came back, as it came.
{
	int status = 0;
	std::string reason;
	std::vector<std::pair<std::string, std::string>> headers;
	std::string body;

	std::string header(const std::string& name) const;
		/// Returns the header's value; several are joined by " | ". Names are
		/// compared without case. Empty if there is none.

	bool has(const std::string& name) const;
};


struct Request
	/// What goes out. Content-Length and Host are added unless headers holds them.
{
	std::string method = "GET";
	std::string path;
	std::vector<std::pair<std::string, std::string>> headers;
	std::string body;

	Request& with(const std::string& name, const std::string& value);
	Request& bearer(const std::string& token);

	std::string bytes() const;

	static Request get(const std::string& path);
	static Request json(const std::string& method, const std::string& path, const std::string& body);
};


class Wire
	/// One connection to a server on this machine. Not thread-safe.
{
public:
	explicit Wire(std::uint16_t port);
		/// Connects. Throws Poco::Exception.

	void send(const std::string& bytes);

	Answer receive(bool head = false);
		/// Reads one answer. Throws std::runtime_error if the connection ends
		/// or nothing comes for 60 s before it is complete.

	bool ended();
		/// Waits up to 5 s and tells whether the server has closed.

	bool endedInOrder();
		/// The same for up to 20 s, but a reset does not count, and nothing more may
		/// have come.

	bool silent();
		/// Tells, without waiting, whether nothing more has come, no end either.

private:
	bool fill();

	Poco::Net::StreamSocket _socket;
	std::string _buffer;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Wire_INCLUDED
