//
// main.cpp
//
// Tool:    authplugctl
// Module:  main
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/Version.h"
#include "Arguments.h"
#include "ControlClient.h"
#include "ExitStatus.h"
#include "HostCommands.h"
#include "TerminalText.h"
#include "Verifier.h"
#include "VerifyChild.h"
#include <Poco/Exception.h>
#include <iostream>


namespace {


using namespace AuthPlug::Ctl;


ExitStatus verify(const Arguments& arguments)
{
	const VerifyReport report = Verifier(arguments).run();
	std::cout << (arguments.json ? report.json() + "\n" : report.text()) << std::flush;
	return report.passed ? EXIT_OK : EXIT_NOT_OK;
}


ExitStatus run(const Arguments& arguments)
{
	switch (arguments.command)
	{
	case Arguments::Command::help:
		std::cout << Arguments::usage();
		return EXIT_OK;
	case Arguments::Command::version:
		std::cout << "authplugctl " << AUTHPLUG_VERSION << ", API " << AUTHPLUG_API_NUMBER << std::endl;
		return EXIT_OK;
	case Arguments::Command::verify:
		return verify(arguments);
	default:
		return runOnHost(arguments);
	}
}


int complain(const std::string& reason, ExitStatus status)
{
	std::cerr << "authplugctl: " << printable(reason) << std::endl;
	return status;
}


} // namespace


int main(int argc, char** argv)
{
	try
	{
		if (argc == 6 && std::string(argv[1]) == VerifyChild::OPTION) return VerifyChild(VerifyChild::Task::from({argv + 1, argv + argc})).run();
		return run(Arguments::parse(argc, argv));
	}
	catch (const UsageError& error)
	{
		return complain(std::string(error.what()) + "; see --help", EXIT_USAGE);
	}
	catch (const Unreachable& error)
	{
		return complain(error.what(), EXIT_UNREACHABLE);
	}
	catch (const Refused& error)
	{
		return complain(error.what(), EXIT_NOT_OK);
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
