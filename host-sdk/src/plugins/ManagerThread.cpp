//
// ManagerThread.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  ManagerThread
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ManagerThread.h"
#include "RunFolder.h"
#include "Refusal.h"
#include <Poco/Exception.h>
#include <algorithm>
#include <utility>


namespace AuthPlug {
namespace Host {


namespace {


using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds WHILE_DRAINING(5);
constexpr milliseconds WHILE_LINGERING(1000);


Loader::Options loaderOptions(const PluginManager::Options& options)
{
	Loader::Options result{ElfGate::Options(), options.arrivingMillis};
	result.elf.needed.insert(result.elf.needed.end(), options.neededLibraries.begin(), options.neededLibraries.end());
	return result;
}


std::string notReturned(milliseconds busy)
{
	return "no plugin is loaded, replaced or closed meanwhile: a plugin's create, start or stop has not returned for " + std::to_string(busy.count()) + " ms";
}


} // namespace


ManagerThread::ManagerThread(const PluginManager::Options& options, Api::HostServices& services, Routes& routes, Api::Clock& clock, Api::Log& log):
	_options(options), _services(services), _routes(routes), _clock(clock), _folder(options.configDirectory, options.pluginDirectory, options.trustedKeys), _journal(log),
	_busy(milliseconds(options.drainHardMillis), [this](milliseconds busy) { _journal.failed(notReturned(busy)); })
{
}


ManagerThread::~ManagerThread()
{
	stop();
}


void ManagerThread::start()
{
	if (_thread.joinable() || _stopping) throw Poco::IllegalStateException("the plugin manager was started already");
	std::shared_ptr<const RunFolder> copies;
	try
	{
		copies = std::make_shared<const RunFolder>(_options.runDirectory);
	}
	catch (const Refusal& refusal)
	{
		throw Poco::RuntimeException("plugins: run directory: " + std::string(refusal.what()));
	}
	requireKeys();
	_running = true;
	const std::uint64_t first = askReload();
	_thread = std::thread([this, copies] { run(*copies); });
	wait(first);

	std::string fault;
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		fault = _fault;
	}
	if (fault.empty()) return;
	stop();
	throw Poco::RuntimeException("plugins: " + fault);
}


void ManagerThread::requireKeys() const
	// Without them no plugin could be taken: better to say so than to serve nothing.
{
	if (!_folder.wantsSignatures()) return;
	try
	{
		_folder.readTrustedKeys();
	}
	catch (const Refusal& refusal)
	{
		throw Poco::RuntimeException("plugins: " + std::string(refusal.what()));
	}
}


std::uint64_t ManagerThread::askReload() noexcept
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_wake.notify_one();
	return _reload = ++_asked;
}


std::uint64_t ManagerThread::askDrain(const std::set<std::string>& plugins)
{
	const std::lock_guard<std::mutex> lock(_mutex);
	for (const std::string& plugin: plugins)
	{
		const bool known = std::any_of(_rows.begin(), _rows.end(), [&plugin](const PluginStatus& row) { return row.name == plugin; });
		if (!known) throw Poco::NotFoundException("there is no plugin " + plugin);
	}
	_drains.push_back({_asked + 1, plugins});
	_wake.notify_one();
	return ++_asked;
}


bool ManagerThread::isDone(std::uint64_t number) const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _done >= number || !_running;
}


void ManagerThread::wait(std::uint64_t number)
{
	std::unique_lock<std::mutex> lock(_mutex);
	if (std::this_thread::get_id() == _self) throw Poco::IllegalStateException("a plugin's start or stop can't wait for a reload");
	_finished.wait(lock, [&] { return _done >= number || !_running; });
}


void ManagerThread::stop()
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_stopping = true;
		_wake.notify_one();
	}
	if (_thread.joinable()) _thread.join();
}


std::vector<PluginStatus> ManagerThread::status() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	std::vector<PluginStatus> rows = _rows;
	for (PluginStatus& row: rows)
	{
		const auto gate = _gates.find(row.generation);
		if (gate != _gates.end()) row.inFlight = gate->second->inside();
	}
	return rows;
}


std::string ManagerThread::error() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	const milliseconds overdue = _busy.overdue();
	return _error.empty() && overdue.count() > 0 ? notReturned(overdue) : _error;
}


std::string ManagerThread::taint() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return _taint;
}


void ManagerThread::run(const RunFolder& copies)
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_self = std::this_thread::get_id();
	}
	Loader loader(_folder, copies, _services, _clock, loaderOptions(_options));
	{
		PluginSet set(_folder, loader, _routes, _clock, _journal, {_options.drainSoftMillis, _options.drainHardMillis, _options.retryMillis});
		_nextPoll = steady_clock::now() + milliseconds(_options.pollMillis);
		for (Requests requests = waitForWork(set); requests.last; requests = waitForWork(set)) work(set, requests);
		drainAll(set);
		publish(set, 0);
	}
	_busy.end();
	const std::lock_guard<std::mutex> lock(_mutex);
	_running = false;
	_finished.notify_all();
}


ManagerThread::Requests ManagerThread::waitForWork(const PluginSet& set)
{
	auto until = _options.pollMillis > 0 ? _nextPoll : steady_clock::now() + std::chrono::hours(1);
	if (set.busy()) until = std::min(until, steady_clock::now() + WHILE_DRAINING);
	else if (set.watching()) until = std::min(until, steady_clock::now() + WHILE_LINGERING);

	std::unique_lock<std::mutex> lock(_mutex);
	_wake.wait_until(lock, until, [this] { return _stopping || _asked > _done; });
	_busy.begin();
	if (_stopping) return {};
	return {_asked, std::exchange(_reload, 0), std::exchange(_drains, {})};
}


void ManagerThread::work(PluginSet& set, const Requests& requests)
{
	guarded([&]
	{
		// A reload brings back what was drained before it, and only that.
		drain(set, requests.drains, 0, requests.reload);
		lookAtFiles(set, requests.reload != 0);
		drain(set, requests.drains, requests.reload, requests.last);
	});
	if (steady_clock::now() >= _nextPoll) _nextPoll = steady_clock::now() + milliseconds(_options.pollMillis);
	// Before the old ones are closed: who waits for the new ones need not wait for a slow stop().
	publish(set, requests.last);
	guarded([&] { set.reap(); });
	publish(set, requests.last);
	_busy.end();
}


void ManagerThread::guarded(const std::function<void()>& step)
{
	try
	{
		step();
	}
	catch (const std::exception& exception)
	{
		// Out of memory or descriptors, say. What serves goes on serving, and the
		// next poll tries again.
		_exception = exception.what();
		_journal.failed(_exception);
	}
}


void ManagerThread::drain(PluginSet& set, const std::vector<Drain>& drains, std::uint64_t after, std::uint64_t upTo)
{
	for (const Drain& drain: drains)
	{
		if (drain.number > after && drain.number <= upTo) set.drain(drain.plugins);
	}
}


void ManagerThread::lookAtFiles(PluginSet& set, bool asked)
{
	if (asked) set.reload();
	else if (_options.pollMillis > 0 && steady_clock::now() >= _nextPoll) set.poll();
	else return;
	_exception.clear();
}


void ManagerThread::drainAll(PluginSet& set)
{
	set.retireAll();
	const auto until = steady_clock::now() + milliseconds(_options.stopMillis);
	for (;;)
	{
		set.reap();
		if (!set.occupied() || steady_clock::now() >= until) return;
		std::this_thread::sleep_for(WHILE_DRAINING);
	}
}


void ManagerThread::publish(const PluginSet& set, std::uint64_t done)
{
	std::vector<PluginStatus> rows = set.status();
	std::map<std::uint64_t, std::shared_ptr<Gate>> gates = set.gates();
	std::string error = _exception.empty() ? set.folderFault() : _exception;
	std::string fault = set.folderFault();
	if (fault.empty()) fault = set.missingRequired();
	std::string taint = set.taint();

	const std::lock_guard<std::mutex> lock(_mutex);
	_rows.swap(rows);
	_gates.swap(gates);
	_fault.swap(fault);
	_taint.swap(taint);
	_error.swap(error);
	if (done > _done)
	{
		_done = done;
		_finished.notify_all();
	}
}


} } // namespace AuthPlug::Host
