//
// Story.h
//
// Tests: fault
//
// What a client is about when a fault comes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Story_INCLUDED
#define AuthPlug_Tests_Story_INCLUDED


#include "FaultWorld.h"
#include <algorithm>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Tests {


struct Story
	/// One kind of request, and how it ends once it is repeated without a fault.
{
	std::string name;
	bool withCounters = true;    /// false: the account's first attempt ever
	bool afterChange = false;    /// a first request has made the change already
	bool losesCommit = false;    /// the answer to COMMIT never arrives
	std::string oldPassword;
	std::string newPassword;
	int lastStatus = 200;
	std::vector<std::string> news = {};  /// steps at which it differs from the story of a change; none: all

	bool isNewAt(const std::string& point) const
		/// True if a kill there finds something that the story of a change has not.
	{
		return news.empty() || std::any_of(news.begin(), news.end(), [&](const std::string& step) { return point.compare(0, step.size(), step) == 0; });
	}

	bool changes() const
		/// True if the new password is valid in the end.
	{
		return lastStatus == 200;
	}

	static Story change()
	{
		return Story{"change", true, false, false, FaultWorld::oldPassword(), FaultWorld::newPassword(), 200, {}};
	}

	static Story firstAttempt()
	{
		Story story = change();
		story.name = "first attempt";
		story.news = {"counters"};
		story.withCounters = false;
		return story;
	}

	static Story lostCommit()
	{
		Story story = change();
		story.name = "lost COMMIT";
		story.news = {"find"};
		story.losesCommit = true;
		return story;
	}

	static Story replay()
	{
		Story story = change();
		story.name = "replay";
		story.news = {"charge", "verify", "settle", "answer"};
		story.afterChange = true;
		return story;
	}

	static Story wrongPassword()
	{
		return Story{"wrong password", true, false, false, FaultWorld::thirdPassword(), FaultWorld::newPassword(), 401, {"charge", "verify", "answer"}};
	}

	static Story samePassword()
		/// Refused after the old password was proven: the limit is settled alone.
	{
		return Story{"same password", true, false, false, FaultWorld::oldPassword(), FaultWorld::oldPassword(), 400, {"charge", "verify", "settle", "answer"}};
	}
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Story_INCLUDED
