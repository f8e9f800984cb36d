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
	std::string oldPassword = FaultWorld::oldPassword();
	std::string newPassword = FaultWorld::newPassword();
	int lastStatus = 200;
	int firstStatus = 200;       /// how it may end before it is repeated
	bool withCounters = true;    /// false: the account's first attempt ever
	bool bySudoToken = false;    /// of an account with a second factor
	bool afterChange = false;    /// a first request has made the change already
	bool losesCommit = false;    /// the answer to COMMIT never arrives
	bool sweeps = false;         /// no request at first: a new relay removes old events
	bool watchesRelay = false;   /// what the relay does is part of it
	std::vector<std::string> orders = {};      /// for the server, beforehand
	std::vector<std::string> wirePoints = {};  /// those between server and database that it passes
	std::vector<std::string> news = {};  /// steps at which it differs from the story of a change; none: all
	bool isOnlyNews = false;     /// nothing else is of interest, however long the suite

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
		Story story;
		story.name = "change";
		story.watchesRelay = true;
		story.wirePoints = {"begin.sent", "begin.answered", "commit.sent", "commit.answered"};
		return story;
	}

	static Story firstAttempt()
	{
		Story story;
		story.name = "first attempt";
		story.news = {"counters"};
		story.withCounters = false;
		return story;
	}

	static Story lostCommit()
	{
		Story story;
		story.name = "lost COMMIT";
		story.news = {"find"};
		story.losesCommit = true;
		return story;
	}

	static Story replay()
	{
		Story story;
		story.name = "replay";
		story.news = {"charge", "verify", "settle", "answer"};
		story.afterChange = true;
		return story;
	}

	static Story wrongPassword()
	{
		Story story;
		story.name = "wrong password";
		story.news = {"charge", "verify", "answer"};
		story.oldPassword = FaultWorld::thirdPassword();
		story.lastStatus = story.firstStatus = 401;
		return story;
	}

	static Story samePassword()
		/// Refused after the old password was proven: the limit is settled alone.
	{
		Story story;
		story.name = "same password";
		story.news = {"charge", "verify", "settle", "answer"};
		story.newPassword = story.oldPassword;
		story.lastStatus = story.firstStatus = 400;
		return story;
	}

	static Story refusedByHost()
		/// What the host has written in its part is taken back; the repetition
		/// finds the token good again.
	{
		Story story;
		story.name = "refused by the host";
		story.orders = {"refuse"};
		story.firstStatus = 401;
		story.wirePoints = {"rollback.sent", "rollback.answered"};
		story.news = {"rollback"};
		story.isOnlyNews = true;
		return story;
	}

	static Story failedDelivery()
	{
		Story story;
		story.name = "failed delivery";
		story.orders = {"fail"};
		story.watchesRelay = true;
		story.news = {"relay.postpone"};
		story.isOnlyNews = true;
		return story;
	}

	static Story sweep()
	{
		Story story;
		story.name = "removal of old events";
		story.sweeps = true;
		story.watchesRelay = true;
		story.news = {"relay.old", "relay.delete"};
		story.isOnlyNews = true;
		return story;
	}

	Story bySudo(std::vector<std::string> differences) const
		/// The same by a sudo token.
	{
		Story story = *this;
		story.name += " by a sudo token";
		story.bySudoToken = true;
		story.watchesRelay = false;
		story.news = std::move(differences);
		return story;
	}

	static std::vector<Story> all()
	{
		return {change(), firstAttempt(), lostCommit(), replay(), wrongPassword(), samePassword(), refusedByHost(), failedDelivery(), sweep(),
			change().bySudo({"session.find", "epoch", "session.keep", "commit", "answer"}), lostCommit().bySudo({"find"}),
			replay().bySudo({"settle"}), wrongPassword().bySudo({"verify"}), refusedByHost().bySudo({"rollback.sent"})};
	}
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Story_INCLUDED
