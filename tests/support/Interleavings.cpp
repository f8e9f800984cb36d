//
// Interleavings.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Interleavings.h"
#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr std::chrono::seconds PATIENCE(60);
constexpr std::chrono::milliseconds GLANCE(2);
constexpr std::size_t MOST_VIOLATIONS_KEPT = 5;


} // namespace


void Interleaving::Actor::pass(std::string_view step)
{
	std::unique_lock<std::mutex> lock(_owner._mutex);
	if (_abandoned) return;
	_step = step;
	_state = State::waits;
	_owner._changed.notify_all();
	_owner._changed.wait(lock, [this] { return _chosen || _abandoned; });
	_chosen = false;
	_state = State::works;
}


void Interleaving::Actor::note(std::string_view result)
{
	const std::lock_guard<std::mutex> lock(_owner._mutex);
	_memory += _step;
	_memory += '=';
	_memory += result;
	_memory += ';';
}


const Interleaving::States& Interleaving::noStates()
{
	static const States none;
	return none;
}


Interleaving::Actor& Interleaving::newActor()
{
	_actors.push_back(std::unique_ptr<Actor>(new Actor(*this)));
	return *_actors.back();
}


void Interleaving::play(Actor& actor, std::function<void()> body)
{
	actor._body = std::move(body);
}


void Interleaving::run()
{
	std::vector<std::thread> threads;
	for (const auto& actor: _actors) threads.emplace_back([this, &actor] { runActor(*actor); });
	{
		std::unique_lock<std::mutex> lock(_mutex);
		try
		{
			advance(lock);
		}
		catch (const std::exception& exception)
		{
			if (_failure.empty()) _failure = exception.what();
		}
		// Whatever has happened: all go on to their ends.
		for (const auto& actor: _actors) actor->_abandoned = true;
		_changed.notify_all();
	}
	for (std::thread& thread: threads) thread.join();
	if (!_failure.empty()) throw std::runtime_error(_failure + " after" + _text);
}


void Interleaving::advance(std::unique_lock<std::mutex>& lock)
{
	settle(lock, true);
	while (true)
	{
		const std::vector<Actor*> possible = waiting();
		if (possible.empty()) return;
		lock.unlock();
		if (check) check();
		const std::string shared = common ? common() : std::string();
		lock.lock();
		const std::size_t choice = choose(possible.size(), common ? whole(shared) : std::string());
		Actor& actor = *possible[choice];
		const auto number = std::find_if(_actors.begin(), _actors.end(), [&](const auto& one) { return one.get() == &actor; }) - _actors.begin();
		_text += " " + std::string(1, static_cast<char>('A' + number)) + ":" + actor._step;
		const bool allMustArrive = !releases || releases(actor._step);
		actor._chosen = true;
		actor._state = Actor::State::works;
		_changed.notify_all();
		settle(lock, allMustArrive);
	}
}


std::size_t Interleaving::choose(std::size_t possible, std::string now)
	/// After a known state it goes on to the end, and that makes no difference.
{
	const std::size_t next = _taken.size();
	if (next >= _choices.size() && _knownState.empty() && _known.count(now) > 0) _knownState = now;
	if (!_knownState.empty()) return 0;
	const std::size_t choice = next < _choices.size() ? _choices[next] : 0;
	if (choice >= possible) throw std::runtime_error("the same choices lead elsewhere than before");
	_taken.push_back(Choice{choice, possible, std::move(now)});
	return choice;
}


std::string Interleaving::whole(const std::string& shared) const
{
	std::string text = shared;
	for (const auto& actor: _actors)
	{
		text += '\n' + std::to_string(static_cast<int>(actor->_state)) + actor->_step + ':' + actor->_memory;
	}
	return text;
}


void Interleaving::settle(std::unique_lock<std::mutex>& lock, bool allMustArrive)
	/// Waits until every actor is at a step, done, or blocked.
{
	const auto end = std::chrono::steady_clock::now() + PATIENCE;
	if (allMustArrive)
	{
		for (const auto& actor: _actors)
		{
			if (actor->_state == Actor::State::blocked) actor->_state = Actor::State::works;
		}
	}
	while (count(Actor::State::works) > 0)
	{
		if (std::chrono::steady_clock::now() > end) throw std::runtime_error("an actor does not come to its next step");
		_changed.wait_for(lock, GLANCE);
		if (allMustArrive || !blocked || count(Actor::State::works) == 0) continue;
		lock.unlock();
		const int inLocks = blocked();
		lock.lock();
		const int atWork = count(Actor::State::works) + count(Actor::State::blocked);
		if (count(Actor::State::works) == 0 || inLocks != atWork) continue;
		for (const auto& actor: _actors)
		{
			if (actor->_state == Actor::State::works) actor->_state = Actor::State::blocked;
		}
	}
}


std::vector<Interleaving::Actor*> Interleaving::waiting() const
{
	std::vector<Actor*> found;
	for (const auto& actor: _actors)
	{
		if (actor->_state == Actor::State::waits) found.push_back(actor.get());
	}
	return found;
}


int Interleaving::count(Actor::State state) const
{
	return static_cast<int>(std::count_if(_actors.begin(), _actors.end(), [&](const auto& actor) { return actor->_state == state; }));
}


void Interleaving::runActor(Actor& actor) noexcept
{
	std::string failure;
	try
	{
		actor._body();
	}
	catch (const std::exception& exception)
	{
		failure = exception.what();
	}
	const std::lock_guard<std::mutex> lock(_mutex);
	if (!failure.empty() && _failure.empty()) _failure = failure;
	actor._state = Actor::State::done;
	_changed.notify_all();
}


Exploration explore(const std::function<void(Interleaving&)>& play)
{
	Exploration exploration;
	Interleaving::States known;
	std::vector<std::size_t> choices;
	std::vector<std::uint64_t> counts;  // of interleavings, from each choice of the present run on
	while (true)
	{
		Interleaving interleaving(choices, known);
		try
		{
			play(interleaving);
		}
		catch (const std::exception& exception)
		{
			++exploration.violating;
			if (exploration.violations.size() < MOST_VIOLATIONS_KEPT) exploration.violations.push_back(exception.what() + (":" + interleaving.text()));
		}
		++exploration.explored;

		std::vector<Interleaving::Choice> taken = interleaving.taken();
		double share = 1;
		for (const Interleaving::Choice& choice: taken) share /= static_cast<double>(choice.possible);
		exploration.share += share;
		std::uint64_t more = interleaving.knownState().empty() ? 1 : known.at(interleaving.knownState());
		counts.resize(taken.size());
		while (!taken.empty() && taken.back().taken + 1 == taken.back().possible)
		{
			more += counts.back();
			counts.pop_back();
			if (!taken.back().state.empty()) known.emplace(std::move(taken.back().state), more);
			taken.pop_back();
		}
		if (taken.empty())
		{
			exploration.interleavings = more;
			exploration.states = known.size();
			return exploration;
		}
		counts.back() += more;
		choices.clear();
		for (const Interleaving::Choice& choice: taken) choices.push_back(choice.taken);
		++choices.back();
	}
}


} } // namespace AuthPlug::Tests
