//
// BodyFuzzer.cpp
//
// Tests: fuzz
//
// Request bodies: nothing crashes, and POCO's parser agrees with what is accepted.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Api/SecretBuffer.h"
#include "core/Utf8.h"
#include "http/ChangeRequest.h"
#include "http/JsonScanner.h"
#include "http/JsonString.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <algorithm>
#include <cstdint>
#include <cstdlib>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::SecretBuffer;
using AuthPlug::Api::SecretView;


void require(bool condition)
{
	if (!condition) std::abort();
}


std::string decoded(std::string_view raw)
{
	SecretBuffer buffer(raw.size());
	JsonString::decode(raw, buffer);
	return std::string(buffer.view().expose());
}


void compareWithPoco(const std::string& text, const JsonScanner& scanner)
	/// As the unit test JsonScannerTest does, without the texts that POCO is
	/// known to treat in another way: numbers, and U+0000 in names.
{
	if (text.find_first_of("0123456789") != std::string::npos) return;

	Poco::JSON::Object::Ptr object;
	try
	{
		Poco::JSON::Parser parser;
		object = parser.parse(text).extract<Poco::JSON::Object::Ptr>();
	}
	catch (const Poco::Exception&)
	{
		require(false);
	}
	require(object->size() == scanner.members().size());
	for (const auto& member : scanner.members())
	{
		const Poco::Dynamic::Var value = object->get(decoded(member.name));
		require(value.isString() == (member.kind == JsonScanner::Kind::string));
		if (value.isString()) require(value.extract<std::string>() == decoded(member.value));
	}
}


} // namespace


extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
	static const Policy policy{PolicyOptions()};
	const std::string text(reinterpret_cast<const char*>(data), size);

	JsonScanner scanner{SecretView(text)};
	const bool accepted = !scanner.scan();
	const auto result = ChangeRequest::parse(SecretView(text), policy);
	if (const auto* request = std::get_if<ChangeRequest>(&result))
	{
		require(accepted);
		require(Utf8::valid(request->oldPassword().expose()) && Utf8::codePoints(request->oldPassword().expose()) <= 256);
		require(Utf8::valid(request->newPassword().expose()) && Utf8::codePoints(request->newPassword().expose()) >= 8);
		policy.check(request->newPassword(), {"henrietta", "h@example.org"});
	}
	if (accepted) compareWithPoco(text, scanner);
	return 0;
}
