//
// ConnectionBook.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ConnectionBook
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ConnectionBook.h"
#include <algorithm>
#include <sys/socket.h>


namespace AuthPlug {
namespace Host {


namespace {


bool hasInput(int descriptor)
{
	char byte = 0;
	return ::recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}


} // namespace


ConnectionBook::Entry::Entry(ConnectionBook& book, int descriptor, std::int64_t waitsMicros):
	_book(book), _descriptor(descriptor), _state(until(waitsMicros) | WAITING)
{
	const std::lock_guard<std::mutex> lock(_book._mutex);
	_book._entries.insert(this);
	if (_book._closed) _book.cut(*this);
}


ConnectionBook::Entry::~Entry()
{
	const std::lock_guard<std::mutex> lock(_book._mutex);
	_book._entries.erase(this);
}


std::uint64_t ConnectionBook::Entry::until(std::int64_t atMostMicros) const
{
	return static_cast<std::uint64_t>(_book._clock.monotonic().micros + atMostMicros) << UNTIL_SHIFT;
}


std::uint64_t ConnectionBook::Entry::become(std::uint64_t state)
{
	std::uint64_t old = _state.load();
	while (!_state.compare_exchange_weak(old, state | (old & CUT))) {}
	return state | (old & CUT);
}


void ConnectionBook::Entry::beginHeader()
{
	become(until(_book._headerMicros) | HEADER);
}


bool ConnectionBook::Entry::endHeader()
{
	return (become(ANSWERING) & CUT) == 0;
}


void ConnectionBook::Entry::awaitRequest(std::int64_t atMostMicros)
{
	become(until(atMostMicros) | WAITING);
}


ConnectionBook::ConnectionBook(Api::Clock& clock, std::int64_t headerMicros): _clock(clock), _headerMicros(headerMicros)
{
}


bool ConnectionBook::isBusy(bool headersToo) const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return std::any_of(_entries.begin(), _entries.end(), [headersToo](const Entry* entry)
	{
		const std::uint64_t state = entry->_state.load();
		if ((state & Entry::ANSWERING) != 0) return true;
		if ((state & Entry::WAITING) != 0) return hasInput(entry->_descriptor);
		return headersToo && (state & Entry::HEADER) != 0;
	});
}


void ConnectionBook::cutLate()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	const std::int64_t now = _clock.monotonic().micros;
	for (Entry* entry: _entries)
	{
		std::uint64_t state = entry->_state.load();
		const bool timed = (state & (Entry::WAITING | Entry::HEADER)) != 0 && (state & Entry::CUT) == 0;
		if (!timed || now <= static_cast<std::int64_t>(state >> Entry::UNTIL_SHIFT)) continue;
		// A request that waits for a thread is not late.
		if ((state & Entry::WAITING) != 0 && hasInput(entry->_descriptor)) continue;
		// Not if a header begins or ends at this moment.
		if (!entry->_state.compare_exchange_strong(state, state | Entry::CUT)) continue;
		cut(*entry);
		if ((state & Entry::HEADER) != 0) ++_cutOff;
	}
}


void ConnectionBook::cutAll()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_closed = true;
	for (Entry* entry: _entries) cut(*entry);
}


std::size_t ConnectionBook::size() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _entries.size();
}


std::size_t ConnectionBook::served() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return static_cast<std::size_t>(std::count_if(_entries.begin(), _entries.end(),
		[](const Entry* entry) { return (entry->_state.load() & Entry::WAITING) == 0; }));
}


std::uint64_t ConnectionBook::cutOff() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _cutOff;
}


void ConnectionBook::cut(Entry& entry)
{
	// The entry goes before its descriptor is closed, so this is never the
	// descriptor of another connection. An error means that it is down already.
	entry._state.fetch_or(Entry::CUT);
	::shutdown(entry._descriptor, SHUT_RDWR);
}


} } // namespace AuthPlug::Host
