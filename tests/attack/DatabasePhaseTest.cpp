//
// DatabasePhaseTest.cpp
//
// Tests: attack
//
// A connection to the database that breaks or falls silent at each message of
// a change, from the handshake on.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Troubled.h"
#include <future>
#include <iostream>
#include <memory>
#include <mutex>


using namespace AuthPlug::Tests;
using Fault = MySqlProxy::Fault;
using Message = MySqlProxy::Message;


namespace {


constexpr int MOST_MESSAGES = 60;


struct Sweep
{
	const char* name;
	Fault fault;
	bool connected;  /// false: each request has to connect first
};


const Sweep BREAKS[] = {
	{"reset, on a connection that was used before", Fault::reset, true},
	{"reset, when connecting anew", Fault::reset, false},
	{"closed without the answer, on a connection that was used before", Fault::dropAnswer, true},
	{"closed without the answer, when connecting anew", Fault::dropAnswer, false}};


const Sweep SILENCES[] = {
	{"request swallowed, when connecting anew", Fault::freeze, false},
	{"answer swallowed, when connecting anew", Fault::freezeAnswer, false},
	{"half of the answer swallowed, when connecting anew", Fault::halfAnswer, false}};


struct Result
{
	int messages = 0;
	int served = 0;
	int busy = 0;
	std::string faults;

	Result& operator += (const Result& other)
	{
		messages += other.messages;
		served += other.served;
		busy += other.busy;
		faults += other.faults;
		return *this;
	}
};


std::vector<Victim> victimsFor(Book& book)
{
	std::vector<Victim> victims;
	for (int i = 0; i < MOST_MESSAGES; ++i) victims.push_back(book.newVictim());
	return victims;
}


Result run(Troubled& at, const Sweep& sweep, const std::vector<Victim>& victims, int first = 0, int step = 1)
	/// Lets the fault strike the first message of a change, then the second of
	/// another one, and so on until a change has no such message; or only each
	/// `step`-th from another one on.
{
	Result result;
	for (int message = first; message < MOST_MESSAGES; message += step, ++result.messages)
	{
		const Victim& victim = victims[static_cast<std::size_t>(message)];
		const int before = at.proxy.fired();
		if (!sweep.connected) at.proxy.cutAll();
		at.proxy.arm(Message::any, sweep.fault, message);
		const Answer answer = at.change(victim);
		at.proxy.disarm();
		const std::string where = "message " + std::to_string(message) + ": ";
		if (at.proxy.fired() == before)
		{
			if (answer.status != 200) result.faults += where + "no fault, but " + answer.body + "; ";
			return result;
		}
		if (answer.status == 200) ++result.served;
		else if (answer.status == 503) ++result.busy;
		else result.faults += where + answer.body + "; ";
		if (answer.status == 200 && Arena::world().truthOf(victim).version != 1) result.faults += where + "a 200 was no promise; ";

		int tries = 1;
		while (tries <= 3 && at.change(victim).status != 200) ++tries;
		if (tries > 3) result.faults += where + "not served again; ";
	}
	return result;
}


void report(const Sweep& sweep, const Result& result)
{
	std::cout << "     " << sweep.name << ": " << result.messages << " messages, " << result.served << " x 200 nevertheless, " << result.busy << " x 503" << std::endl;
	CPPUNIT_ASSERT_EQUAL(std::string(), result.faults);
	CPPUNIT_ASSERT(result.messages >= (sweep.connected ? 12 : 24));
	CPPUNIT_ASSERT(result.messages < MOST_MESSAGES);
}


class Silences
	/// All at once, each with servers of its own: every message costs a deadline.
{
public:
	static const Result& of(std::size_t index)
	{
		static const Silences instance;
		return instance._results[index];
	}

private:
	static constexpr int SERVERS = 3;

	Silences()
	{
		Book book;
		std::vector<std::unique_ptr<Troubled>> servers;
		std::vector<std::future<Result>> running;
		for (const Sweep& sweep: SILENCES)
		{
			for (int i = 0; i < SERVERS; ++i)
			{
				servers.push_back(std::make_unique<Troubled>());
				running.push_back(std::async(std::launch::async, &run, std::ref(*servers.back()), std::cref(sweep), victimsFor(book), i, SERVERS));
			}
		}
		for (std::size_t i = 0; i < running.size(); ++i)
		{
			if (i % SERVERS == 0) _results.emplace_back();
			_results.back() += running[i].get();
		}
		for (const std::string& fault: book.faults()) _results[0].faults += fault + "; ";
	}

	std::vector<Result> _results;
};


} // namespace


AUTHPLUG_CASES(DatabasePhase)
{
	for (const Sweep& sweep: BREAKS)
	{
		addCase(suite, std::string("broken at each message: ") + sweep.name, [sweep]
		{
			Troubled at(std::string(), 10000);
			Book book;
			const std::vector<Victim> victims = victimsFor(book);
			at.change(book.newVictim());
			report(sweep, run(at, sweep, victims));
			book.expectRight();
		});
	}

	for (std::size_t i = 0; i < std::size(SILENCES); ++i)
	{
		addCase(suite, std::string("silent at each message: ") + SILENCES[i].name, [i]
		{
			report(SILENCES[i], Silences::of(i));
		});
	}
}
