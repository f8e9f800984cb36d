//
// FaultConsumer.h
//
// Tests: fault
//
// Outbox deliveries with fault points round them.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FaultConsumer_INCLUDED
#define AuthPlug_Tests_FaultConsumer_INCLUDED


#include "AuthPlug/Host/OutboxConsumer.h"
#include "FaultPoints.h"
#include <atomic>


namespace AuthPlug {
namespace Tests {


class FaultConsumer final: public Host::OutboxConsumer
	/// Passes each event on to another consumer; may be told to fail. Thread-safe.
{
public:
	FaultConsumer(Host::OutboxConsumer& consumer, FaultPoints& points): _consumer(consumer), _points(points)
	{
	}

	Host::Delivery deliver(const Host::OutboxEvent& event) noexcept override
	{
		_points.pass("relay.deliver.before");
		const bool fails = _failsNext.exchange(false);
		const Host::Delivery delivery = fails ? Host::Delivery::later : _consumer.deliver(event);
		_points.pass("relay.deliver.after");
		return delivery;
	}

	void failNext()
		/// The next event is to be delivered later.
	{
		_failsNext = true;
	}

private:
	Host::OutboxConsumer& _consumer;
	FaultPoints& _points;
	std::atomic<bool> _failsNext{false};
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultConsumer_INCLUDED
