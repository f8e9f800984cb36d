//
// Client.cpp
//
// Tests: soak
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Client.h"
#include <Poco/Exception.h>
#include <stdexcept>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr std::size_t PIECES = 8;


} // namespace


Client::Client(std::uint16_t port, std::chrono::milliseconds pause): _port(port), _pause(pause)
{
}


void Client::ask(const Ask& ask, Pace pace)
{
	std::string fault;
	try
	{
		exchange(ask, pace);
		return;
	}
	catch (const Poco::Exception& exception)
	{
		fault = exception.displayText();
	}
	catch (const std::exception& exception)
	{
		fault = exception.what();
	}
	hangUp();
	throw std::runtime_error(ask.kind + ": " + fault);
}


void Client::hangUp()
{
	_wire.reset();
}


void Client::exchange(const Ask& ask, Pace pace)
{
	if (!_wire)
	{
		_wire = std::make_unique<Wire>(_port);
		_left = KEEP_ALIVE_REQUESTS;
	}
	send(ask.request.bytes(), pace);
	const Answer answer = _wire->receive();
	const bool last = --_left == 0;
	const std::string fault = ask.faultOf(answer, last);
	if (!fault.empty()) throw std::runtime_error(fault);
	if (last || ask.closes())
	{
		if (!_wire->endedInOrder()) throw std::runtime_error("the connection has not ended, or not in order, after the last answer");
		_wire.reset();
	}
	else if (!_wire->silent()) throw std::runtime_error("more than the answer came, or the connection has ended");
}


void Client::send(const std::string& bytes, Pace pace)
{
	const std::string::size_type body = bytes.find("\r\n\r\n") + 4;
	const std::string::size_type slow = pace == Pace::slowHeader ? 0 : body;
	if (pace == Pace::once)
	{
		_wire->send(bytes);
		return;
	}
	_wire->send(bytes.substr(0, slow));
	sendInPieces(bytes.substr(slow, pace == Pace::slowHeader ? body : std::string::npos));
	if (pace == Pace::slowHeader) _wire->send(bytes.substr(body));
}


void Client::sendInPieces(const std::string& bytes)
{
	const std::size_t size = bytes.size()/PIECES + 1;
	for (std::size_t at = 0; at < bytes.size(); at += size)
	{
		if (at > 0) std::this_thread::sleep_for(_pause);
		_wire->send(bytes.substr(at, size));
	}
}


} } // namespace AuthPlug::Tests
