//
// FaultServer.cpp
//
// Tests: fault
//
// SPDX-License-Identifier: BSL-1.0
//


#include "FaultServer.h"
#include <csignal>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr int PATIENCE_SECONDS = 60;


bool startsWith(const std::string& text, const std::string& beginning)
{
	return text.compare(0, beginning.size(), beginning) == 0;
}


} // namespace


FaultServer::FaultServer(PrivateMariaDb& database, const std::string& pluginFile, const Place& place, std::uint16_t databasePort, Relay relay,
	const Settings& settings):
	_folder(database, pluginFile, databasePort, settings.plugin, settings.host),
	_place(place),
	_relay(relay)
{
	start();
}


void FaultServer::start()
{
	_process.reset();
	_process = std::make_unique<ChildProcess>(
		std::vector<std::string>{AUTHPLUG_FAULT_HOST, _folder.configuration(), _place.folder, _place.key, _relay == Relay::on ? "relay" : "no-relay"},
		std::vector<std::string>(), _folder.file("errors"));
	const std::string word = "port ";
	const std::string line = next(PATIENCE_SECONDS);
	if (!startsWith(line, word)) throw std::runtime_error("the server says: " + line);
	_port = static_cast<std::uint16_t>(std::stoi(line.substr(word.size())));
}


std::uint16_t FaultServer::port() const
{
	return _port;
}


pid_t FaultServer::pid() const
{
	return _process->pid();
}


void FaultServer::command(const std::string& order)
{
	if (!tell(order)) throw std::runtime_error("the server has ended instead of doing: " + order);
}


bool FaultServer::tell(const std::string& order)
{
	_isHit = false;
	_process->writeLine(order);
	std::string line;
	do line = next(PATIENCE_SECONDS); while (!line.empty() && line != "done");
	return !line.empty();
}


void FaultServer::kill()
{
	::kill(_process->pid(), SIGKILL);
}


bool FaultServer::awaitHit(int seconds)
{
	try
	{
		while (!_isHit && !next(seconds).empty()) {}
	}
	catch (const std::runtime_error&)
	{
		// It says nothing: no such point was passed.
	}
	return _isHit;
}


bool FaultServer::awaitDeath()
{
	return _process->wait() == 128 + SIGKILL;
}


void FaultServer::awaitPass(const std::string& point)
{
	command("trace on");  // what it has said before is read with that
	const std::string wanted = "pass " + point;
	std::string line;
	do line = next(PATIENCE_SECONDS); while (!line.empty() && line != wanted);
}


std::vector<std::string> FaultServer::passed()
{
	command("trace off");
	return std::move(_passed);
}


const std::vector<std::string>& FaultServer::unlisted() const
{
	return _unlisted;
}


std::string FaultServer::next(int seconds)
	/// Returns the next line, and takes note of what it says; empty at the end.
{
	std::string line;
	if (!_process->readLine(line, seconds)) return std::string();
	if (startsWith(line, "hit ")) _isHit = true;
	if (startsWith(line, "pass ")) _passed.push_back(line.substr(5));
	if (startsWith(line, "unlisted ")) _unlisted.push_back(line.substr(9));
	return line;
}


} } // namespace AuthPlug::Tests
