//
// ConnectionBookTest.cpp
//
// Tests: http
//
// When a service may cut its connections without losing a request.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/FakeClock.h"
#include "Cases.h"
#include "ConnectionBook.h"
#include <sys/socket.h>
#include <unistd.h>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Host::ConnectionBook;


namespace {


constexpr std::int64_t WAIT_MICROS = 5000;
constexpr std::int64_t HEADER_MICROS = 1000;


struct Booked
	/// A book, and a socket with its peer.
{
	Booked()
	{
		CPPUNIT_ASSERT_EQUAL(0, ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
	}

	~Booked()
	{
		::close(ends[0]);
		if (ends[1] >= 0) ::close(ends[1]);
	}

	void peerSends()
	{
		CPPUNIT_ASSERT_EQUAL(ssize_t(1), ::send(ends[1], "P", 1, 0));
	}

	void peerCloses()
	{
		::close(ends[1]);
		ends[1] = -1;
	}

	bool busy(bool headersToo = true) const
	{
		return book.isBusy(headersToo);
	}

	bool isCut()
		/// Tells whether the peer sees the end.
	{
		char byte = 0;
		return ::recv(ends[1], &byte, 1, MSG_DONTWAIT) == 0;
	}

	Testing::FakeClock clock;
	ConnectionBook book{clock, HEADER_MICROS};
	int ends[2] = {-1, -1};
};


} // namespace


AUTHPLUG_CASES(ConnectionBookTest)
{
	addCase(suite, "NobodyIsNotBusy", []
	{
		Booked at;
		CPPUNIT_ASSERT(!at.busy());
	});

	addCase(suite, "WaitingIsNotBusy", []
	{
		Booked at;
		const ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		CPPUNIT_ASSERT(!at.busy());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), at.book.size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), at.book.served());
	});

	addCase(suite, "InputThatWaitsForAThreadIsBusy", []
	{
		Booked at;
		const ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		at.peerSends();
		CPPUNIT_ASSERT(at.busy(true));
		CPPUNIT_ASSERT(at.busy(false));
	});

	addCase(suite, "PeerThatHasGoneIsNotBusy", []
	{
		Booked at;
		const ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		at.peerCloses();
		CPPUNIT_ASSERT(!at.busy());
	});

	addCase(suite, "HeaderIsBusyForItsGrace", []
	{
		Booked at;
		ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		entry.beginHeader();
		CPPUNIT_ASSERT(at.busy(true));
		CPPUNIT_ASSERT(!at.busy(false));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), at.book.served());
	});

	addCase(suite, "AnswerIsBusyUntilItHasGone", []
	{
		Booked at;
		ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		entry.beginHeader();
		CPPUNIT_ASSERT(entry.endHeader());
		CPPUNIT_ASSERT(at.busy(true));
		CPPUNIT_ASSERT(at.busy(false));
		entry.awaitRequest(WAIT_MICROS);
		CPPUNIT_ASSERT(!at.busy());
	});

	addCase(suite, "WhoComesAfterTheCutIsCut", []
	{
		Booked at;
		at.book.cutAll();
		ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		entry.beginHeader();
		CPPUNIT_ASSERT(!entry.endHeader());
	});

	addCase(suite, "WhoWaitsTooLongIsCut", []
	{
		Booked at;
		const ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		at.clock.advance(WAIT_MICROS);
		at.book.cutLate();
		CPPUNIT_ASSERT(!at.isCut());
		at.clock.advance(1);
		at.book.cutLate();
		CPPUNIT_ASSERT(at.isCut());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), at.book.cutOff());
	});

	addCase(suite, "WhoseInputWaitsForAThreadIsNotLate", []
	{
		Booked at;
		const ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		at.peerSends();
		at.clock.advance(2*WAIT_MICROS);
		at.book.cutLate();
		CPPUNIT_ASSERT(!at.isCut());
	});

	addCase(suite, "SlowHeaderIsCutAndCounted", []
	{
		Booked at;
		ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		at.clock.advance(WAIT_MICROS);
		entry.beginHeader();
		at.clock.advance(HEADER_MICROS);
		at.book.cutLate();
		CPPUNIT_ASSERT(!at.isCut());
		at.clock.advance(1);
		at.book.cutLate();
		at.book.cutLate();
		CPPUNIT_ASSERT(at.isCut());
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(1), at.book.cutOff());
		CPPUNIT_ASSERT(!entry.endHeader());
	});

	addCase(suite, "AnswerIsNeverLate", []
	{
		Booked at;
		ConnectionBook::Entry entry(at.book, at.ends[0], WAIT_MICROS);
		entry.beginHeader();
		CPPUNIT_ASSERT(entry.endHeader());
		at.clock.advance(1000*WAIT_MICROS);
		at.book.cutLate();
		CPPUNIT_ASSERT(!at.isCut());
		entry.awaitRequest(WAIT_MICROS);
		at.book.cutLate();
		CPPUNIT_ASSERT(!at.isCut());
	});
}
