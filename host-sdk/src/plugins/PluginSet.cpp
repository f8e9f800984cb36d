//
// PluginSet.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  PluginSet
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PluginSet.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <utility>


namespace AuthPlug {
namespace Host {


PluginSet::PluginSet(const PluginFolder& folder, Loader& loader, Routes& routes, Api::Clock& clock, PluginJournal& journal, const Options& options):
	_folder(folder), _loader(loader), _routes(routes), _clock(clock), _journal(journal), _options(options)
{
}


PluginSet::~PluginSet()
{
	retireAll();
	for (auto& generation: _retired)
	{
		// Code that a request runs, and the gate it will leave by, must stay: the
		// process keeps them to its end.
		if (generation->gate()->inside() == 0) continue;
		_journal.lingering(*generation);
		static_cast<void>(generation.release());
	}
}


void PluginSet::reload()
{
	const std::optional<Found> found = scan();
	if (!found) return;
	std::set<std::string> all;
	for (const auto& [name, files]: *found) all.insert(name);
	for (const auto& [name, slot]: _slots) all.insert(name);
	bringInLine(*found, all, true);
}


void PluginSet::poll()
{
	const std::optional<Found> found = scan();
	if (!found) return;
	bringInLine(*found, stable(*found), false);
}


void PluginSet::drain(const std::set<std::string>& names)
{
	for (auto& [name, slot]: _slots)
	{
		if (slot.drained || !(names.empty() || names.count(name))) continue;
		slot.drained = slot.current ? DrainedPlugin::of(*slot.current) : DrainedPlugin::ofNone(slot.settled ? slot.settled->library : "");
	}
	_routes.swap(std::make_shared<const RouteTable>(planned({}, "")));
	for (auto& [name, slot]: _slots)
	{
		if (!slot.drained || !slot.current) continue;
		_journal.drained(*slot.current);
		retire(std::move(slot.current));
	}
}


void PluginSet::reap()
{
	for (auto& generation: _retired) reapOne(*generation);
	std::erase_if(_retired, [](const auto& generation) { return generation->state() == PluginState::closed; });
}


void PluginSet::retireAll()
{
	_routes.swap(std::make_shared<const RouteTable>());
	for (auto& [name, slot]: _slots) retire(std::move(slot.current));
	_slots.clear();
}


bool PluginSet::busy() const noexcept
{
	return std::any_of(_retired.begin(), _retired.end(), [](const auto& generation) { return generation->state() == PluginState::draining; });
}


bool PluginSet::occupied() const noexcept
{
	return std::any_of(_retired.begin(), _retired.end(), [](const auto& generation) { return generation->gate()->inside() > 0; });
}


bool PluginSet::watching() const noexcept
{
	return !_retired.empty();
}


std::string PluginSet::missingRequired() const
{
	std::string reasons;
	for (const auto& [name, slot]: _slots)
	{
		if (slot.current || !slot.settled || !slot.settled->required) continue;
		if (!reasons.empty()) reasons += "; ";
		reasons += "plugin " + name + ": " + (slot.refusal ? slot.refusal->what() : "not loaded");
	}
	return reasons;
}


std::vector<PluginStatus> PluginSet::status() const
{
	std::vector<PluginStatus> rows;
	for (const auto& [name, slot]: _slots)
	{
		rows.push_back(statusOf(slot));
		rows.back().name = name;
	}
	for (const auto& generation: _retired) rows.push_back(generation->status());
	return rows;
}


PluginStatus PluginSet::statusOf(const Slot& slot) const
{
	PluginStatus row;
	if (slot.current) row = slot.current->status();
	else if (slot.drained) row = slot.drained->row;
	else if (slot.settled) row.library = slot.settled->library;
	row.required = slot.settled && slot.settled->required;
	row.reloads = slot.reloads;
	if (!slot.refusal) return row;
	row.lastError = slot.refusal->what();
	const bool waits = slot.current || slot.drained || slot.refusal->kind() == Refusal::Kind::arriving;
	if (!waits) row.state = PluginState::rejected;
	return row;
}


std::map<std::uint64_t, std::shared_ptr<Gate>> PluginSet::gates() const
{
	std::map<std::uint64_t, std::shared_ptr<Gate>> gates;
	for (const auto& [name, slot]: _slots)
	{
		if (slot.current) gates.emplace(slot.current->origin().number, slot.current->gate());
	}
	for (const auto& generation: _retired) gates.emplace(generation->origin().number, generation->gate());
	return gates;
}


std::optional<PluginSet::Found> PluginSet::scan()
{
	try
	{
		Found found = _folder.scan();
		_folderFault.clear();
		return found;
	}
	catch (const Refusal& refusal)
	{
		// Not as if it were empty: a folder that is just being swapped must not
		// take every route away.
		if (_folderFault != refusal.what()) _journal.folderRefused(refusal.what());
		_folderFault = refusal.what();
		return std::nullopt;
	}
}


std::set<std::string> PluginSet::stable(const Found& found)
	// Returns the plugins to act on: their files differ from those last acted
	// on, and are the same as at the poll before.
{
	std::set<std::string> names;
	for (const auto& [name, files]: found) _slots[name];
	for (auto& [name, slot]: _slots)
	{
		if (slot.drained) continue;
		const auto it = found.find(name);
		const std::optional<PluginFiles> now = it == found.end() ? std::nullopt : std::make_optional(it->second);
		const bool same = now == slot.observed;
		slot.observed = now;
		if (now == slot.settled ? due(slot) : same) names.insert(name);
	}
	return names;
}


bool PluginSet::due(const Slot& slot) const
{
	if (!slot.refusal) return false;
	if (slot.refusal->kind() == Refusal::Kind::arriving) return true;
	return slot.refusal->kind() == Refusal::Kind::passing && !(_clock.monotonic() < slot.retryAt);
}


void PluginSet::bringInLine(const Found& found, std::set<std::string> due, bool asked)
{
	// A plugin that was refused for its route may have it once another has let
	// it go. Each round takes one plugin further at least, so this ends.
	while (apply(found, due, asked))
	{
		due.clear();
		for (const auto& [name, slot]: _slots)
		{
			if (!slot.drained && slot.refusal && slot.refusal->kind() == Refusal::Kind::routeTaken) due.insert(name);
		}
	}
}


bool PluginSet::apply(const Found& found, const std::set<std::string>& due, bool asked)
	// Returns whether the routes have changed.
{
	Changes changes;
	bool freed = false;
	// First what goes, since it frees routes.
	for (const std::string& name: due)
	{
		if (!found.count(name)) changes.emplace(name, Change{&_slots[name], nullptr});
	}
	for (const std::string& name: due)
	{
		const auto it = found.find(name);
		if (it == found.end()) continue;
		Slot& slot = _slots[name];
		slot.observed = slot.settled = it->second;
		try
		{
			prepare(name, it->second, changes);
			slot.refusal.reset();
		}
		catch (const Refusal& refusal)
		{
			refuse(name, slot, refusal, asked);
		}
		catch (const Poco::Exception& exception)
		{
			refuse(name, slot, Refusal(Refusal::Kind::passing, exception.displayText()), asked);
		}
		catch (const std::exception& exception)
		{
			// Out of memory, say: one plugin's trouble must not undo the others' changes.
			refuse(name, slot, Refusal(Refusal::Kind::passing, exception.what()), asked);
		}
		if (slot.drained && slot.refusal)
		{
			slot.drained.reset();
			freed = true;
		}
	}
	if (changes.empty() && !freed) return false;
	commit(std::move(changes));
	return true;
}


void PluginSet::prepare(const std::string& name, const PluginFiles& files, Changes& changes)
{
	Slot& slot = _slots[name];
	std::unique_ptr<Generation> next = _loader.open(name, files, slot.current.get());
	if (!next) return;
	bringUp(next, planned(changes, name));
	changes.emplace(name, Change{&slot, std::move(next)});
}


void PluginSet::bringUp(std::unique_ptr<Generation>& next, std::vector<Route> taken)
{
	try
	{
		_loader.bringUp(*next, std::move(taken));
	}
	catch (const Refusal&)
	{
		if (!finish(*next))
		{
			_journal.stuck(*next);
			_retired.push_back(std::move(next));
		}
		throw;
	}
}


void PluginSet::refuse(const std::string& name, Slot& slot, const Refusal& refusal, bool asked)
{
	const bool news = asked || !slot.refusal || slot.refusal->kind() != refusal.kind() || std::string(slot.refusal->what()) != refusal.what();
	slot.refusal = refusal;
	slot.retryAt = _clock.monotonic() + _options.retryMillis*1000;
	if (refusal.kind() == Refusal::Kind::tainting) taintBy(name, refusal.what());
	if (news) _journal.refused(name, refusal.what(), slot.current.get(), refusal.kind() == Refusal::Kind::arriving);
}


void PluginSet::taintBy(const std::string& name, const std::string& reason)
{
	if (_taint.find(reason) != std::string::npos) return;
	_taint += (_taint.empty() ? "" : "; ") + reason;
	_journal.tainted(name, reason);
}


void PluginSet::commit(Changes changes)
{
	_routes.swap(std::make_shared<const RouteTable>(planned(changes, "")));
	for (auto& [name, change]: changes)
	{
		std::unique_ptr<Generation> old = std::exchange(change.slot->current, std::move(change.next));
		if (const auto& next = change.slot->current)
		{
			change.slot->drained.reset();
			next->serve();
			if (old) ++change.slot->reloads;
			_journal.serving(*next, old.get());
		}
		else
		{
			if (old) _journal.removed(*old);
			_slots.erase(name);
		}
		retire(std::move(old));
	}
}


void PluginSet::retire(std::unique_ptr<Generation> generation)
{
	if (!generation) return;
	generation->retire(_clock.monotonic());
	_retired.push_back(std::move(generation));
}


bool PluginSet::finish(Generation& generation)
{
	const Api::MonotonicTime begin = _clock.monotonic();
	const bool gone = generation.finish();
	const std::int64_t millis = (_clock.monotonic() - begin)/1000;
	if (millis >= _options.drainSoftMillis) _journal.slowStop(generation, millis);
	return gone;
}


void PluginSet::reapOne(Generation& generation)
{
	if (generation.state() == PluginState::stuck)
	{
		// A thread that has ended since may have let it go.
		if (generation.unmapped()) _journal.closed(generation);
		return;
	}
	const std::uint64_t number = generation.origin().number;
	if (generation.gate()->inside() == 0)
	{
		if (finish(generation)) _journal.closed(generation);
		else _journal.stuck(generation);
		_slow.erase(number);
		return;
	}
	const std::int64_t millis = (_clock.monotonic() - generation.retiredAt())/1000;
	if (millis >= _options.drainSoftMillis && _slow.insert(number).second) _journal.slow(generation);
	if (millis >= _options.drainHardMillis && generation.state() == PluginState::draining)
	{
		generation.linger();
		_journal.lingering(generation);
	}
}


std::vector<Route> PluginSet::planned(const Changes& changes, const std::string& except) const
	// Returns the routes there will be after the changes, without those of one plugin.
{
	std::vector<Route> routes;
	for (const auto& [name, slot]: _slots)
	{
		const auto change = changes.find(name);
		const Generation* generation = change == changes.end() ? slot.current.get() : change->second.next.get();
		if (name == except) continue;
		if (slot.drained && change == changes.end()) routes.insert(routes.end(), slot.drained->routes.begin(), slot.drained->routes.end());
		else if (generation) routes.insert(routes.end(), generation->routes().begin(), generation->routes().end());
	}
	return routes;
}


} } // namespace AuthPlug::Host
