//
// ReferenceLimit.h
//
// Tests: support
//
// The guess limit as its description says it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_ReferenceLimit_INCLUDED
#define AuthPlug_Tests_ReferenceLimit_INCLUDED


#include "AuthPlug/Password/LimitOptions.h"
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>


namespace AuthPlug {
namespace Tests {


class ReferenceLimit
	/// The limit as its description says it, kept as a list of all that was
	/// granted instead of as counters.
{
public:
	explicit ReferenceLimit(const Password::LimitOptions& options): _options(options)
	{
	}

	bool locked(std::uint64_t now) const
	{
		if (_grants.size() - _settled >= _options.cap) return true;
		return openInBlock() >= _options.attempts && now < freeAt();
	}

	bool charge(std::uint64_t now)
	{
		if (locked(now)) return false;
		if (now >= freeAt()) _blockBegin = _grants.size();
		const std::uint64_t blocks = (_grants.size() - _settled)/_options.attempts;
		std::uint64_t window = _options.windowSeconds*1000000;
		for (std::uint64_t i = 0; i < std::min(blocks, _options.doublings); ++i) window *= 2;
		_grants.push_back(now + window);
		return true;
	}

	void settle(std::size_t ordinal)
	{
		_settled = std::max(_settled, ordinal);
	}

	std::size_t granted() const
	{
		return _grants.size();
	}

private:
	std::size_t openInBlock() const
		/// Attempts of the current block that came after the last success.
	{
		return _grants.size() - std::max(_blockBegin, _settled);
	}

	std::uint64_t freeAt() const
	{
		return _grants.empty() ? 0 : *std::max_element(_grants.begin(), _grants.end());
	}

	const Password::LimitOptions _options;
	std::vector<std::uint64_t> _grants;  /// end of each one's quiet period
	std::size_t _blockBegin = 0;
	std::size_t _settled = 0;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_ReferenceLimit_INCLUDED
