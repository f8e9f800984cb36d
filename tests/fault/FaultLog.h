//
// FaultLog.h
//
// Tests: fault
//
// The last step before the answer.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FaultLog_INCLUDED
#define AuthPlug_Tests_FaultLog_INCLUDED


#include "AuthPlug/Api/Log.h"
#include "FaultPoints.h"


namespace AuthPlug {
namespace Tests {


class FaultLog final: public Api::Log
	/// Passes each event on to another log. The plugin logs how a request ended
	/// when all is done but the answer: that is a fault point.
{
public:
	FaultLog(Api::Log& log, FaultPoints& points): _log(log), _points(points)
	{
	}

	void write(Api::LogLevel level, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept override
	{
		_log.write(level, event, fields, count);
		if (event == "password.change") _points.pass("answer.before");
	}

private:
	Api::Log& _log;
	FaultPoints& _points;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultLog_INCLUDED
