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
	/// doing, and can cut them: shut a socket down, so that the thread that
	/// serves it, or is handed it for that reason, finds the end of input.
	/// Thread-safe.
{
public:
	class Entry
		/// One connection, from before its first byte until before its
		/// descriptor is closed. Used by the thread that serves it.
	{
	public:
		Entry(ConnectionBook& book, int descriptor, std::int64_t waitsMicros);
			/// Waits for its first request from now on, for so long.

		~Entry();

		Entry(const Entry&) = delete;
		Entry& operator = (const Entry&) = delete;

		void beginHeader();
			/// The first byte of a request is there.

		bool endHeader();
			/// The header is complete, and is answered now. Returns false if the
			/// connection was cut.

		void awaitRequest(std::int64_t atMostMicros);
			/// The answer has gone, and nothing of a next request was read. The
			/// next one is waited for, for so long.

	private:
		friend class ConnectionBook;

		// What the connection is doing, and until when it may be waiting or
		// sending a header; in one word, so that no request has to wait for
		// another one's book-keeping. The connection's thread sets all of it but
		// CUT, which stays.
		static constexpr std::uint64_t CUT = 1;
		static constexpr std::uint64_t WAITING = 2;
		static constexpr std::uint64_t HEADER = 4;
		static constexpr std::uint64_t ANSWERING = 8;
		static constexpr int UNTIL_SHIFT = 4;

		std::uint64_t until(std::int64_t atMostMicros) const;
		std::uint64_t become(std::uint64_t state);
			/// Returns the new state, with CUT if that was set.

		ConnectionBook& _book;
		const int _descriptor;
		std::atomic<std::uint64_t> _state;
	};

	ConnectionBook(Api::Clock& clock, std::int64_t headerMicros);
		/// A header may come in for headerMicros.

	bool isBusy(bool headersToo) const;
		/// Tells whether a request would be lost if all connections were cut
		/// now: a connection that has input waits for a thread, or an answer is
		/// under way, or, with headersToo, a header.

	void cutLate();
		/// Cuts the connections that have waited or been sending a header for
		/// longer than they may.

	void cutAll();
		/// Cuts all connections, and those that are still to come.

	std::size_t size() const;

	std::size_t served() const;
		/// Returns how many hold a thread, from the first byte of a request to
		/// the end of its answer.

	std::uint64_t cutOff() const;
		/// Returns how many connections were cut by cutLate() for their header.

private:
	void cut(Entry& entry);

	Api::Clock& _clock;
	const std::int64_t _headerMicros;
	mutable std::mutex _mutex;
	std::set<Entry*> _entries;
	std::uint64_t _cutOff = 0;
	bool _closed = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_ConnectionBook_INCLUDED
