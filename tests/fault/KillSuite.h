//
// KillSuite.h
//
// Tests: fault
//
// Kills at every fault point.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_KillSuite_INCLUDED
#define AuthPlug_Tests_KillSuite_INCLUDED


#include "Trial.h"
#include <vector>


namespace AuthPlug {
namespace Tests {


class KillSuite
	/// Lets each story run once without a fault to learn which points it
	/// passes, then kills at each of them. Also lets two processes race, and
	/// loses answers to COMMIT. The same for every plugin file.
{
public:
	struct Extent
	{
		int kills = 1;            /// of each kind, at least, at each point
		bool isBrief = true;      /// stories other than that of a change: only where they differ; points that are passed twice: once
		int every = 1;            /// only every n-th of these points
		int databaseEvery = 1;    /// the same for MariaDB
		int inFlight = 0;         /// kills of MariaDB in the middle of each step; they count for no point
		int lostCommits = 1;      /// of each kind
		int races = 1;
	};

	KillSuite(const std::string& pluginFile, const Extent& extent);

	const KillReport& run();

private:
	struct Target
	{
		Story story;
		Aim aim;
	};

	std::vector<Target> targets();
	void killAtAll(const std::vector<Target>& targets);
	void killInFlight(const std::vector<Target>& targets);
	std::vector<Aim> aimsOf(const Story& story);
	void play(const Story& story);
	void killAt(const Target& target, Kill kind, Moment moment);
	void loseCommits();
	void race();

	const Extent _extent;
	FaultWorld _world;
	KillReport _report;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_KillSuite_INCLUDED
