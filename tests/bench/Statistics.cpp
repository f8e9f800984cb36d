//
// Statistics.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Statistics.h"
#include <algorithm>
#include <cmath>


namespace AuthPlug {
namespace Tests {


namespace {


template <class Number>
double nearestRank(std::vector<Number> values, double share)
{
	if (values.empty()) return 0;
	const auto rank = static_cast<std::size_t>(std::ceil(share*static_cast<double>(values.size())));
	const std::size_t place = std::clamp<std::size_t>(rank, 1, values.size()) - 1;
	std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place), values.end());
	return static_cast<double>(values[place]);
}


} // namespace


double quantile(std::vector<double> values, double share)
{
	return nearestRank(std::move(values), share);
}


double quantileMillis(const std::vector<std::uint32_t>& micros, double share)
{
	return nearestRank(micros, share)/1000;
}


Spread Spread::of(const std::vector<double>& values)
{
	return Spread{quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75)};
}


Spread ratios(const std::vector<double>& values, const std::vector<double>& references)
{
	std::vector<double> quotients;
	for (std::size_t i = 0; i < std::min(values.size(), references.size()); ++i)
	{
		if (references[i] > 0) quotients.push_back(values[i]/references[i]);
	}
	return Spread::of(quotients);
}


} } // namespace AuthPlug::Tests
