//
// Search.h
//
// Tool:    authplug-calibrate
// Module:  Search
//
// Which parameters of Argon2id a machine can afford.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Calibrate_Search_INCLUDED
#define AuthPlug_Calibrate_Search_INCLUDED


#include "AuthPlug/Password/SodiumEngine.h"
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>


namespace AuthPlug {
namespace Calibrate {


class BudgetTooSmall: public std::runtime_error
	/// There is no room for a single hash at the floor.
{
public:
	using std::runtime_error::runtime_error;
};


struct Wish
{
	double latencyMillis = 50;      /// of one hash, with all slots busy; a change takes two
	std::uint64_t memoryMiB = 256;  /// of all slots together
	std::size_t slots = 0;          /// hashes at a time
};


struct Recommendation
{
	Password::Argon2Options cost;
	std::size_t slots = 0;
	double hashMillis = 0;     /// as measured
	bool fewerSlots = false;   /// the memory is not enough for as many as were wished
	bool tooSlow = false;      /// the floor itself takes longer than was wished
};


class Search
	/// As RFC 9106, section 4, advises: first as much memory as there is, then
	/// as many passes as the time allows. Never below the floor that the plugin
	/// enforces, whatever is wished.
{
public:
	using Measure = std::function<double(const Password::Argon2Options& cost, std::size_t slots)>;
		/// Returns the milliseconds of one hash while every slot hashes.

	static constexpr std::uint32_t STEP_KIB = 1024;

	explicit Search(Measure measure);

	Recommendation find(const Wish& wish) const;
		/// Throws BudgetTooSmall.

private:
	bool affordable(const Password::Argon2Options& cost, Recommendation& recommendation, const Wish& wish) const;
		/// Measures; takes the cost over if it is fast enough.

	void moreMemory(Recommendation& recommendation, std::uint32_t most, const Wish& wish) const;
	void morePasses(Recommendation& recommendation, const Wish& wish) const;

	Measure _measure;
};


} } // namespace AuthPlug::Calibrate


#endif // AuthPlug_Calibrate_Search_INCLUDED
