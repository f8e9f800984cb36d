//
// LockModel.h
//
// Tests: integration
//
// How many orders of statements there are if the database locks rows as it says.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_LockModel_INCLUDED
#define AuthPlug_Tests_LockModel_INCLUDED


#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


class LockModel
	/// The statements of changes of one account and the two rows that they lock:
	/// that of the password from its replacement to the end of the transaction,
	/// that of the counters from their settling on, and for the moment of a
	/// charge. What others see of a change they see from its COMMIT on. It
	/// shares nothing with the code but the names of the steps.
{
public:
	struct Request
	{
		int token;
		int oldPassword;  /// 0 is the first one
		int newPassword;
	};

	LockModel(std::vector<Request> requests, int attempts, std::set<std::string, std::less<>> silent = {}):
		_requests(std::move(requests)),
		_silent(std::move(silent)),
		_attempts(attempts),
		_runs(_requests.size())
		/// Silent steps follow at once on the one before.
	{
	}

	std::uint64_t interleavings() const
	{
		std::uint64_t count = 0;
		bool isEnd = true;
		for (std::size_t i = 0; i < _runs.size(); ++i)
		{
			if (_runs[i].next.empty() || _runs[i].isBlocked) continue;
			isEnd = false;
			LockModel after = *this;
			do after.choose(i); while (after.goesOn(i));
			count += after.interleavings();
		}
		return isEnd ? 1 : count;
	}

private:
	static constexpr int NOBODY = -1;

	struct Run
	{
		std::string next = "read";  // empty: done
		bool isBlocked = false;
		std::size_t seen = 0;       // the version that was read
		int ordinal = 0;
		bool own = false;           // the token's own change was read
		bool again = false;         // it was read after a lost race
		bool inTransaction = false;
	};

	bool locked() const
	{
		return _granted - _base >= _attempts;
	}

	bool mustWait(int index) const
	{
		const std::string& step = _runs[static_cast<std::size_t>(index)].next;
		const int owner = step == "replace" ? _password : step == "charge" || step == "settle" ? _counters : NOBODY;
		return owner != NOBODY && owner != index;
	}

	bool goesOn(std::size_t index) const
	{
		return !_runs[index].isBlocked && _silent.count(_runs[index].next) > 0;
	}

	void choose(std::size_t index)
	{
		if (mustWait(static_cast<int>(index)))
		{
			_runs[index].isBlocked = true;
			return;
		}
		const std::string step = _runs[index].next;
		advance(static_cast<int>(index));
		if (step != "commit" && step != "rollback") return;
		for (std::size_t i = 0; i < _runs.size(); ++i)
		{
			if (!_runs[i].isBlocked) continue;
			_runs[i].isBlocked = false;
			do advance(static_cast<int>(i)); while (goesOn(i));
		}
	}

	void advance(int index)
	{
		const Request& request = _requests[static_cast<std::size_t>(index)];
		Run& run = _runs[static_cast<std::size_t>(index)];
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
			run.next = locked() ? "counters" : "";
			if (locked()) return;
			run.ordinal = ++_granted;
			const bool right = _passwords[run.seen] == (run.own ? request.newPassword : request.oldPassword);
			if (run.own) run.next = right ? "settle" : run.again ? "" : "charge";
			else if (right) run.next = "replace";
			run.own = false;
		}
		else if (step == "replace")
		{
			run.inTransaction = true;
			const bool isCurrent = run.seen + 1 == _passwords.size();
			if (isCurrent) _password = index;
			run.next = isCurrent ? "settle" : "rollback";
		}
		else if (step == "settle")
		{
			if (run.inTransaction)
			{
				_counters = index;
				run.next = "event";
			}
			else
			{
				_base = std::max(_base, run.ordinal);
			}
		}
		else if (step == "event") run.next = "commit";
		else if (step == "commit")
		{
			_base = std::max(_base, run.ordinal);
			_passwords.push_back(request.newPassword);
			_changedBy = request.token;
			_password = _counters = NOBODY;
		}
		else if (step == "rollback")
		{
			run.inTransaction = false;
			run.again = true;
			run.next = "read";
		}
	}

	std::vector<Request> _requests;
	std::set<std::string, std::less<>> _silent;
	int _attempts;
	std::vector<Run> _runs;
	std::vector<int> _passwords{0};  // one for each version
	int _password = NOBODY;          // who has locked the row
	int _counters = NOBODY;
	int _changedBy = NOBODY;
	int _granted = 0;
	int _base = 0;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_LockModel_INCLUDED
