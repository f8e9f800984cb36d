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


void ConnectionBook::Entry::beginHeader()
{
	const std::lock_guard<std::mutex> lock(_book._mutex);
	_phase = Phase::header;
	_headerSince = _book._clock.monotonic();
}


bool ConnectionBook::Entry::endHeader()
{
	const std::lock_guard<std::mutex> lock(_book._mutex);
	_phase = Phase::answering;
	return !_cut;
}


void ConnectionBook::Entry::endRequest()
{
	const std::lock_guard<std::mutex> lock(_book._mutex);
	_phase = Phase::waiting;
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
		if (entry->_phase == Entry::Phase::answering) return true;
		return headersToo && (entry->_phase == Entry::Phase::header || hasInput(entry->_descriptor));
	});
}


void ConnectionBook::cutSlowHeaders(std::int64_t atMostMicros)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	const Api::MonotonicTime now = _clock.monotonic();
	for (Entry* entry: _entries)
	{
		if (entry->_phase != Entry::Phase::header || entry->_cut || now - entry->_headerSince <= atMostMicros) continue;
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
	::shutdown(entry._descriptor, SHUT_RDWR);
	entry._cut = true;
}


} } // namespace AuthPlug::Host
