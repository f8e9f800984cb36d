//
// SearchedEvents.h
//
// Tests: support
//
// The events of password changes, searched for secrets.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_SearchedEvents_INCLUDED
#define AuthPlug_Tests_SearchedEvents_INCLUDED


#include "AuthPlug/Api/PasswordEvents.h"
#include "LeakWatch.h"


namespace AuthPlug {
namespace Tests {


class SearchedEvents final: public Api::PasswordEvents
	/// Passes on to another consumer what it has searched. As thread-safe as that.
{
public:
	explicit SearchedEvents(Api::PasswordEvents& events): _events(events)
	{
	}

	void onChanged(std::string_view userId, std::string_view eventId) noexcept override
	{
		LeakWatch::search("the event of a change", userId);
		LeakWatch::search("the event of a change", eventId);
		_events.onChanged(userId, eventId);
	}

	void onLocked(std::string_view userId, std::uint64_t retryAfterSeconds) noexcept override
	{
		LeakWatch::search("the event of a lock", userId);
		_events.onLocked(userId, retryAfterSeconds);
	}

private:
	Api::PasswordEvents& _events;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_SearchedEvents_INCLUDED
