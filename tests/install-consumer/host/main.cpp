//
// main.cpp
//
// Tests: install-consumer
//
// Runs the foreign server until SIGTERM; with --stamp it only says what decides
// whether plugins fit.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ForeignHost.h"
#include <AuthPlug/Api/Handshake.h>
#include <AuthPlug/Host/PropertiesFile.h>
#include <AuthPlug/Host/SignalThread.h>
#include <Poco/Exception.h>
#include <iostream>
#include <string>


using namespace AuthPlug;


int main(int argc, char** argv)
{
	if (argc != 2) return 64;
	if (std::string(argv[1]) == "--stamp")
	{
		std::cout << Api::buildStamp().flags << std::endl;
		return 0;
	}
	try
	{
		Host::SignalThread::block();
		ForeignHost host(*ForeignHost::schema().check(Host::PropertiesFile::load(argv[1])));
		host.start();
		std::cout << "port " << host.port() << std::endl;

		Host::SignalThread([&] { host.reload(); }).waitForStop();
		host.stop();
		return 0;
	}
	catch (const Poco::Exception& exception)
	{
		std::cerr << "foreign-host: " << exception.displayText() << std::endl;
		return 1;
	}
}
