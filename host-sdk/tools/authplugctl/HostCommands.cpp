//
// HostCommands.cpp
//
// Tool:    authplugctl
// Module:  HostCommands
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HostCommands.h"
#include "ControlClient.h"
#include "StatusTable.h"
#include "TerminalText.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <iostream>
#include <sstream>


namespace AuthPlug {
namespace Ctl {


namespace {


using Poco::JSON::Array;
using Poco::JSON::Object;
using Command = Arguments::Command;
using std::chrono::milliseconds;

constexpr milliseconds DEFAULT_TIMEOUT(60000);
constexpr milliseconds PATIENCE(10000);  // with the host, beyond what it was told to wait


milliseconds timeoutOf(const Arguments& arguments)
{
	if (arguments.command == Command::status) return milliseconds(0);
	return arguments.timeout.count() > 0 ? arguments.timeout : DEFAULT_TIMEOUT;
}


std::string requestOf(const Arguments& arguments)
{
	Object request;
	request.set("version", 1);
	request.set("command", arguments.command == Command::status ? "status" : arguments.command == Command::reload ? "reload" : "drain");
	if (arguments.command != Command::status) request.set("timeoutMillis", timeoutOf(arguments).count());
	if (!arguments.operands.empty())
	{
		Array plugins;
		for (const std::string& plugin: arguments.operands) plugins.add(plugin);
		request.set("plugins", plugins);
	}
	std::ostringstream line;
	request.stringify(line);
	return line.str();
}


void showProgress(const Object& progress)
{
	const Array::Ptr waiting = progress.getArray("waiting");
	std::string text;
	for (std::size_t i = 0; waiting && i < waiting->size(); ++i)
	{
		const Object::Ptr row = waiting->getObject(static_cast<unsigned>(i));
		if (!row) continue;
		text += text.empty() ? "" : ", ";
		const Poco::UInt64 inside = row->optValue<Poco::UInt64>("inFlight", 0);
		text += printable(row->optValue<std::string>("plugin", "")) + " generation " + std::to_string(row->optValue<Poco::UInt64>("generation", 0));
		text += inside > 0 ? ": " + std::to_string(inside) + " inside" : ": stopping";
	}
	std::cerr << "waiting: " << text << std::endl;
}


Object::Ptr parse(const std::string& status)
{
	try
	{
		return Poco::JSON::Parser().parse(status).extract<Object::Ptr>();
	}
	catch (const Poco::Exception&)
	{
		throw Unreachable("the host's answer is no status");
	}
}


} // namespace


ExitStatus runOnHost(const Arguments& arguments)
{
	ControlClient client(arguments.socketPath, timeoutOf(arguments) + PATIENCE);
	const ControlClient::Answer answer = client.ask(requestOf(arguments), showProgress);
	const Object::Ptr status = parse(answer.status);
	if (arguments.json) std::cout << answer.status << std::endl;
	else std::cout << StatusTable(*status, StatusTable::terminalWidth()).text() << std::flush;
	if (!answer.complete)
	{
		std::cerr << "authplugctl: not done after " << inSeconds(timeoutOf(arguments)) << "; it goes on" << std::endl;
		return EXIT_NOT_DONE;
	}
	return status->optValue("ok", false) ? EXIT_OK : EXIT_NOT_OK;
}


} } // namespace AuthPlug::Ctl
