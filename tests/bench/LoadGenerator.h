//
// LoadGenerator.h
//
// Tests: bench
//
// HTTP requests over many connections, from one thread.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_LoadGenerator_INCLUDED
#define AuthPlug_Tests_LoadGenerator_INCLUDED


#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Tests {


class LoadSource
	/// Says what each connection sends, and hears what came back.
{
public:
	virtual std::string_view request(std::size_t connection) = 0;
		/// Returns the next request of a connection, which stays as it is until
		/// the connection is heard of; empty to send nothing any more.

	virtual void answered(std::size_t connection, int status, std::uint32_t micros) = 0;
		/// The whole answer is there, so long after the request was sent.

	virtual void failed(std::size_t connection) = 0;
		/// The connection ended without an answer.

	virtual void windowBegins();
	virtual void windowEnds();
		/// What is answered between these two is what counts. Nothing by default.

	virtual std::chrono::microseconds interval(std::size_t connection) const;
		/// Returns the time from one request of a connection to its next one, if
		/// that is longer than the answer takes; 0 for a request as soon as
		/// the answer is there.

protected:
	~LoadSource() = default;
};


class LoadGenerator
	/// Keeps its connections open from request to request, as long as the server
	/// does, with one request under way on each. Only the status of an answer is
	/// looked at: it has to leave the processors to those it measures.
{
public:
	struct Outcome
	{
		double seconds = 0;       /// of the window
		double drainSeconds = 0;  /// after it, until the last answer was there
		double cpuSeconds = 0;    /// what the generator itself took of a processor in the window
		std::uint64_t answers = 0;  /// that came within the window
		std::uint64_t failures = 0;
		std::uint64_t refused = 0;  /// connections that could not be made
	};

	static Outcome run(std::uint16_t port, std::size_t connections, std::chrono::milliseconds window, LoadSource& source,
		std::chrono::milliseconds lead = LEAD);
		/// Connects to 127.0.0.1, sends for the lead and for the window, then waits
		/// for the answers that are out, at most half a minute. Throws
		/// std::runtime_error if it can't make a single connection.

	static constexpr std::chrono::milliseconds LEAD{500};
		/// Until as many requests are half done as at the window's end: else what
		/// was begun in the window and answered after it would be missing.
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_LoadGenerator_INCLUDED
