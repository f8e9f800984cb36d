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


namespace AuthPlug {
namespace Tests {


class FaultConsumer final: public Host::OutboxConsumer
	/// Passes each event on to another consumer.
{
public:
	FaultConsumer(Host::OutboxConsumer& consumer, FaultPoints& points): _consumer(consumer), _points(points)
	{
	}

	Host::Delivery deliver(const Host::OutboxEvent& event) noexcept override
	{
		_points.pass("relay.deliver.before");
		const Host::Delivery delivery = _consumer.deliver(event);
		_points.pass("relay.deliver.after");
		return delivery;
	}

private:
	Host::OutboxConsumer& _consumer;
	FaultPoints& _points;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultConsumer_INCLUDED
