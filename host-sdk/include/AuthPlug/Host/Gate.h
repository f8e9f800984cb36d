//
// Gate.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  Gate
//
// Counts who is inside, and waits until all have left.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_Gate_INCLUDED
#define AuthPlug_Host_Gate_INCLUDED


#include <condition_variable>
#include <chrono>
#include <cstddef>
#include <mutex>


namespace AuthPlug {
namespace Host {


class Gate
	/// The one primitive for draining: work enters and leaves, the owner closes
	/// the gate and waits until nobody is inside. Thread-safe.
{
public:
	class Pass
		/// Stands for one that is inside; leaves when it goes.
	{
	public:
		Pass() noexcept = default;
		Pass(Pass&& other) noexcept;
		Pass& operator = (Pass&& other) noexcept;
		~Pass();

		explicit operator bool () const noexcept
		{
			return _gate != nullptr;
		}

	private:
		friend class Gate;

		explicit Pass(Gate& gate) noexcept;

		Gate* _gate = nullptr;
	};

	Gate() = default;
	Gate(const Gate&) = delete;
	Gate& operator = (const Gate&) = delete;

	~Gate();
		/// Nobody may be inside any more: checked by assertion.

	Pass enter();
		/// Lets one in. Returns an empty pass if the gate is closed.

	void close();
		/// Lets nobody in from now on. May be repeated.

	bool waitEmpty(std::chrono::milliseconds atMost);
		/// Waits until nobody is inside. Returns false if somebody still is
		/// when the time is over.

	std::size_t inside() const;

	bool closed() const;

private:
	void leave() noexcept;

	mutable std::mutex _mutex;
	std::condition_variable _empty;
	std::size_t _inside = 0;
	bool _closed = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_Gate_INCLUDED
