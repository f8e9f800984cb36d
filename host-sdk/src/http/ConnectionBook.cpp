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


ConnectionBook::Entry::Entry(ConnectionBook& book, int descriptor): _book(book), _descriptor(descriptor)
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


std::uint64_t ConnectionBook::Entry::become(std::uint64_t state)
{
	std::uint64_t old = _state.load();
	while (!_state.compare_exchange_weak(old, state | (old & CUT))) {}
	return state | (old & CUT);
}


void ConnectionBook::Entry::beginHeader()
{
	become(static_cast<std::uint64_t>(_book._clock.monotonic().micros) << SINCE_SHIFT | HEADER);
}


bool ConnectionBook::Entry::endHeader()
{
	return (become(ANSWERING) & CUT) == 0;
}


void ConnectionBook::Entry::endRequest()
{
	become(0);
}


ConnectionBook::ConnectionBook(Api::Clock& clock): _clock(clock)
{
}


void ConnectionBook::arrive()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	++_arrived;
}


void ConnectionBook::depart()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	++_departed;
}


bool ConnectionBook::isBusy(std::uint64_t refused, bool headersToo) const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	if (_arrived > refused + _departed + _entries.size()) return true;
	return std::any_of(_entries.begin(), _entries.end(), [headersToo](const Entry* entry)
	{
		const std::uint64_t state = entry->_state.load();
		if ((state & Entry::ANSWERING) != 0) return true;
		return headersToo && ((state & Entry::HEADER) != 0 || hasInput(entry->_descriptor));
	});
}


void ConnectionBook::cutSlowHeaders(std::int64_t atMostMicros)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	const std::int64_t now = _clock.monotonic().micros;
	for (Entry* entry: _entries)
	{
		std::uint64_t state = entry->_state.load();
		const auto since = static_cast<std::int64_t>(state >> Entry::SINCE_SHIFT);
		const bool slow = (state & (Entry::HEADER | Entry::CUT)) == Entry::HEADER && now - since > atMostMicros;
		// Not if the header ends at this moment.
		if (!slow || !entry->_state.compare_exchange_strong(state, state | Entry::CUT)) continue;
		cut(*entry);
		++_cutOff;
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
