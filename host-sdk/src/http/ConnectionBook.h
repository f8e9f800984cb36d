//
// ConnectionBook.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ConnectionBook
//
// The open connections of a service.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_ConnectionBook_INCLUDED
#define AuthPlug_Host_ConnectionBook_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include <cstddef>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>


namespace AuthPlug {
namespace Host {


class ConnectionBook
	/// Knows the connections from when they are accepted, and what each is
	/// doing, and can cut those that a thread serves: shut a socket down, so that
	/// the thread wakes up with the end of input. Thread-safe.
{
public:
	class Entry
		/// One connection, from before its first byte until before its
		/// descriptor is closed. Used by the connection's thread.
	{
	public:
		Entry(ConnectionBook& book, int descriptor);
		~Entry();

		Entry(const Entry&) = delete;
		Entry& operator = (const Entry&) = delete;

		void beginHeader();
			/// The first byte of a request is there.

		bool endHeader();
			/// The header is complete, and is answered now. Returns false if the
			/// connection was cut.

		void endRequest();
			/// The answer has gone, and nothing of a next request was read.

	private:
		friend class ConnectionBook;

		// What the connection is doing, and since when if it is a header; in one
		// word, so that no request has to wait for another one's book-keeping.
		// The connection's thread sets all of it but CUT, which stays.
		static constexpr std::uint64_t CUT = 1;
		static constexpr std::uint64_t HEADER = 2;
		static constexpr std::uint64_t ANSWERING = 4;
		static constexpr int SINCE_SHIFT = 3;

		std::uint64_t become(std::uint64_t state);
			/// Returns the new state, with CUT if that was set.

		ConnectionBook& _book;
		const int _descriptor;
		std::atomic<std::uint64_t> _state{0};
	};

	explicit ConnectionBook(Api::Clock& clock);

	void arrive();
		/// A connection was accepted.

	void depart();
		/// A connection that had a thread is gone.

	bool isBusy(std::uint64_t refused, bool headersToo) const;
		/// Tells whether a request would be lost if all connections were cut
		/// now: a connection that arrived waits for a thread (unless it is one
		/// of the refused), or an answer is under way, or, with headersToo, a
		/// header, or input that nobody has read yet.

	void cutSlowHeaders(std::int64_t atMostMicros);
		/// Cuts the connections whose header has been coming in for longer.

	void cutAll();
		/// Cuts all connections, and those that are still to come.

	std::size_t size() const;
	std::uint64_t cutOff() const;
		/// Returns how many connections cutSlowHeaders() has cut.

private:
	void cut(Entry& entry);

	Api::Clock& _clock;
	mutable std::mutex _mutex;
	std::set<Entry*> _entries;
	std::uint64_t _arrived = 0;
	std::uint64_t _departed = 0;
	std::uint64_t _cutOff = 0;
	bool _closed = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ConnectionBook_INCLUDED
