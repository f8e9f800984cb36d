//
// Driver.cpp
//
// Tests: support
//
// Runs the registered CppUnit tests: a line for each test, then the closing
// line `N passed, N failed, N skipped`.
//
//   driver            runs all tests
//   driver TEXT...    runs the tests whose name contains one of the texts
//   driver --list     prints the names
//
// A test during which a secret was written fails. What is printed holds none.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include "Cases.h"
#include "LeakWatch.h"
#include <cppunit/Exception.h>
#include <cppunit/Protector.h>
#include <cppunit/TestFailure.h>
#include <cppunit/TestListener.h>
#include <cppunit/TestResult.h>
#include <cppunit/extensions/TestFactoryRegistry.h>
#include <cstring>
#include <iostream>
#include <vector>


namespace {


bool skipping = false;
std::string skipReason;


class SkipProtector: public CppUnit::Protector
	/// Turns a Skipped into a mark instead of an error.
{
public:
	bool protect(const CppUnit::Functor& functor, const CppUnit::ProtectorContext& /*context*/) override
	{
		try
		{
			return functor();
		}
		catch (const AuthPlug::Tests::Skipped& skipped)
		{
			skipping = true;
			skipReason = skipped.what();
			return false;
		}
	}
};


class Reporter: public CppUnit::TestListener
{
public:
	void startTest(CppUnit::Test* /*test*/) override
	{
		_failures.clear();
		skipping = false;
	}

	void addFailure(const CppUnit::TestFailure& failure) override
	{
		std::string text = failure.sourceLine().fileName() + ":" + std::to_string(failure.sourceLine().lineNumber()) + ": ";
		if (const CppUnit::Exception* exception = failure.thrownException())
		{
			text += exception->message().shortDescription() + " " + exception->message().details();
		}
		_failures += "    " + text + "\n";
	}

	void endTest(CppUnit::Test* test) override
	{
		addLeaks();
		if (!_failures.empty()) fail(test->getName());
		else if (skipping)
		{
			++skipped;
			std::cout << "skip " << test->getName() << ": " << skipReason << std::endl;
		}
		else
		{
			++passed;
			std::cout << "ok   " << test->getName() << std::endl;
		}
	}

	void end()
		/// Threads may have written something after the last test.
	{
		_failures.clear();
		addLeaks();
		if (!_failures.empty()) fail("after all tests");
	}

	int passed = 0;
	int failed = 0;
	int skipped = 0;

private:
	void addLeaks()
	{
		for (const std::string& leak: AuthPlug::Tests::LeakWatch::take()) _failures += "    " + leak + "\n";
	}

	void fail(const std::string& name)
		/// Messages of assertions may show what was compared.
	{
		++failed;
		std::cout << "FAIL " << name << "\n" << AuthPlug::Tests::Canary::masked(_failures) << std::flush;
	}

	std::string _failures;
};


void collect(CppUnit::Test* test, std::vector<CppUnit::Test*>& leaves)
{
	if (test->getChildTestCount() == 0)
	{
		if (!dynamic_cast<CppUnit::TestSuite*>(test)) leaves.push_back(test);
		return;
	}
	for (int i = 0; i < test->getChildTestCount(); ++i) collect(test->getChildTestAt(i), leaves);
}


bool wanted(const std::string& name, int argc, char** argv)
{
	if (argc < 2) return true;
	for (int i = 1; i < argc; ++i)
	{
		if (name.find(argv[i]) != std::string::npos) return true;
	}
	return false;
}


} // namespace


int main(int argc, char** argv)
{
	const std::unique_ptr<CppUnit::Test> root(CppUnit::TestFactoryRegistry::getRegistry().makeTest());
	std::vector<CppUnit::Test*> tests;
	collect(root.get(), tests);

	if (argc == 2 && std::strcmp(argv[1], "--list") == 0)
	{
		for (CppUnit::Test* test : tests) std::cout << test->getName() << "\n";
		return 0;
	}

	// Before any thread: the word is put into the environment.
	AuthPlug::Tests::Canary::word();
	CppUnit::TestResult result;
	result.pushProtector(new SkipProtector);
	Reporter reporter;
	result.addListener(&reporter);
	for (CppUnit::Test* test : tests)
	{
		if (wanted(test->getName(), argc, argv)) test->run(&result);
	}
	reporter.end();
	std::cout << reporter.passed << " passed, " << reporter.failed << " failed, " << reporter.skipped << " skipped" << std::endl;
	// A selection that matches nothing is a mistake, not a success.
	return reporter.failed == 0 && reporter.passed + reporter.skipped > 0 ? 0 : 1;
}
