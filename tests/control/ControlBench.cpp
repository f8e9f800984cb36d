//
// ControlBench.cpp
//
// Tests: control
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ControlBench.h"
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/StreamCopier.h>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


CtlResult runCtl(const std::vector<std::string>& arguments, const std::vector<std::string>& environment)
{
	const TemporaryFolder folder;
	const std::string errors = folder.file("errors");
	std::vector<std::string> command = {AUTHPLUG_CTL};
	command.insert(command.end(), arguments.begin(), arguments.end());
	std::vector<std::string> variables = {"COLUMNS=80"};
	variables.insert(variables.end(), environment.begin(), environment.end());
	ChildProcess process(command, variables, errors);
	CtlResult result;
	for (std::string line; process.readLine(line, 120);) result.output += line + "\n";
	result.status = process.wait();
	result.errors = contentOf(errors);
	return result;
}


ControlClient::ControlClient(const std::string& path): _socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
	::sockaddr_un address{};
	address.sun_family = AF_UNIX;
	std::memcpy(address.sun_path, path.c_str(), std::min(path.size(), sizeof(address.sun_path) - 1));
	const ::timeval patience{30, 0};
	::setsockopt(_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (::connect(_socket, reinterpret_cast<const ::sockaddr*>(&address), sizeof(address)) == 0) return;
	const int reason = errno;
	::close(_socket);
	throw std::runtime_error(std::strerror(reason));
}


ControlClient::~ControlClient()
{
	::close(_socket);
}


void ControlClient::send(const std::string& bytes)
{
	std::size_t sent = 0;
	while (sent < bytes.size())
	{
		const ssize_t count = ::send(_socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
		if (count <= 0) return;  // it has closed; what it said is to be read
		sent += static_cast<std::size_t>(count);
	}
}


void ControlClient::endSending()
{
	::shutdown(_socket, SHUT_WR);
}


std::string ControlClient::line()
{
	std::string line;
	for (char byte; ::recv(_socket, &byte, 1, 0) == 1 && byte != '\n';) line += byte;
	return line;
}


std::string ControlClient::rest()
{
	std::string bytes;
	char piece[4096];
	for (ssize_t count; (count = ::recv(_socket, piece, sizeof(piece), 0)) > 0;) bytes.append(piece, static_cast<std::size_t>(count));
	return bytes;
}


std::string ControlClient::ask(const std::string& path, const std::string& bytes)
{
	ControlClient client(path);
	client.send(bytes);
	return client.rest();
}


ControlBench::ControlBench()
{
	folder.folder("plugins");
	folder.folder("plugins.d");
}


void ControlBench::start()
{
	setHost(_more);
	_host = std::make_unique<ChildProcess>(std::vector<std::string>{AUTHPLUG_CONTROL_HOST, folder.file("host.properties")},
		std::vector<std::string>(), folder.file("errors"));
	std::string line;
	if (!_host->readLine(line) || line.compare(0, 5, "port ") != 0) throw std::runtime_error("the host did not start: " + errors());
	_port = static_cast<std::uint16_t>(std::stoi(line.substr(5)));
}


int ControlBench::startAndFail()
{
	setHost(_more);
	ChildProcess host({AUTHPLUG_CONTROL_HOST, folder.file("host.properties")}, {}, folder.file("errors"));
	std::string line;
	if (host.readLine(line)) throw std::runtime_error("the host did start");
	return host.wait();
}


int ControlBench::stop(int signal)
{
	const int status = _host->signalAndWait(signal);
	_host.reset();
	return status;
}


pid_t ControlBench::pid() const
{
	return _host->pid();
}


void ControlBench::install(const std::string& fixture, const std::string& library)
{
	folder.write("plugins/.new", contentOf(std::string(FIXTURE_FOLDER) + "/" + fixture + ".so"), 0755);
	std::filesystem::rename(folder.file("plugins/.new"), folder.file("plugins/" + library + ".so"));
}


void ControlBench::configure(const std::string& text, const std::string& plugin)
{
	folder.write("plugins.d/.new", text, 0644);
	std::filesystem::rename(folder.file("plugins.d/.new"), folder.file("plugins.d/" + plugin + ".properties"));
}


void ControlBench::setHost(const std::string& lines)
{
	_more = lines;
	std::string text = "http.port = 0\n"
		"database.host = 127.0.0.1\n"
		"database.user = nobody\n"
		"database.name = nothing\n"
		"plugins.config_directory = " + folder.file("plugins.d") + "\n"
		"plugins.directory = " + folder.file("plugins") + "\n"
		"plugins.run_directory = " + folder.file("run") + "\n"
		"log.file = " + folder.file("log") + "\n" + lines;
	if (lines.find("plugins.poll") == std::string::npos) text += "plugins.poll = 0\n";
	if (lines.find("control.socket") == std::string::npos) text += "control.socket = " + socket() + "\n";
	folder.write("host.properties", text);
}


CtlResult ControlBench::ctl(std::vector<std::string> arguments, const std::vector<std::string>& environment) const
{
	arguments.insert(arguments.begin(), {"--socket", socket()});
	return runCtl(arguments, environment);
}


std::string ControlBench::ask(const std::string& request) const
{
	return ControlClient::ask(socket(), request);
}


Poco::JSON::Object::Ptr ControlBench::status() const
{
	const std::string answer = ask(STATUS);
	const std::string document = answer.substr(answer.find('\n') + 1);
	return Poco::JSON::Parser().parse(document).extract<Poco::JSON::Object::Ptr>();
}


std::string ControlBench::stateOf(const std::string& plugin) const
{
	const Poco::JSON::Array::Ptr rows = status()->getArray("plugins");
	for (std::size_t i = 0; i < rows->size(); ++i)
	{
		const Poco::JSON::Object::Ptr row = rows->getObject(static_cast<unsigned>(i));
		if (row->getValue<std::string>("name") == plugin) return row->getValue<std::string>("state");
	}
	return "none";
}


int ControlBench::get(const std::string& path) const
{
	Poco::Net::HTTPClientSession session("127.0.0.1", _port);
	Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
	session.sendRequest(request);
	Poco::Net::HTTPResponse response;
	session.receiveResponse(response);
	return response.getStatus();
}


std::string ControlBench::answer(const std::string& path) const
{
	Poco::Net::HTTPClientSession session("127.0.0.1", _port);
	Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
	session.sendRequest(request);
	Poco::Net::HTTPResponse response;
	std::string body;
	Poco::StreamCopier::copyToString(session.receiveResponse(response), body);
	return body;
}


std::string ControlBench::socket() const
{
	return folder.file("control.sock");
}


std::string ControlBench::log() const
{
	return contentOf(folder.file("log"));
}


std::string ControlBench::errors() const
{
	return contentOf(folder.file("errors"));
}


std::string ControlBench::without(std::string text) const
{
	const std::string part = folder.path() + "/";
	for (std::size_t at; (at = text.find(part)) != std::string::npos;) text.erase(at, part.size());
	return text;
}


std::string contentOf(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	return std::string(std::istreambuf_iterator<char>(in), {});
}


bool eventually(const std::function<bool()>& condition)
{
	for (int i = 0; i < 1500; ++i)
	{
		if (condition()) return true;
		std::this_thread::sleep_for(std::chrono::milliseconds(20));
	}
	return false;
}


} } // namespace AuthPlug::Tests
