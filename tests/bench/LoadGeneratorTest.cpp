//
// LoadGeneratorTest.cpp
//
// Tests: bench
//
// That the generator counts what it should: a server that does as it is told.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "LoadGenerator.h"
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <vector>


using namespace AuthPlug::Tests;


namespace {


constexpr const char* REQUEST = "PUT / HTTP/1.1\r\n\r\n";


class ScriptedServer
	/// Takes one connection for each script, one after the other; answers each
	/// request with the next of the script's pieces, and closes after the last.
{
public:
	using Script = std::vector<std::vector<std::string>>;  // for each request, the pieces of its answer

	explicit ScriptedServer(std::vector<Script> scripts):
		_socket(Poco::Net::SocketAddress("127.0.0.1", 0)),
		_thread([this, scripts = std::move(scripts)] { serve(scripts); })
	{
	}

	~ScriptedServer()
	{
		_thread.join();
	}

	std::uint16_t port() const
	{
		return _socket.address().port();
	}

private:
	void serve(const std::vector<Script>& scripts)
	{
		for (const Script& script : scripts)
		{
			Poco::Net::StreamSocket connection = _socket.acceptConnection();
			for (const std::vector<std::string>& pieces : script)
			{
				char request[256];
				if (connection.receiveBytes(request, sizeof(request)) <= 0) break;
				for (const std::string& piece : pieces)
				{
					connection.sendBytes(piece.data(), static_cast<int>(piece.size()));
					std::this_thread::sleep_for(std::chrono::milliseconds(5));
				}
			}
		}
	}

	Poco::Net::ServerSocket _socket;
	std::thread _thread;
};


class Asking: public LoadSource
	/// Sends so many requests.
{
public:
	explicit Asking(int count, std::chrono::milliseconds interval = {}): _left(count), _interval(interval)
	{
	}

	std::string_view request(std::size_t) override
	{
		if (_left == 0) return {};
		--_left;
		return REQUEST;
	}

	void windowBegins() override
	{
		answersBefore = durations.size();
	}

	void windowEnds() override
	{
		answersBeforeEnd = durations.size();
	}

	void answered(std::size_t, int status, std::uint32_t micros) override
	{
		++statuses[status];
		durations.push_back(micros);
	}

	void failed(std::size_t) override
	{
		++failures;
	}

	std::chrono::microseconds interval(std::size_t) const override
	{
		return _interval;
	}

	std::map<int, int> statuses;
	std::vector<std::uint32_t> durations;
	std::uint64_t answersBefore = 0;
	std::uint64_t answersBeforeEnd = 0;
	int failures = 0;

private:
	int _left;
	const std::chrono::milliseconds _interval;
};


std::string answer(int status, const std::string& headers = std::string())
{
	return "HTTP/1.1 " + std::to_string(status) + " Some\r\n" + headers + "Content-Length: 4\r\n\r\nnull";
}


constexpr std::chrono::milliseconds WINDOW(500);


} // namespace


AUTHPLUG_CASES(LoadGeneratorTest)
{
	addCase(suite, "answers are counted by status, on one connection", []
	{
		const ScriptedServer server({{{answer(200)}, {answer(429)}, {answer(200)}}});
		Asking source(3);
		const LoadGenerator::Outcome outcome = LoadGenerator::run(server.port(), 1, WINDOW, source, std::chrono::milliseconds(0));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(3), outcome.answers);
		CPPUNIT_ASSERT_EQUAL(2, source.statuses[200]);
		CPPUNIT_ASSERT_EQUAL(1, source.statuses[429]);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), outcome.failures);
	});

	addCase(suite, "an answer in pieces is one answer, as late as its last piece", []
	{
		const ScriptedServer server({{{"HTTP/1.1 400 B", "ad\r\nContent-Le", "ngth: 4\r\n\r", "\nnu", "ll"}, {answer(200)}}});
		Asking source(2);
		LoadGenerator::run(server.port(), 1, WINDOW, source, std::chrono::milliseconds(0));
		CPPUNIT_ASSERT_EQUAL(1, source.statuses[400]);
		CPPUNIT_ASSERT_EQUAL(1, source.statuses[200]);
		CPPUNIT_ASSERT(source.durations.at(0) >= 20000);
	});

	addCase(suite, "a connection that ends without an answer is a failure, and another one is made", []
	{
		const ScriptedServer server({{{"HTTP/1.1 200"}}, {{answer(200)}}});
		Asking source(2);
		const LoadGenerator::Outcome outcome = LoadGenerator::run(server.port(), 1, WINDOW, source, std::chrono::milliseconds(0));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), outcome.failures);
		CPPUNIT_ASSERT_EQUAL(1, source.failures);
		CPPUNIT_ASSERT_EQUAL(1, source.statuses[200]);
	});

	addCase(suite, "after Connection: close another connection is made, without a failure", []
	{
		const ScriptedServer server({{{answer(200, "Connection: Close\r\n")}}, {{answer(200)}}});
		Asking source(2);
		const LoadGenerator::Outcome outcome = LoadGenerator::run(server.port(), 1, WINDOW, source, std::chrono::milliseconds(0));
		CPPUNIT_ASSERT_EQUAL(2, source.statuses[200]);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), outcome.failures);
	});

	addCase(suite, "an interval lies between the requests", []
	{
		const ScriptedServer server({ScriptedServer::Script(50, {answer(200)})});
		Asking source(50, std::chrono::milliseconds(100));
		LoadGenerator::run(server.port(), 1, WINDOW, source, std::chrono::milliseconds(0));
		CPPUNIT_ASSERT(source.statuses[200] >= 1);
		CPPUNIT_ASSERT(source.statuses[200] <= 6);
	});

	addCase(suite, "an answer is timed when it comes, not when the generator reads it", []
	{
		// It sleeps for 100 ms at a time while nothing is to be sent.
		const ScriptedServer server({ScriptedServer::Script(50, {answer(200)})});
		Asking source(3, std::chrono::milliseconds(200));
		LoadGenerator::run(server.port(), 1, WINDOW, source, std::chrono::milliseconds(0));
		CPPUNIT_ASSERT(!source.durations.empty());
		CPPUNIT_ASSERT(*std::min_element(source.durations.begin(), source.durations.end()) < 50000);
	});

	addCase(suite, "what is answered before the window does not count", []
	{
		const ScriptedServer server({ScriptedServer::Script(50, {answer(200)})});
		Asking source(50, std::chrono::milliseconds(100));
		const LoadGenerator::Outcome outcome = LoadGenerator::run(server.port(), 1, std::chrono::milliseconds(1000), source, WINDOW);
		const auto all = static_cast<std::uint64_t>(source.statuses[200]);
		CPPUNIT_ASSERT(source.answersBefore >= 1);
		CPPUNIT_ASSERT(outcome.answers >= 1);
		CPPUNIT_ASSERT_EQUAL(source.answersBeforeEnd - source.answersBefore, outcome.answers);
		CPPUNIT_ASSERT(outcome.answers < all);
		CPPUNIT_ASSERT(outcome.seconds >= 1);
	});

	addCase(suite, "nobody there is an error", []
	{
		Poco::Net::ServerSocket taken(Poco::Net::SocketAddress("127.0.0.1", 0));
		const std::uint16_t port = taken.address().port();
		taken.close();
		Asking source(1);
		CPPUNIT_ASSERT_THROW(LoadGenerator::run(port, 1, WINDOW, source, std::chrono::milliseconds(0)), std::runtime_error);
	});
}
