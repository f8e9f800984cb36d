//
// Crest.h
//
// Tests: soak
//
// As many connections as the host has threads.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Crest_INCLUDED
#define AuthPlug_Tests_Crest_INCLUDED


#include "Ask.h"
#include "Site.h"
#include <cppunit/TestAssert.h>
#include <memory>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Crest
	/// Holds a connection for each of the host's threads, each of them having
	/// answered a request. The pool of threads has its full size then, whatever it
	/// was before, so that what the process takes can be compared.
{
public:
	explicit Crest(const Site& site)
	{
		const Ask ask = Ask::badToken();
		for (int i = 0; i < Site::THREADS; ++i)
		{
			_wires.push_back(std::make_unique<Wire>(site.port()));
			_wires.back()->send(ask.request.bytes());
			CPPUNIT_ASSERT_EQUAL(std::string(), ask.faultOf(_wires.back()->receive(), false));
		}
	}

private:
	std::vector<std::unique_ptr<Wire>> _wires;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Crest_INCLUDED
