//
// Traffic.cpp
//
// Tests: cluster
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Traffic.h"
#include "Canary.h"
#include <Poco/Exception.h>
#include <memory>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


Request Traffic::change(const std::string& token, const std::string& oldPassword, const std::string& newPassword)
{
	return Request::json("PUT", "/user/password/old-password",
		"{\"oldPassword\":\"" + oldPassword + "\",\"newPassword\":\"" + newPassword + "\"}").bearer(token);
}


Request Traffic::guess(const std::string& token, int number)
{
	return change(token, Canary::password("Wrong" + std::to_string(number)), Canary::password("Next"));
}


Answer Traffic::send(std::uint16_t port, const Request& request)
{
	try
	{
		Wire wire(port);
		wire.send(request.bytes());
		return wire.receive();
	}
	catch (const Poco::Exception&)
	{
		return Answer();
	}
	catch (const std::runtime_error&)
	{
		return Answer();
	}
}


std::vector<Answer> Traffic::burst(const std::vector<Shot>& shots)
{
	std::vector<std::unique_ptr<Wire>> wires;
	for (const Shot& shot : shots)
	{
		wires.push_back(std::make_unique<Wire>(shot.port));
		const std::string bytes = shot.request.bytes();
		wires.back()->send(bytes.substr(0, bytes.size() - 1));
	}
	for (std::size_t i = 0; i < shots.size(); ++i) wires[i]->send(shots[i].request.body.substr(shots[i].request.body.size() - 1));
	std::vector<Answer> answers;
	for (const auto& wire : wires) answers.push_back(wire->receive());
	return answers;
}


std::map<int, int> Traffic::statuses(const std::vector<Answer>& answers)
{
	std::map<int, int> counts;
	for (const Answer& answer : answers) ++counts[answer.status];
	return counts;
}


std::string Traffic::written(const std::map<int, int>& statuses)
{
	std::string text;
	for (const auto& [status, count] : statuses) text += (text.empty() ? "" : ", ") + std::to_string(count) + " of " + std::to_string(status);
	return text;
}


bool Traffic::isWrongPassword(const Answer& answer)
{
	return answer.status == 401 && answer.body.find("\"PASSWORD_INCORRECT\"") != std::string::npos;
}


} } // namespace AuthPlug::Tests
