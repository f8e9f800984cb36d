//
// main.cpp
//
// Tool:    authplug-calibrate
// Module:  main
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/Version.h"
#include "Arguments.h"
#include "HashTimer.h"
#include "PropertyLines.h"
#include <Poco/Exception.h>
#include <iostream>


namespace {


using namespace AuthPlug::Calibrate;


enum ExitStatus: int
{
	EXIT_DONE = 0,
	EXIT_TOO_SLOW = 1,
	EXIT_USAGE = 64,
	EXIT_NO_MEMORY = 69,
	EXIT_SOFTWARE = 70
};


ExitStatus calibrate(const Arguments& arguments)
{
	HashTimer timer(arguments.engineChoice());
	Wish wish = arguments.wish;
	if (wish.slots == 0) wish.slots = HashTimer::processors();
	const std::string engineName = timer.engineName();
	const Search search([&](const AuthPlug::Password::Argon2Options& cost, std::size_t slots) { return timer.measure(cost, slots); });
	const Recommendation recommendation = search.find(wish);
	std::cout << remarks(recommendation, wish, engineName)
		<< "\n# host.properties\n" << hostLines(recommendation)
		<< "\n# plugins.d/password-change.properties; a login that makes hashes needs the same memory and passes\n"
		<< pluginLines(recommendation, arguments.engine) << std::flush;
	return recommendation.tooSlow ? EXIT_TOO_SLOW : EXIT_DONE;
}


ExitStatus run(const Arguments& arguments)
{
	if (arguments.help)
	{
		std::cout << Arguments::usage();
		return EXIT_DONE;
	}
	if (arguments.version)
	{
		std::cout << "authplug-calibrate " << AUTHPLUG_VERSION << std::endl;
		return EXIT_DONE;
	}
	return calibrate(arguments);
}


int complain(const std::string& reason, ExitStatus status)
{
	std::cerr << "authplug-calibrate: " << reason << std::endl;
	return status;
}


} // namespace


int main(int argc, char** argv)
{
	try
	{
		return run(Arguments::parse({argv + 1, argv + argc}));
	}
	catch (const UsageError& error)
	{
		return complain(std::string(error.what()) + "; see --help", EXIT_USAGE);
	}
	catch (const BudgetTooSmall& error)
	{
		return complain(error.what(), EXIT_NO_MEMORY);
	}
	catch (const Poco::OutOfMemoryException& exception)
	{
		return complain(exception.message(), EXIT_NO_MEMORY);
	}
	catch (const Poco::Exception& exception)
	{
		return complain(exception.displayText(), EXIT_SOFTWARE);
	}
	catch (const std::exception& exception)
	{
		return complain(exception.what(), EXIT_SOFTWARE);
	}
}
