//
// Load.h
//
// Tests: soak
//
// 64 connections that never rest.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Load_INCLUDED
#define AuthPlug_Tests_Load_INCLUDED


#include "Client.h"
#include "Site.h"
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Load
	/// A thread for each connection. 22 keep theirs and 16 close it after each
	/// request, with bad and missing tokens, bad bodies and locked users; 8 send
	/// headers or bodies in small pieces; 4 ask the second plugin; 14 change their
	/// passwords to and fro, repeat a change, and guess wrong in between.
	/// Thread-safe.
{
public:
	struct Sample
		/// One request.
	{
		std::chrono::steady_clock::time_point begin;
		std::int64_t micros;
		bool change;  /// one that computes hashes
	};

	struct Options
	{
		std::chrono::milliseconds slowPause{100};  /// between the pieces of a slow client
		std::chrono::milliseconds thinkTime{0};    /// after each request
		int changers = 14;                         /// connections that change passwords
		bool samples = false;                      /// keep one of each request that is not slow
	};

	static Options modest();
		/// Returns those for a host that is many times slower than it should be,
		/// by a sanitizer, and the defaults otherwise.

	Load(const Site& site, const Options& options);
		/// Begins.

	~Load();
		/// Ends.

	void pause();
		/// Returns when all requests are answered and all connections closed.

	void resume();

	std::uint64_t answers() const;

	std::map<std::string, std::uint64_t> answersByKind() const;

	std::vector<std::string> failures() const;
		/// What was wrong, the first 20 times, and how often in all; empty if
		/// nothing was.

	std::vector<Sample> takeSamples();
		/// To be called while paused. Returns those since the last call.

private:
	class Worker;
	using Role = std::function<void(Worker&)>;

	void add(Role role);
	void run(Worker& worker, const Role& role);
	bool mayGoOn(Worker& worker);
	void keepAsking(Worker& worker, bool closing);
	void askSlowly(Worker& worker);
	void askSecond(Worker& worker);
	void changeToAndFro(Worker& worker, int user, bool closing);

	const Site& _site;
	const Options _options;
	std::vector<std::unique_ptr<Worker>> _workers;
	std::vector<std::thread> _threads;

	mutable std::mutex _mutex;
	std::condition_variable _changed;
	bool _pausing = false;
	bool _ending = false;
	std::size_t _parked = 0;
	std::vector<std::string> _failures;
	std::uint64_t _failed = 0;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Load_INCLUDED
