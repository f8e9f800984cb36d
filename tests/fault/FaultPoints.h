//
// FaultPoints.h
//
// Tests: fault
//
// Stops the process at a chosen step.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FaultPoints_INCLUDED
#define AuthPlug_Tests_FaultPoints_INCLUDED


#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>


namespace AuthPlug {
namespace Tests {


class FaultPoints
	/// Carries out one order at a time: at the n-th passage of a point, to end
	/// the process as a power cut would, or to hold the thread that came by
	/// until it is told to go on. Tells on standard output, line by line, what
	/// it does. Thread-safe.
{
public:
	enum class Action
	{
		kill,  /// SIGKILL
		hold
	};

	struct Order
	{
		Action action = Action::kill;
		std::string point;
		int count = 1;
		std::string from;  /// counting begins when this point was passed; empty: at once
	};

	void arm(const Order& order);
		/// Replaces the order that was given before.

	void release();
		/// Lets the thread that is held go on.

	void trace(bool on);
		/// Tells of every passage: "pass POINT".

	void pass(const std::string& point) noexcept;
		/// A thread comes by. Tells "hit POINT" when the order is carried out,
		/// and "unlisted POINT" of a name that is not in POINT_NAMES.

	static void say(const std::string& line) noexcept;
		/// Writes a line that outlives the process.

private:
	bool isDue(const std::string& point);
	void hold(std::unique_lock<std::mutex>& lock);

	std::mutex _mutex;
	std::condition_variable _released;
	std::optional<Order> _order;
	bool _isHeld = false;
	bool _isTracing = false;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultPoints_INCLUDED
