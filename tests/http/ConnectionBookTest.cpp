//
// ConnectionBookTest.cpp
//
// Tests: http
//
// When a service may cut its connections without losing a request.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SystemClock.h"
#include "Cases.h"
#include "ConnectionBook.h"
#include <sys/socket.h>
#include <unistd.h>


using namespace AuthPlug;
using namespace AuthPlug::Tests;
using Host::ConnectionBook;


namespace {


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

	bool busy(bool headersToo = true, std::uint64_t refused = 0) const
	{
		return book.isBusy(refused, headersToo);
	}

	Host::SystemClock clock;
	ConnectionBook book{clock};
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

	addCase(suite, "AcceptedAndNotYetTakenIsBusy", []
	{
		Booked at;
		at.book.arrive();
		CPPUNIT_ASSERT(at.busy(true));
		CPPUNIT_ASSERT(at.busy(false));
		const ConnectionBook::Entry entry(at.book, at.ends[0]);
		CPPUNIT_ASSERT(!at.busy());
	});

	addCase(suite, "RefusedIsNotWaitedFor", []
	{
		Booked at;
		at.book.arrive();
		at.book.arrive();
		CPPUNIT_ASSERT(at.busy(true, 1));
		CPPUNIT_ASSERT(!at.busy(true, 2));
	});

	addCase(suite, "DepartedIsNotWaitedFor", []
	{
		Booked at;
		at.book.arrive();
		{
			const ConnectionBook::Entry entry(at.book, at.ends[0]);
		}
		CPPUNIT_ASSERT(at.busy());
		at.book.depart();
		CPPUNIT_ASSERT(!at.busy());
	});

	addCase(suite, "InputThatNobodyHasReadIsBusy", []
	{
		Booked at;
		at.book.arrive();
		const ConnectionBook::Entry entry(at.book, at.ends[0]);
		at.peerSends();
		CPPUNIT_ASSERT(at.busy(true));
		CPPUNIT_ASSERT(!at.busy(false));
	});

	addCase(suite, "PeerThatHasGoneIsNotBusy", []
	{
		Booked at;
		at.book.arrive();
		const ConnectionBook::Entry entry(at.book, at.ends[0]);
		at.peerCloses();
		CPPUNIT_ASSERT(!at.busy());
	});

	addCase(suite, "HeaderIsBusyForItsGrace", []
	{
		Booked at;
		at.book.arrive();
		ConnectionBook::Entry entry(at.book, at.ends[0]);
		entry.beginHeader();
		CPPUNIT_ASSERT(at.busy(true));
		CPPUNIT_ASSERT(!at.busy(false));
	});

	addCase(suite, "AnswerIsBusyUntilItHasGone", []
	{
		Booked at;
		at.book.arrive();
		ConnectionBook::Entry entry(at.book, at.ends[0]);
		entry.beginHeader();
		CPPUNIT_ASSERT(entry.endHeader());
		CPPUNIT_ASSERT(at.busy(true));
		CPPUNIT_ASSERT(at.busy(false));
		entry.endRequest();
		CPPUNIT_ASSERT(!at.busy());
	});

	addCase(suite, "WhoComesAfterTheCutIsCut", []
	{
		Booked at;
		at.book.cutAll();
		ConnectionBook::Entry entry(at.book, at.ends[0]);
		entry.beginHeader();
		CPPUNIT_ASSERT(!entry.endHeader());
	});
}
