//
// Cases.h
//
// Tests: support
//
// Table-driven test cases that are reported under their own names, and tests
// that say why they can't run.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Cases_INCLUDED
#define AuthPlug_Tests_Cases_INCLUDED


#include <cppunit/TestCase.h>
#include <cppunit/TestSuite.h>
#include <cppunit/extensions/AutoRegisterSuite.h>
#include <cppunit/extensions/HelperMacros.h>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>


namespace AuthPlug {
namespace Tests {


class Skipped: public std::runtime_error
	/// Thrown by a test that can't run here; the driver counts it as skipped
	/// and prints the reason.
{
public:
	explicit Skipped(const std::string& reason): std::runtime_error(reason)
	{
	}
};


class Case: public CppUnit::TestCase
	/// One test made of a name and a function.
{
public:
	Case(const std::string& name, std::function<void()> body): CppUnit::TestCase(name), _body(std::move(body))
	{
	}

	void runTest() override
	{
		_body();
	}

private:
	std::function<void()> _body;
};


inline void addCase(CppUnit::TestSuite& suite, const std::string& name, std::function<void()> body)
	/// Adds a test named `suite::name`.
{
	suite.addTest(new Case(suite.getName() + "::" + name, std::move(body)));
}


} } // namespace AuthPlug::Tests


#define AUTHPLUG_CASES(suiteName) \
	namespace { \
	struct suiteName \
	{ \
		static void fill(CppUnit::TestSuite& suite); \
		static CppUnit::Test* suite() \
		{ \
			auto cases = std::make_unique<CppUnit::TestSuite>(#suiteName); \
			fill(*cases); \
			return cases.release(); \
		} \
	}; \
	} \
	CPPUNIT_TEST_SUITE_REGISTRATION(suiteName); \
	void suiteName::fill(CppUnit::TestSuite& suite)
	/// Defines and registers a suite of cases; the body that follows adds them
	/// to `suite`.


#endif // AuthPlug_Tests_Cases_INCLUDED
