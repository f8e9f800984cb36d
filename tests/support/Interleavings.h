//
// Interleavings.h
//
// Tests: support
//
// Every order in which the steps of a few actors can come.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Interleavings_INCLUDED
#define AuthPlug_Tests_Interleavings_INCLUDED


#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>


namespace AuthPlug {
namespace Tests {


class Interleaving
	/// One run of a few actors, each in a thread of its own, of which one works
	/// at a time: it goes on from one step to its next, and then waits until it
	/// is chosen again. Which one is chosen is told in advance; beyond that, it
	/// is always the first.
{
public:
	class Actor
	{
	public:
		void pass(std::string_view step);
			/// Called by the actor before each of its steps: returns when it is
			/// this actor's turn.

		void note(std::string_view result);
			/// Called by the actor after a step with all that it was told by it,
			/// where orders are merged.

	private:
		friend class Interleaving;

		enum class State
		{
			waits,    // at a step
			works,
			blocked,  // works on a step that waits for another actor
			done
		};

		explicit Actor(Interleaving& owner): _owner(owner)
		{
		}

		Interleaving& _owner;
		std::function<void()> _body;
		std::string _step;
		std::string _memory;  // of what it was told
		State _state = State::works;
		bool _chosen = false;
		bool _abandoned = false;
	};

	struct Choice
	{
		std::size_t taken;
		std::size_t possible;
		std::string state;  /// before it; empty if states are not told apart
	};

	using States = std::unordered_map<std::string, std::uint64_t>;
		/// How many interleavings go on from each state that was seen.

	explicit Interleaving(std::vector<std::size_t> choices, const States& known = noStates()): _choices(std::move(choices)), _known(known)
	{
	}

	Actor& newActor();

	void play(Actor& actor, std::function<void()> body);
		/// Sets what the actor does.

	std::function<int()> blocked;
		/// Returns how many actors wait for others inside of a step, in a lock.
		/// Unset: none ever does.

	std::function<bool(std::string_view)> releases;
		/// Tells whether after this step nobody else can be left waiting.

	std::function<std::string()> common;
		/// Returns all that actors share and that can make a difference to what
		/// follows or is checked later. Unset: every order is followed to its
		/// end. Set: two orders after which this is the same, and each actor is
		/// at the same step and was told the same, have the same future, so that
		/// only the first of them is followed.

	std::function<void()> check;
		/// Called before each step, when no actor works. May throw.

	void run();
		/// Throws what an actor or a check has thrown, once all actors are done,
		/// and std::runtime_error if an actor does not come to its next step.

	const std::vector<Choice>& taken() const
		/// Without those after a known state.
	{
		return _taken;
	}

	const std::string& knownState() const
		/// Returns the known state that was come to; empty if there was none.
	{
		return _knownState;
	}

	std::string text() const
		/// Returns the steps in the order in which they came.
	{
		return _text;
	}

private:
	static const States& noStates();
	void runActor(Actor& actor) noexcept;
	void settle(std::unique_lock<std::mutex>& lock, bool allMustArrive);
	std::vector<Actor*> waiting() const;
	int count(Actor::State state) const;
	std::size_t choose(std::size_t possible, std::string now);
	std::string whole(const std::string& shared) const;
	void advance(std::unique_lock<std::mutex>& lock);

	const std::vector<std::size_t> _choices;
	const States& _known;
	std::string _knownState;
	std::vector<std::unique_ptr<Actor>> _actors;
	std::vector<Choice> _taken;
	std::string _text;
	std::mutex _mutex;
	std::condition_variable _changed;
	std::string _failure;
};


struct Exploration
	/// What came of all interleavings.
{
	std::uint64_t explored = 0;           /// runs
	std::uint64_t interleavings = 0;      /// that these stand for: more than runs if states were known
	std::uint64_t states = 0;             /// that were told from each other
	double share = 0;                     /// of the tree of choices that was seen; 1 if all, without states
	std::vector<std::string> violations;  /// of the first ones, with the order of steps
	std::uint64_t violating = 0;          /// interleavings with a violation
};


Exploration explore(const std::function<void(Interleaving&)>& play);
	/// Calls the function with one interleaving after the other until there is
	/// no other: it sets up a world and actors, runs it, and throws if what
	/// came out is wrong.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Interleavings_INCLUDED
