//
// ReadCounters.h
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ReadCounters
//
// Reads the guess limit's counters of one account.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_ReadCounters_INCLUDED
#define AuthPlug_Password_ReadCounters_INCLUDED


#include "core/LimitMath.h"
#include "core/OneStatement.h"
#include "core/Statements.h"


namespace AuthPlug {
namespace Password {


class ReadCounters final: public OneStatement
	/// For one thread.
{
public:
	explicit ReadCounters(const Api::Value* key) noexcept: OneStatement(Statements::readCounters(), key, 2)
		/// The key is user and purpose.
	{
	}

	bool found = false;
	LimitState state;             /// all zeros if there is no row
	std::uint64_t nowMicros = 0;  /// the database's clock; 0 if there is no row

private:
	void onRow(const Api::Value* columns, std::size_t) noexcept override
	{
		found = true;
		state = LimitState{columns[0].number, columns[1].number, columns[2].number, columns[3].number};
		nowMicros = columns[4].number;
	}

	void forget() noexcept override
	{
		found = false;
		state = LimitState();
		nowMicros = 0;
	}
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_ReadCounters_INCLUDED
