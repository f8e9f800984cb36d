//
// FaultHasher.h
//
// Tests: fault
//
// Password hashes with fault points round them.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FaultHasher_INCLUDED
#define AuthPlug_Tests_FaultHasher_INCLUDED


#include "AuthPlug/Api/PasswordHasher.h"
#include "FaultPoints.h"
#include "Witness.h"


namespace AuthPlug {
namespace Tests {


class FaultHasher final: public Api::PasswordHasher
	/// Passes each call on to another hasher. As thread-safe as that one.
{
public:
	FaultHasher(Api::PasswordHasher& hasher, FaultPoints& points, Witness& witness): _hasher(hasher), _points(points), _witness(witness)
	{
	}

	bool usable(std::string_view stored) noexcept override
	{
		return _hasher.usable(stored);
	}

	Api::HashVerdict verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) noexcept override
	{
		_points.pass("verify.before");
		_witness.note("verified");
		const Api::HashVerdict verdict = _hasher.verify(stored, password, slot);
		_points.pass("verify.after");
		return verdict;
	}

	bool hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) noexcept override
	{
		_points.pass("hash.before");
		const bool done = _hasher.hash(password, slot, stored, capacity, size);
		_points.pass("hash.after");
		return done;
	}

private:
	Api::PasswordHasher& _hasher;
	FaultPoints& _points;
	Witness& _witness;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultHasher_INCLUDED
