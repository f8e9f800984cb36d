//
// Contender.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Contender.h"


namespace AuthPlug {
namespace Tests {


Contender::Contender(std::string name, std::function<Window()> measure): _name(std::move(name)), _measure(std::move(measure))
{
}


const std::string& Contender::name() const
{
	return _name;
}


void Contender::measure()
{
	_windows.push_back(_measure());
}


std::vector<double> Contender::rates() const
{
	std::vector<double> values;
	for (const Window& window : _windows) values.push_back(window.rate);
	return values;
}


std::vector<double> Contender::references() const
{
	return _references;
}


Spread Contender::rate() const
{
	return Spread::of(rates());
}


double Contender::p50() const
{
	return latency(0.5);
}


double Contender::p99() const
{
	return latency(0.99);
}


double Contender::latency(double share) const
{
	std::vector<std::uint32_t> all;
	for (const Window& window : _windows) all.insert(all.end(), window.micros.begin(), window.micros.end());
	return quantileMillis(all, share);
}


std::uint64_t Contender::other() const
{
	std::uint64_t sum = 0;
	for (const Window& window : _windows) sum += window.other;
	return sum;
}


double Contender::generatorShare() const
{
	std::vector<double> shares;
	for (const Window& window : _windows) shares.push_back(window.generatorShare);
	return quantile(shares, 0.5);
}


void Contender::takeTurns(Contender& reference, const std::vector<Contender*>& contenders, std::size_t rounds)
{
	for (Contender* contender : contenders) contender->_measure();
	reference._measure();
	reference.measure();
	for (std::size_t round = 0; round < rounds; ++round)
	{
		for (Contender* contender : contenders)
		{
			const double before = reference._windows.back().rate;
			contender->measure();
			reference.measure();
			contender->_references.push_back((before + reference._windows.back().rate)/2);
		}
	}
}


} } // namespace AuthPlug::Tests
