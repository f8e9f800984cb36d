//
// UserIdTest.cpp
//
// Tests: unit
//
// Identifiers of accounts, and what the outbox says.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/ChangePayload.h"
#include "core/UserIdParameter.h"


using namespace AuthPlug::Password;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


namespace {


struct Row
{
	UserIdType type;
	std::string text;
	bool valid;
};


const Row ROWS[] = {
	{UserIdType::bytes, "17", true},
	{UserIdType::bytes, "17abc", true},
	{UserIdType::bytes, "\0\xff"s, true},
	{UserIdType::bytes, std::string(64, 'x'), true},
	{UserIdType::bytes, std::string(65, 'x'), false},
	{UserIdType::bytes, "", false},
	{UserIdType::uint64, "0", true},
	{UserIdType::uint64, "17", true},
	{UserIdType::uint64, "18446744073709551615", true},
	{UserIdType::uint64, "18446744073709551616", false},
	{UserIdType::uint64, "17abc", false},
	{UserIdType::uint64, " 17", false},
	{UserIdType::uint64, "17 ", false},
	{UserIdType::uint64, "017", false},
	{UserIdType::uint64, "00", false},
	{UserIdType::uint64, "+17", false},
	{UserIdType::uint64, "-17", false},
	{UserIdType::uint64, "0x11", false},
	{UserIdType::uint64, "1e1", false},
	{UserIdType::uint64, "17\0"s, false},
	{UserIdType::uint64, "", false},
	{UserIdType::uuid, "0f8fad5b-d9cb-469f-a165-70867728950e", true},
	{UserIdType::uuid, "0F8FAD5B-D9CB-469F-A165-70867728950E", false},
	{UserIdType::uuid, "{0f8fad5b-d9cb-469f-a165-70867728950e}", false},
	{UserIdType::uuid, "0f8fad5bd9cb469fa16570867728950e", false},
	{UserIdType::uuid, "0f8fad5b-d9cb-469f-a165-70867728950", false},
	{UserIdType::uuid, "0f8fad5b-d9cb-469f-a165-70867728950g", false},
	{UserIdType::uuid, "0f8fad5b-d9cb-469f-a165070867728950e", false}};


const char* nameOf(UserIdType type)
{
	switch (type)
	{
	case UserIdType::uint64: return "uint64";
	case UserIdType::uuid: return "uuid";
	default: return "bytes";
	}
}


std::string printable(const std::string& text)
	/// For the names of tests.
{
	std::string name;
	for (const char c: text.substr(0, 40)) name += c >= ' ' && c <= '~' ? c : '?';
	return name;
}


} // namespace


AUTHPLUG_CASES(UserId)
{
	for (const Row& row: ROWS)
	{
		addCase(suite, std::string(nameOf(row.type)) + " '" + printable(row.text) + "' " + (row.valid ? "is taken" : "is refused"), [row]
		{
			CPPUNIT_ASSERT_EQUAL(row.valid, UserIdParameter(row.type, row.text).valid());
		});
	}
	addCase(suite, "names of the types", []
	{
		for (const auto type: {UserIdType::bytes, UserIdType::uint64, UserIdType::uuid}) CPPUNIT_ASSERT(userIdTypeNamed(nameOf(type)) == type);
		CPPUNIT_ASSERT(!userIdTypeNamed("int"));
	});
	addCase(suite, "a number is bound as a number", []
	{
		const UserIdParameter user(UserIdType::uint64, "18446744073709551615");
		CPPUNIT_ASSERT(user.column().type == AuthPlug::Api::ValueType::uint64);
		CPPUNIT_ASSERT_EQUAL(std::uint64_t(18446744073709551615u), user.column().number);
		CPPUNIT_ASSERT_EQUAL(std::string("18446744073709551615"), std::string(user.text().text));
	});
	addCase(suite, "a UUID is bound as 16 bytes", []
	{
		const UserIdParameter user(UserIdType::uuid, "0f8fad5b-d9cb-469f-a165-70867728950e");
		CPPUNIT_ASSERT_EQUAL("\x0f\x8f\xad\x5b\xd9\xcb\x46\x9f\xa1\x65\x70\x86\x77\x28\x95\x0e"s, std::string(user.column().text));
	});
}


AUTHPLUG_CASES(OutboxPayload)
{
	addCase(suite, "bytes of version 1", []
	{
		CPPUNIT_ASSERT_EQUAL("\x01session-1"s, ChangePayload::encode("session-1"));
		CPPUNIT_ASSERT_EQUAL("\x01"s, ChangePayload::encode(""));
	});
	addCase(suite, "what is written is read again", []
	{
		for (const std::string& session: {""s, "session-1"s, "\0\x01\xff"s, std::string(64, 's')})
		{
			const auto kept = ChangePayload::keptSession(ChangePayload::encode(session));
			CPPUNIT_ASSERT(kept.has_value());
			CPPUNIT_ASSERT_EQUAL(session, *kept);
		}
	});
	addCase(suite, "other versions are left alone", []
	{
		CPPUNIT_ASSERT(!ChangePayload::keptSession("\x02session-1"));
		CPPUNIT_ASSERT(!ChangePayload::keptSession(""));
		CPPUNIT_ASSERT(!ChangePayload::keptSession("\x01" + std::string(65, 's')));
	});
}
