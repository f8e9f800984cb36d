//
// WirePoints.h
//
// Tests: fault
//
// The fault points that are not in a process.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_WirePoints_INCLUDED
#define AuthPlug_Tests_WirePoints_INCLUDED


#include "MySqlProxy.h"
#include <string>


namespace AuthPlug {
namespace Tests {


struct WirePoint
	/// A point on the way between server and database, where the suite's proxy
	/// stands.
{
	const char* name;
	MySqlProxy::Message message;
	MySqlProxy::Fault hold;
};


constexpr WirePoint WIRE_POINTS[] = {
	{"begin.sent", MySqlProxy::Message::begin, MySqlProxy::Fault::holdRequest},
	{"begin.answered", MySqlProxy::Message::begin, MySqlProxy::Fault::holdAnswer},
	{"commit.sent", MySqlProxy::Message::commit, MySqlProxy::Fault::holdRequest},
	{"commit.answered", MySqlProxy::Message::commit, MySqlProxy::Fault::holdAnswer},
	{"rollback.sent", MySqlProxy::Message::rollback, MySqlProxy::Fault::holdRequest},
	{"rollback.answered", MySqlProxy::Message::rollback, MySqlProxy::Fault::holdAnswer}};


inline const WirePoint* wirePoint(const std::string& name)
	/// Returns the point of that name; nullptr if the server itself has it.
{
	for (const WirePoint& point: WIRE_POINTS)
	{
		if (name == point.name) return &point;
	}
	return nullptr;
}


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_WirePoints_INCLUDED
