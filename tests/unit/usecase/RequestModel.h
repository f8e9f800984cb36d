//
// RequestModel.h
//
// Tests: unit
//
// How many interleavings there are, counted on paper, so to speak.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_RequestModel_INCLUDED
#define AuthPlug_Tests_RequestModel_INCLUDED


#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {
namespace UseCase {


class RequestModel
	/// The steps of changes of one account, as their description says them: a
	/// program counter for each, a version, and numbers for passwords and
	/// tokens. It shares nothing with the code but the names of the steps.
{
public:
	struct Request
	{
		int token;
		int oldPassword;  /// 0 is the first one
		int newPassword;
	};

	RequestModel(std::vector<Request> requests, int attempts, std::set<std::string> silent):
		_requests(std::move(requests)),
		_silent(std::move(silent)),
		_attempts(attempts),
		_runs(_requests.size())
	{
	}

	std::uint64_t interleavings() const
	{
		std::map<std::string, std::uint64_t> known;
		return interleavings(known);
	}

private:
	std::uint64_t interleavings(std::map<std::string, std::uint64_t>& known) const
	{
		const std::string now = text();
		const auto found = known.find(now);
		if (found != known.end()) return found->second;
		std::uint64_t count = 0;
		bool isEnd = true;
		for (std::size_t i = 0; i < _runs.size(); ++i)
		{
			if (_runs[i].next.empty()) continue;
			isEnd = false;
			RequestModel after = *this;
			do after.advance(i); while (_silent.count(after._runs[i].next) > 0);
			count += after.interleavings(known);
		}
		return known[now] = isEnd ? 1 : count;
	}

	std::string text() const
		/// Returns all that can change.
	{
		std::string text = std::to_string(_changedBy) + " " + std::to_string(_granted) + " " + std::to_string(_base);
		for (const int password: _passwords) text += " " + std::to_string(password);
		for (const Run& run: _runs)
		{
			text += "/" + run.next + " " + std::to_string(run.seen) + " " + std::to_string(run.ordinal) + (run.own ? "o" : "") + (run.again ? "a" : "");
		}
		return text;
	}

	struct Run
	{
		std::string next = "read";  // empty: done
		std::size_t seen = 0;       // the version that was read
		int ordinal = 0;
		bool own = false;           // the token's own change was read
		bool again = false;         // it was read after a lost race
	};

	bool locked() const
	{
		return _granted - _base >= _attempts;
	}

	void advance(std::size_t index)
	{
		const Request& request = _requests[index];
		Run& run = _runs[index];
		const std::string step = run.next;
		run.next.clear();
		if (step == "read")
		{
			run.seen = _passwords.size() - 1;
			run.own = _changedBy == request.token;
			if (run.again ? run.own : !locked()) run.next = "charge";
		}
		else if (step == "charge")
		{
			if (locked()) return;
			run.ordinal = ++_granted;
			run.next = "verify";
		}
		else if (step == "verify")
		{
			const bool right = _passwords[run.seen] == (run.own ? request.newPassword : request.oldPassword);
			if (run.own) run.next = right ? "settle" : run.again ? "" : "charge";
			else if (right) run.next = "hash";
			run.own = false;
		}
		else if (step == "hash") run.next = "token";
		else if (step == "token") run.next = "change";
		else if (step == "change")
		{
			run.again = run.seen + 1 != _passwords.size();
			run.next = run.again ? "read" : "end";
			if (run.again) return;
			_passwords.push_back(request.newPassword);
			_changedBy = request.token;
			_base = std::max(_base, run.ordinal);
		}
		else if (step == "settle") _base = std::max(_base, run.ordinal);
	}

	std::vector<Request> _requests;
	std::set<std::string> _silent;
	int _attempts;
	std::vector<Run> _runs;
	std::vector<int> _passwords{0};  // one for each version
	int _changedBy = -1;
	int _granted = 0;
	int _base = 0;
};


} } } // namespace AuthPlug::Tests::UseCase


#endif // AuthPlug_Tests_RequestModel_INCLUDED
