//
// PointNames.h
//
// Tests: fault
//
// Where a password change can be stopped.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_PointNames_INCLUDED
#define AuthPlug_Tests_PointNames_INCLUDED


namespace AuthPlug {
namespace Tests {


constexpr const char* POINT_NAMES[] =
	/// All fault points, in the order in which a change passes them. One
	/// `.before` comes right before the step is begun; one `.after` when its
	/// success is known here, and to nobody else yet. One `.sent` comes when
	/// the statement is on its way to the database, and one `.answered` when
	/// the answer is on its way back. The suite demands a kill at each of them.
{
	"session.find.before", "session.find.after",     // whose token it is; again before the change
	"account.find.before", "account.find.after",     // whether there is a second factor
	"record.before", "record.after",                 // password row and counters
	"charge.before", "charge.after",
	"counters.read.before", "counters.read.after",   // why a charge was refused
	"counters.add.before", "counters.add.after",     // an account's first charge
	"verify.before", "verify.after",
	"hash.before", "hash.after",
	"transaction.before",
	"begin.sent", "begin.answered",                  // START TRANSACTION
	"transaction.begun",
	"epoch.before", "epoch.after",                   // the host's part of the transaction
	"session.keep.before", "session.keep.after",
	"replace.before", "replace.after",               // compare-and-set of the password
	"settle.before", "settle.after",
	"event.before", "event.after",                   // the outbox row
	"commit.before",
	"commit.sent", "commit.answered",
	"commit.after",
	"rollback.before",                               // the host refuses in its part
	"rollback.sent", "rollback.answered",
	"rollback.after",
	"find.before", "find.after",                     // what became of a COMMIT without an answer
	"sessions.end.before", "sessions.end.after",
	"answer.before",
	"relay.transaction.before", "relay.transaction.begun",
	"relay.due.before", "relay.due.after",           // which event has been due for longest
	"relay.rollback.before", "relay.rollback.after", // none is due
	"relay.take.before", "relay.take.after",
	"relay.commit.before", "relay.commit.after",
	"relay.deliver.before",
	"relay.account.find.before", "relay.account.find.after",
	"relay.sessions.end.before", "relay.sessions.end.after",
	"relay.deliver.after",
	"relay.done.before", "relay.done.after",
	"relay.postpone.before", "relay.postpone.after", // the delivery has failed
	"relay.old.before", "relay.old.after",           // which events were delivered long ago
	"relay.delete.before", "relay.delete.after",     // one of them
	"relay.measure.before", "relay.measure.after"    // how many are undelivered
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_PointNames_INCLUDED
