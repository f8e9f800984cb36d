//
// SearchedMetrics.h
//
// Tests: support
//
// Metrics that are searched for secrets.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_SearchedMetrics_INCLUDED
#define AuthPlug_Tests_SearchedMetrics_INCLUDED


#include "AuthPlug/Api/Metrics.h"
#include "LeakWatch.h"


namespace AuthPlug {
namespace Tests {


class SearchedMetrics final: public Api::Metrics
	/// Passes on to other metrics what it has searched. As thread-safe as those.
{
public:
	explicit SearchedMetrics(Api::Metrics& metrics): _metrics(metrics)
	{
	}

	void count(std::string_view name, std::string_view label, std::uint64_t delta) noexcept override
	{
		LeakWatch::search("a counter's name", name);
		LeakWatch::search("a label of counter " + std::string(name), label);
		_metrics.count(name, label, delta);
	}

	void observe(std::string_view name, std::int64_t value) noexcept override
	{
		LeakWatch::search("a measurement's name", name);
		_metrics.observe(name, value);
	}

private:
	Api::Metrics& _metrics;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_SearchedMetrics_INCLUDED
