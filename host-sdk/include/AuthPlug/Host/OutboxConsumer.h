//
// OutboxConsumer.h
//
// Library: AuthPlug/Host
// Package: Host
// Module:  OutboxConsumer
//
// Who carries out the events of the outbox.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_OutboxConsumer_INCLUDED
#define AuthPlug_Host_OutboxConsumer_INCLUDED


#include "AuthPlug/Api/Time.h"
#include <cstdint>
#include <string_view>


namespace AuthPlug {
namespace Host {


struct OutboxEvent
	/// One row of the outbox. The views are valid during the call.
{
	std::string_view eventId;  /// 16 bytes
	std::string_view userId;
	std::string_view kind;     /// for example PASSWORD_CHANGED
	std::string_view payload;  /// bytes; the first one is the version of their format
	Api::UtcTime created{0};   /// by the database's clock
	std::uint32_t attempt = 1; /// 1 for the first delivery
};


enum class Delivery
{
	delivered,  /// done, or known already: never to be delivered again
	later       /// to be tried again after a while
};


class OutboxConsumer
	/// Implemented by the host: ends sessions, sends notices.
{
public:
	virtual Delivery deliver(const OutboxEvent& event) noexcept = 0;
		/// Carries out one event. Called by the relay's thread; another
		/// process's relay may be at work on other events meanwhile. An event
		/// may come more than once, and after an outage twice at the same time:
		/// drop it by its id, or be safe to repeat. Must end within the relay's
		/// lease.

protected:
	~OutboxConsumer() = default;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_OutboxConsumer_INCLUDED
