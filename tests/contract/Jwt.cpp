//
// Jwt.cpp
//
// Tests: contract
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Jwt.h"
#include <Poco/Base64Decoder.h>
#include <Poco/Base64Encoder.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sstream>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


namespace {


std::string encode(const std::string& bytes)
{
	std::ostringstream text;
	Poco::Base64Encoder encoder(text, Poco::BASE64_URL_ENCODING | Poco::BASE64_NO_PADDING);
	encoder.rdbuf()->setLineLength(0);
	encoder << bytes;
	encoder.close();
	return text.str();
}


std::string decode(const std::string& text)
{
	std::istringstream source(text);
	Poco::Base64Decoder decoder(source, Poco::BASE64_URL_ENCODING | Poco::BASE64_NO_PADDING);
	return std::string(std::istreambuf_iterator<char>(decoder), {});
}


Poco::JSON::Object::Ptr objectOf(const std::string& json)
{
	Poco::JSON::Parser parser;
	return parser.parse(json).extract<Poco::JSON::Object::Ptr>();
}


std::string textOf(const Poco::JSON::Object& object)
{
	std::ostringstream text;
	object.stringify(text);
	return text.str();
}


} // namespace


Jwt::Jwt(const std::string& token)
{
	const std::string::size_type first = token.find('.');
	const std::string::size_type second = token.find('.', first + 1);
	if (first == std::string::npos || second == std::string::npos) throw std::runtime_error("not a token");
	header = decode(token.substr(0, first));
	payload = decode(token.substr(first + 1, second - first - 1));
	signature = token.substr(second + 1);
}


Jwt& Jwt::setNumber(const std::string& claim, long long value)
{
	Poco::JSON::Object::Ptr object = objectOf(payload);
	if (!object->has(claim)) throw std::runtime_error("the token has no claim " + claim);
	object->set(claim, static_cast<Poco::Int64>(value));
	payload = textOf(*object);
	return *this;
}


Jwt& Jwt::setText(const std::string& claim, const std::string& value)
{
	Poco::JSON::Object::Ptr object = objectOf(payload);
	if (!object->has(claim)) throw std::runtime_error("the token has no claim " + claim);
	object->set(claim, value);
	payload = textOf(*object);
	return *this;
}


std::string Jwt::signedWith(const std::string& key) const
{
	const std::string text = signedPart();
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int size = 0;
	HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
	return text + "." + encode(std::string(reinterpret_cast<const char*>(digest), size));
}


std::string Jwt::withOldSignature() const
{
	return signedPart() + "." + signature;
}


std::string Jwt::withoutSignature() const
{
	return signedPart() + ".";
}


std::string Jwt::signedPart() const
{
	return encode(header) + "." + encode(payload);
}


} } // namespace AuthPlug::Tests
