//
// PluginSet.h
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginSet
//
// All plugins of a host, and the steps from one set to the next.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_PluginSet_INCLUDED
#define AuthPlug_Host_PluginSet_INCLUDED


#include "DrainedPlugin.h"
#include "Generation.h"
#include "Loader.h"
#include "PluginFolder.h"
#include "PluginJournal.h"
#include "Refusal.h"
#include "AuthPlug/Host/Routes.h"
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Host {


class PluginSet
	/// Keeps the generation that serves for each plugin, and those that drain.
	/// A change has two phases: first all new generations are loaded and started
	/// beside the old ones, then the table of routes is swapped in one step.
	/// Whatever fails before the swap leaves the old world serving. Used by the
	/// manager's thread only.
{
public:
	struct Options
	{
		std::int64_t drainSoftMillis;
		std::int64_t drainHardMillis;
		std::int64_t retryMillis;
	};

	PluginSet(const PluginFolder& folder, Loader& loader, Routes& routes, Api::Clock& clock, PluginJournal& journal, const Options& options);

	~PluginSet();
		/// Leaves generations that requests are still inside of loaded for good.

	void reload();
		/// Brings the set in line with the files, all of them read again. Plugins
		/// that were drained come back.

	void poll();
		/// As reload(), for the plugins whose files have changed and were the same
		/// at two polls, and for those that are due for another try. Passes over
		/// what was drained.

	void drain(const std::set<std::string>& names);
		/// Takes the plugins of these names, or all there are if none is given,
		/// out of force until the next reload(). Their routes stay taken.

	void reap();
		/// Closes what has drained, and watches the deadlines of what has not.

	void retireAll();
		/// Takes all routes out of force and lets all generations drain.

	bool busy() const noexcept;
		/// Tells whether a generation is draining, so that reap() should be called soon.

	bool occupied() const noexcept;
		/// Tells whether requests are inside a generation that is out of force.

	bool watching() const noexcept;
		/// Tells whether reap() has anything to do at all.

	const std::string& folderFault() const noexcept
		/// Returns why plugins.d could not be read; empty if it could.
	{
		return _folderFault;
	}

	std::string missingRequired() const;
		/// Returns why required plugins do not serve; empty if all do.

	const std::string& taint() const noexcept
		/// Returns why this process can't be trusted any more; empty if it can.
	{
		return _taint;
	}

	std::vector<PluginStatus> status() const;

	std::map<std::uint64_t, std::shared_ptr<Gate>> gates() const;
		/// Returns the gate of each loaded generation by its number.

private:
	struct Slot
		/// What is known of one plugin.
	{
		std::unique_ptr<Generation> current;
		std::optional<DrainedPlugin> drained;       // there is then no current one
		std::optional<PluginFiles> observed;  // at the last poll; empty: no file
		std::optional<PluginFiles> settled;   // when it was last acted on
		std::optional<Refusal> refusal;       // of the settled files
		Api::MonotonicTime retryAt{0};
		std::uint64_t reloads = 0;
	};

	using Slots = std::map<std::string, Slot>;
	using Found = PluginFolder::Found;

	struct Change
	{
		Slot* slot;
		std::unique_ptr<Generation> next;  // empty: the plugin goes
	};

	using Changes = std::map<std::string, Change>;

	std::optional<Found> scan();
	std::set<std::string> stable(const Found& found);
	void bringInLine(const Found& found, std::set<std::string> due, bool asked);
	bool apply(const Found& found, const std::set<std::string>& due, bool asked);
	void prepare(const std::string& name, const PluginFiles& files, Changes& changes);
	void bringUp(std::unique_ptr<Generation>& next, std::vector<Route> taken);
	void refuse(const std::string& name, Slot& slot, const Refusal& refusal, bool asked);
	void taintBy(const std::string& name, const std::string& reason);
	void commit(Changes changes);
	PluginStatus statusOf(const Slot& slot) const;
	void retire(std::unique_ptr<Generation> generation);
	bool finish(Generation& generation);
	void reapOne(Generation& generation);
	std::vector<Route> planned(const Changes& changes, const std::string& except) const;
	bool due(const Slot& slot) const;

	const PluginFolder& _folder;
	Loader& _loader;
	Routes& _routes;
	Api::Clock& _clock;
	PluginJournal& _journal;
	const Options _options;
	Slots _slots;
	std::vector<std::unique_ptr<Generation>> _retired;
	std::set<std::uint64_t> _slow;  // generations past the soft deadline
	std::string _folderFault;
	std::string _taint;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_PluginSet_INCLUDED
