//
// ChangePath.h
//
// Tests: integration
//
// One process with one account, and the two ways in which a change is written.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_ChangePath_INCLUDED
#define AuthPlug_Tests_ChangePath_INCLUDED


#include "ChangeFixture.h"
#include "ChangeWorld.h"
#include "PrivateMariaDb.h"
#include <string>


namespace AuthPlug {
namespace Tests {
namespace ChangePaths {


struct World: ChangeWorld
	/// One process and one account, signed in.
{
	explicit World(const ChangeOptions& options): ChangeWorld(options)
	{
		signIn(account.id(), "token");
	}

	void assertUnchanged()
	{
		CPPUNIT_ASSERT_EQUAL(Testing::FakeHasher::stored(OLD), account.password("hash"));
		CPPUNIT_ASSERT_EQUAL(std::string("0"), account.password("version"));
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(0), account.events());
	}

	Account account;
};


enum class Path
	/// How a change is written.
{
	statements,
	procedure
};


inline const char* nameOf(Path path)
{
	return path == Path::procedure ? "by procedure: " : "by statements: ";
}


inline ChangeOptions plain(Path path)
{
	PrivateMariaDb& server = PrivateMariaDb::shared();
	if (path == Path::procedure)
	{
		static const bool added = (server.addProcedure(server.database()), true);
		static_cast<void>(added);
	}
	ChangeOptions options = optionsFor(server);
	options.procedure = path == Path::procedure;
	return options;
}


} } } // namespace AuthPlug::Tests::ChangePaths


#endif // AuthPlug_Tests_ChangePath_INCLUDED
