//
// StepNames.h
//
// Tests: fault
//
// Which step of a change a statement is.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_StepNames_INCLUDED
#define AuthPlug_Tests_StepNames_INCLUDED


#include <string>
#include <string_view>


namespace AuthPlug {
namespace Tests {


inline std::string stepOf(std::string_view sql)
	/// Returns the step's name as in POINT_NAMES; nothing if the statement is
	/// no step of a change; a name that is not listed if nobody knows it.
{
	struct Step
	{
		std::string_view mark;
		std::string_view name;
	};
	static constexpr Step STEPS[] = {
		{"FROM session s JOIN account a", "session.find"},
		{"has_2fa,enabled FROM account WHERE id=", "account.find"},
		{"SELECT p.hash, p.version", "record"},
		{"UPDATE pw_check SET used = IF(", "charge"},
		{"UPDATE pw_check SET used = ?", "charge"},  // of the naive limit
		{"SELECT seq, base, used", "counters.read"},
		{"INSERT IGNORE INTO pw_check", "counters.add"},
		{"UPDATE account SET session_epoch", "epoch"},
		{"SET s.epoch=a.session_epoch", "session.keep"},
		{"UPDATE pw SET hash = ?, version", "replace"},
		{"UPDATE pw_check SET used = LEAST(", "settle"},
		{"INSERT INTO pw_outbox", "event"},
		{"SELECT CAST(COALESCE(p.change_id", "find"},
		{"SET s.ended_us=", "sessions.end"},
		{"SELECT event_id, user_id, kind", "due"},
		{"attempts = attempts + 1", "take"},
		{"SET done_us =", "done"},
		{"UPDATE pw_outbox SET next_try_us", "postpone"},
		{"SELECT event_id FROM pw_outbox WHERE done_us < ", "old"},
		{"DELETE FROM pw_outbox", "delete"},
		{"FROM pw_outbox WHERE done_us IS NULL", "measure"},
		// When the plugin starts.
		{"SELECT CAST(c.COLUMN_TYPE", ""},
		{"SELECT used FROM pw_check", ""},
	};
	for (const Step& step: STEPS)
	{
		if (sql.find(step.mark) != std::string_view::npos) return std::string(step.name);
	}
	return "statement " + std::string(sql.substr(0, 40));
}


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_StepNames_INCLUDED
