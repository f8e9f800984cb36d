//
// HashSlotPool.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  HashSlotPool
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/HashSlotPool.h"
#include "HashWorkers.h"
#include "ProcessorCount.h"
#include <Poco/Bugcheck.h>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <new>


namespace AuthPlug {
namespace Api {


class UserTurn
	/// A granted turn.
{
public:
	explicit UserTurn(std::string_view userId): user(userId)
	{
	}

	const std::string user;
	bool hasPlace = false;
	MonotonicTime placeSince{0};
};


} // namespace Api


namespace Host {


struct HashSlotPool::Waiter
	/// One request in a queue. What it waits for is handed to it, so that a
	/// newcomer can't overtake.
{
	std::condition_variable called;
	bool granted = false;
	bool displaced = false;  // out of the queue already
	bool leavesOnDrain = false;
};


namespace {


constexpr std::size_t PLACES_PER_SLOT = 8;
constexpr std::size_t MOST_PLACES = 32;
constexpr std::size_t FEWEST_PLACES_PER_SLOT = 2;


std::size_t placesFor(std::size_t slots)
	/// Places for those whose hashes are computed one after the other, and for as
	/// many who read, charge or write meanwhile. Each is a thread, so on larger
	/// machines there are fewer for each slot: one that hashes, one that does not.
{
	return std::max(std::min(PLACES_PER_SLOT*slots, MOST_PLACES), FEWEST_PLACES_PER_SLOT*slots);
}


constexpr std::int64_t MEAN_WEIGHT = 8;  // a new holding counts for an eighth of the mean


HashSlotPool::Options completed(HashSlotPool::Options options)
{
	if (options.slots == 0) options.slots = ProcessorCount::usable();
	return options;
}


} // namespace


const Api::SettingSpec HASH_SETTINGS[3] = {
	{"hash.slots", Api::SettingType::integer, "slots", 0, 1024, "0", "",
		"Password hashes computed at a time; 0 for as many as processors that the process may use by affinity mask and control groups."},
	{"hash.queue", Api::SettingType::integer, "requests", 1, 65536, "96", "",
		"Requests that wait for their turn or for a place at a slot, each in a thread; at most http.threads less 64."},
	{"hash.arena", Api::SettingType::integer, "KiB", 0, 1048576, "19456", "",
		"Memory kept for each slot; at least the plugin's hash.memory_kib, or each hash has to map memory of its own. 0 keeps none."}
};


HashSlotPool::Options HashSlotPool::Options::from(const Api::Settings& settings)
{
	Options options;
	options.slots = static_cast<std::size_t>(settings.integer("hash.slots"));
	options.maxWaiting = static_cast<std::size_t>(settings.integer("hash.queue"));
	options.arenaBytes = static_cast<std::size_t>(settings.integer("hash.arena"))*1024;
	return options;
}


HashSlotPool::HashSlotPool(const Options& options, Api::Clock& clock):
	_options(completed(options)),
	_places(placesFor(_options.slots)),
	_clock(clock),
	_freePlaces(_places),
	_workers(std::make_unique<HashWorkers>(_options.slots, _options.arenaBytes, clock))
{
}


HashSlotPool::~HashSlotPool()
{
	poco_assert_dbg (_users.empty());
}


Api::HashSlots::Outcome HashSlotPool::beginTurn(std::string_view userId, Api::Deadline deadline, Api::UserTurn*& turn) noexcept
try
{
	auto granted = std::make_unique<Api::UserTurn>(userId);
	std::unique_lock<std::mutex> lock(_mutex);
	if (_draining) return Outcome::draining;
	if (!hasRoom(deadline)) return Outcome::full;

	const auto it = _users.find(userId);
	if (it == _users.end())
	{
		_users.emplace(granted->user, Queue());
	}
	else
	{
		Waiter waiter;
		waiter.leavesOnDrain = true;
		const Outcome outcome = waitIn(it->second, it->second.size() + 1, waiter, lock, deadline);
		if (outcome != Outcome::granted) return outcome;
	}
	turn = granted.release();
	return Outcome::granted;
}
catch (const std::bad_alloc&)
{
	// Without memory for a place in the queue there is none for a hash either.
	return Outcome::full;
}


Api::HashSlots::Outcome HashSlotPool::acquire(Api::UserTurn& turn, Api::Deadline deadline, bool& waited) noexcept
try
{
	waited = false;
	std::unique_lock<std::mutex> lock(_mutex);
	if (turn.hasPlace) return Outcome::granted;
	if (_freePlaces > 0)
	{
		--_freePlaces;
	}
	else
	{
		if (!hasRoom(deadline)) return Outcome::full;
		waited = true;
		Waiter waiter;
		const Outcome outcome = waitIn(_placeQueue, 0, waiter, lock, deadline);
		if (outcome != Outcome::granted) return outcome;
	}
	turn.hasPlace = true;
	turn.placeSince = _clock.monotonic();
	return Outcome::granted;
}
catch (const std::bad_alloc&)
{
	return Outcome::full;
}


void HashSlotPool::compute([[maybe_unused]] Api::UserTurn& turn, Api::HashTask& task) noexcept
{
	poco_assert_dbg (turn.hasPlace);
	_workers->run(task);
}


void HashSlotPool::release(Api::UserTurn& turn) noexcept
{
	const std::lock_guard<std::mutex> lock(_mutex);
	giveBack(turn);
}


void HashSlotPool::endTurn(Api::UserTurn* turn) noexcept
{
	const std::unique_ptr<Api::UserTurn> ended(turn);
	const std::lock_guard<std::mutex> lock(_mutex);
	giveBack(*ended);

	const auto it = _users.find(ended->user);
	if (it->second.empty())
	{
		_users.erase(it);
		return;
	}
	Waiter& next = *it->second.front();
	it->second.pop_front();
	next.granted = true;
	next.called.notify_one();
}


void HashSlotPool::drain() noexcept
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_draining = true;
	for (const auto& user: _users)
	{
		for (Waiter* waiter: user.second) waiter->called.notify_one();
	}
}


HashSlotPool::State HashSlotPool::state() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	return State{_options.slots, _freePlaces, _waiting, _users.size(), _refused};
}


Api::HashSlots::Outcome HashSlotPool::waitIn(Queue& queue, std::size_t ofUser, Waiter& waiter, std::unique_lock<std::mutex>& lock, Api::Deadline deadline)
	// `ofUser` is how many of the same user wait for their turn, this one
	// included.
{
	if (_waiting >= _options.maxWaiting)
	{
		Queue* const longest = longestTurnQueue(ofUser);
		if (!longest)
		{
			++_refused;
			return Outcome::full;
		}
		displaceLast(*longest);
	}
	queue.push_back(&waiter);
	const auto place = std::prev(queue.end());
	++_waiting;

	Outcome outcome = Outcome::granted;
	while (!waiter.granted)
	{
		if (waiter.displaced) return Outcome::full;
		if (_draining && waiter.leavesOnDrain)
		{
			outcome = Outcome::draining;
			break;
		}
		const std::int64_t left = deadline - _clock.monotonic();
		if (left <= 0)
		{
			outcome = Outcome::timedOut;
			break;
		}
		waiter.called.wait_for(lock, std::chrono::microseconds(left));
	}

	--_waiting;
	if (outcome != Outcome::granted)
	{
		queue.erase(place);
		++_refused;
	}
	return outcome;
}


bool HashSlotPool::hasRoom(Api::Deadline deadline) noexcept
	// With the mutex held. Tells whether there is a place, or a chance to get
	// one; if not, counts a refusal. Without room in the queue, or when those in
	// front will need longer than there is, it is better to go at once than to
	// hold a thread for nothing.
{
	if (_freePlaces > 0) return true;
	const auto inFront = static_cast<std::int64_t>(_placeQueue.size() + 1);
	const std::int64_t wait = _meanHold*inFront/static_cast<std::int64_t>(_places);
	const bool fits = _waiting < _options.maxWaiting || longestTurnQueue(0);
	if (fits && wait <= deadline - _clock.monotonic()) return true;
	++_refused;
	return false;
}


HashSlotPool::Queue* HashSlotPool::longestTurnQueue(std::size_t longerThan) noexcept
	// With the mutex held. Returns the queue of the user with the most requests
	// that wait for an earlier one, or nullptr if nobody has more than that.
{
	if (_waiting == _placeQueue.size()) return nullptr;
	Queue* longest = nullptr;
	for (auto& [user, queue]: _users)
	{
		if (queue.size() <= longerThan) continue;
		longest = &queue;
		longerThan = queue.size();
	}
	return longest;
}


void HashSlotPool::displaceLast(Queue& queue) noexcept
	// With the mutex held. Counts a refusal.
{
	Waiter& last = *queue.back();
	queue.pop_back();
	--_waiting;
	++_refused;
	last.displaced = true;
	last.called.notify_one();
}


void HashSlotPool::giveBack(Api::UserTurn& turn) noexcept
	// With the mutex held.
{
	if (!turn.hasPlace) return;
	const std::int64_t held = _clock.monotonic() - turn.placeSince;
	_meanHold = _meanHold == 0 ? held : _meanHold + (held - _meanHold)/MEAN_WEIGHT;
	if (_placeQueue.empty())
	{
		++_freePlaces;
	}
	else
	{
		Waiter& next = *_placeQueue.front();
		_placeQueue.pop_front();
		next.granted = true;
		next.called.notify_one();
	}
	turn.hasPlace = false;
}


} } // namespace AuthPlug::Host
