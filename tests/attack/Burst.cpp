//
// Burst.cpp
//
// Tests: attack
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Burst.h"


namespace AuthPlug {
namespace Tests {


void Burst::add(std::uint16_t port, const Request& request)
{
	const std::string bytes = request.bytes();
	Shot shot{std::make_unique<Wire>(port), bytes.substr(bytes.size() - 1)};
	shot.wire->send(bytes.substr(0, bytes.size() - 1));
	_shots.push_back(std::move(shot));
}


std::vector<Answer> Burst::release()
{
	for (const Shot& shot: _shots) shot.wire->send(shot.lastByte);
	std::vector<Answer> answers;
	for (const Shot& shot: _shots) answers.push_back(shot.wire->receive());
	_shots.clear();
	return answers;
}


std::map<int, int> Burst::statuses(const std::vector<Answer>& answers)
{
	std::map<int, int> counts;
	for (const Answer& answer: answers) ++counts[answer.status];
	return counts;
}


std::string Burst::written(const std::map<int, int>& statuses)
{
	std::string text;
	for (const auto& [status, count]: statuses) text += (text.empty() ? "" : ", ") + std::to_string(count) + " x " + std::to_string(status);
	return text;
}


} } // namespace AuthPlug::Tests
