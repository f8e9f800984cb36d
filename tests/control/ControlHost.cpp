//
// ControlHost.cpp
//
// Tests: control
//
// A server process that hosts plugins and nothing else:
//
//   control-host FILE.properties
//
// Prints "port N" when it serves.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PluginHost.h"
#include "AuthPlug/Host/SignalThread.h"
#include <Poco/Exception.h>
#include <iostream>


using namespace AuthPlug;


int main(int argc, char** argv)
{
	if (argc != 2) return 64;
	try
	{
		Host::SignalThread::block();
		const auto settings = Host::PluginHost::schema().check(Host::PropertiesFile::load(argv[1]));
		Host::PluginHost host(*settings);
		host.start();
		std::cout << "port " << host.http()->port() << std::endl;
		Host::SignalThread([&] { host.plugins().requestReload(); }).waitForStop();
		return host.stop(10000) ? 0 : 1;
	}
	catch (const Poco::Exception& exception)
	{
		std::cerr << exception.message() << std::endl;
		return 1;
	}
}
