//
// JsonScannerTest.cpp
//
// Tests: unit/http
//
// The scanner against a second opinion: POCO's parser, over mutated bodies.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/SecretBuffer.h"
#include "Cases.h"
#include "http/JsonScanner.h"
#include "http/JsonString.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <algorithm>
#include <random>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::SecretBuffer;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;
using namespace std::string_literals;


const std::string SEEDS[] = {
	"{\"oldPassword\":\"Old-password-1\",\"newPassword\":\"New-password-2\"}",
	" { \"oldPassword\" : \"\\u0041\\n\\\"\\ud83d\\ude00\" , \"newPassword\" : \"\xC3\xA9\xF0\x9F\x98\x80\" } ",
	"{\"a\":{\"b\":{\"c\":[]}},\"d\":[\"e\",true,false,null],\"oldPassword\":\"\",\"newPassword\":\"x\\u0000y\"}",
	"{\"x\":[[\"y\"]],\"oldPassword\":\"a\",\"\\u006fld\":\"b\"}"
};


const std::string PIECES[] = {"{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud83d", "\\ude00", "\\u0000", "\\\"", "null", "true", "false", " ", "\n", "\t", "\0"s,
	"\x1F", "\x7F", "\xC3", "\xA9", "\xC3\xA9", "\xE2\x80\xA8", "\xED\xA0\x80", "\xEF\xBB\xBF", "\xFF", "/", "/**/", "'", "a", "\"a\":", "\"a\":\"b\",", "oldPassword"};


std::string mutated(std::mt19937_64& random)
{
	std::string text = SEEDS[random() % std::size(SEEDS)];
	for (std::uint64_t edits = random() % 4; edits > 0; --edits)
	{
		const std::size_t at = random() % (text.size() + 1);
		const std::string& piece = PIECES[random() % std::size(PIECES)];
		switch (random() % 5)
		{
		case 0:  text.insert(at, piece); break;
		case 1:  text.erase(at, 1 + random() % 4); break;
		case 2:  text.replace(at, 1, piece); break;
		case 3:  text.insert(at, text.substr(random() % (text.size() + 1), random() % 20)); break;
		default: if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << (random() % 8))); break;
		}
	}
	return text;
}


std::string decoded(std::string_view raw)
{
	SecretBuffer buffer(raw.size());
	JsonString::decode(raw, buffer);
	return std::string(buffer.view().expose());
}


Poco::JSON::Object::Ptr second(const std::string& text)
	/// What POCO's parser makes of the text; nullptr if it refuses.
{
	try
	{
		Poco::JSON::Parser parser;
		return parser.parse(text).extract<Poco::JSON::Object::Ptr>();
	}
	catch (const Poco::Exception&)
	{
		return nullptr;
	}
}


bool hasNulInName(const JsonScanner& scanner)
{
	return std::any_of(scanner.members().begin(), scanner.members().end(),
		[](const JsonScanner::Member& member) { return decoded(member.name).find('\0') != std::string::npos; });
}


void agreesWithPoco()
	/// Whatever the scanner accepts, POCO reads to the same members and the
	/// same strings. Left out are numbers, of which POCO refuses those that fit
	/// into none of its types, and names that hold U+0000, where POCO's end.
{
	std::mt19937_64 random(1867);
	std::size_t accepted = 0;
	for (int i = 0; i < 100000; ++i)
	{
		const std::string text = mutated(random);
		JsonScanner scanner{SecretView(text)};
		if (scanner.scan() || hasNulInName(scanner)) continue;
		++accepted;

		const Poco::JSON::Object::Ptr object = second(text);
		CPPUNIT_ASSERT_MESSAGE(text, object);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(text, object->size(), scanner.members().size());
		for (const auto& member : scanner.members())
		{
			const Poco::Dynamic::Var value = object->get(decoded(member.name));
			CPPUNIT_ASSERT_EQUAL_MESSAGE(text, value.isString(), member.kind == JsonScanner::Kind::string);
			if (value.isString()) CPPUNIT_ASSERT_EQUAL_MESSAGE(text, value.extract<std::string>(), decoded(member.value));
		}
	}
	CPPUNIT_ASSERT(accepted > 10000);
}


void everyPrefixIsRefused()
{
	for (const std::string& seed : SEEDS)
	{
		const std::string text = seed.substr(0, seed.find_last_not_of(' ') + 1);
		for (std::size_t size = 0; size < text.size(); ++size)
		{
			const std::string prefix = text.substr(0, size);
			CPPUNIT_ASSERT_MESSAGE(prefix, JsonScanner{SecretView(prefix)}.scan().has_value());
		}
	}
}


void randomBytes()
	/// Bytes without any form never crash, and are never an object.
{
	std::mt19937_64 random(99);
	for (int i = 0; i < 20000; ++i)
	{
		std::string text(random() % 64, '\0');
		for (char& byte : text) byte = static_cast<char>(random());
		CPPUNIT_ASSERT(JsonScanner{SecretView(text)}.scan().has_value());
	}
}


struct Pair
{
	const char* name;
	std::string a;
	std::string b;
	int order;
};


const Pair PAIRS[] = {
	{"equal", "abc", "abc", 0},
	{"escaped letter", "abc", "\\u0061bc", 0},
	{"escaped in two ways", "\\/", "\\u002F", 0},
	{"escaped two bytes", "\xC3\xA9", "\\u00e9", 0},
	{"escaped four bytes", "\xF0\x9F\x98\x80", "\\uD83d\\uDe00", 0},
	{"both empty", "", "", 0},
	{"prefix", "ab", "abc", -1},
	{"empty and NUL", "", "\\u0000", -1},
	{"bytes are unsigned", "z", "\\u00e9", -1},
	{"escaped before raw", "\\u0061", "b", -1}
};


int sign(int value)
{
	return value < 0 ? -1 : value > 0 ? 1 : 0;
}


AUTHPLUG_CASES(JsonScannerTest)
{
	for (const Pair& row : PAIRS)
	{
		addCase(suite, "compare: "s + row.name, [&row]
		{
			CPPUNIT_ASSERT_EQUAL(row.order, sign(JsonString::compare(row.a, row.b)));
			CPPUNIT_ASSERT_EQUAL(-row.order, sign(JsonString::compare(row.b, row.a)));
			CPPUNIT_ASSERT_EQUAL(row.order == 0, JsonString::equals(row.a, decoded(row.b)));
		});
	}
	addCase(suite, "agrees with POCO over 100000 mutations", agreesWithPoco);
	addCase(suite, "every prefix is refused", everyPrefixIsRefused);
	addCase(suite, "random bytes", randomBytes);
}


} // namespace
