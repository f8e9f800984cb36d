//
// ClientTest.cpp
//
// Tests: soak
//
// That the load's clients notice what is wrong with an answer: a server that
// sends bytes as it is told to stands in for the host.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "Client.h"
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <stdexcept>
#include <thread>


using namespace AuthPlug::Tests;


namespace {


const std::string HEADERS =
	"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	"Content-Type: application/json; charset=utf-8\r\n"
	"Cache-Control: no-store\r\n"
	"X-Content-Type-Options: nosniff\r\n";

const std::string GOOD = "HTTP/1.1 200 OK\r\n" + HEADERS + "Connection: Keep-Alive\r\nContent-Length: 4\r\n\r\nnull";


std::string with(std::string text, const std::string& part, const std::string& other)
{
	const std::string::size_type at = text.find(part);
	if (at == std::string::npos) throw std::runtime_error("no " + part);
	return text.replace(at, part.size(), other);
}


class Impostor
	/// Answers one request with these bytes.
{
public:
	enum class End
	{
		close,  /// at once
		reset,
		wait    /// until the client has closed
	};

	Impostor(std::string bytes, End end):
		_socket(Poco::Net::SocketAddress("127.0.0.1", 0)),
		_thread([this, bytes = std::move(bytes), end] { answer(bytes, end); })
	{
	}

	~Impostor()
	{
		_thread.join();
	}

	std::uint16_t port() const
	{
		return _socket.address().port();
	}

private:
	void answer(const std::string& bytes, End end)
	{
		Poco::Net::StreamSocket peer = _socket.acceptConnection();
		std::string request;
		char piece[4096];
		// The body is the last that comes, and ends with a brace.
		while (request.empty() || request.back() != '}') request.append(piece, static_cast<std::size_t>(peer.receiveBytes(piece, sizeof(piece))));
		peer.sendBytes(bytes.data(), static_cast<int>(bytes.size()));
		if (end == End::reset) peer.setLinger(true, 0);
		while (end == End::wait && peer.receiveBytes(piece, sizeof(piece)) > 0) {}
	}

	Poco::Net::ServerSocket _socket;
	std::thread _thread;
};


std::string faultOf(const std::string& bytes, bool closing, Impostor::End end)
	/// Returns what a client says that wants to change a password.
{
	Impostor impostor(bytes, end);
	Client client(impostor.port(), std::chrono::milliseconds(0));
	Ask ask = Ask::change("token", "Old-password-1", "New-password-1");
	if (closing) ask.closing();
	try
	{
		client.ask(ask);
		return std::string();
	}
	catch (const std::runtime_error& error)
	{
		return error.what();
	}
}


} // namespace


AUTHPLUG_CASES(ClientTest)
{
	const std::string closing = with(GOOD, "Keep-Alive", "Close");
	const struct
	{
		const char* name;
		std::string bytes;
		const char* fault;  // empty: none
		bool closing = false;
		Impostor::End end = Impostor::End::wait;
	} rows[] = {
		{"a right answer", GOOD, ""},
		{"a right answer, then the end", closing, "", true, Impostor::End::close},
		{"no answer", "", "ended in the middle of a header", false, Impostor::End::close},
		{"half a header", GOOD.substr(0, 40), "ended in the middle of a header", false, Impostor::End::close},
		{"half a body", GOOD.substr(0, GOOD.size() - 1), "ended in the middle of a body", false, Impostor::End::close},
		{"a reset", GOOD.substr(0, GOOD.size() - 1), "eset", false, Impostor::End::reset},
		{"more than the answer", GOOD + "x", "more than the answer"},
		{"more than the last answer", closing + "x", "not in order", true, Impostor::End::close},
		{"wrong status", with(GOOD, "200 OK", "401 Unauthorized"), "status: wanted \"200\", got \"401\""},
		{"wrong reason", with(GOOD, "200 OK", "200 Fine"), "reason: "},
		{"wrong body", with(GOOD, "null", "nul0"), "body: "},
		{"wrong length", with(GOOD, "null", "nul"), "middle of a body", false, Impostor::End::close},
		{"no length", with(GOOD, "Content-Length: 4\r\n", ""), "without Content-Length"},
		{"length twice", with(GOOD, "Content-Length: 4\r\n", "Content-Length: 4\r\nContent-Length: 4\r\n"), "Content-Length"},
		{"wrong type", with(GOOD, "json;", "text;"), "Content-Type: "},
		{"unknown header", with(GOOD, "Date", "X-Date"), "unknown header X-Date"},
		{"a challenge that does not belong", with(GOOD, "Date: ", "WWW-Authenticate: Bearer\r\nDate: "), "WWW-Authenticate: "},
		{"closing although it was not asked to", closing, "Connection: "},
		{"not closing although it was asked to", GOOD, "Connection: ", true}};
	for (const auto& row: rows)
	{
		addCase(suite, row.name, [bytes = row.bytes, wanted = std::string(row.fault), closing = row.closing, end = row.end]
		{
			const std::string fault = faultOf(bytes, closing, end);
			if (wanted.empty()) CPPUNIT_ASSERT_EQUAL(std::string(), fault);
			else CPPUNIT_ASSERT_MESSAGE(fault, fault.find(wanted) != std::string::npos);
		});
	}
}
