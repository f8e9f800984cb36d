//
// TokenCodecTest.cpp
//
// Tests: unit/authserver
//
// What passes for a token, and what does not.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Testing/FakeClock.h"
#include "AuthPlug/Testing/FakeRandom.h"
#include "Cases.h"
#include "model/TokenCodec.h"
#include "model/TokenIssuer.h"
#include <Poco/Base64Encoder.h>
#include <Poco/Exception.h>
#include <Poco/JWT/Token.h>
#include <sstream>


namespace {


using namespace AuthServer;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;


const std::string KEY = "0123456789abcdef0123456789abcdef";
const std::string OTHER_KEY = "0123456789abcdef0123456789abcdeF";


class Fixture
{
public:
	AuthPlug::Testing::FakeClock clock;
	TokenCodec codec{SecretView(KEY), "issuer", "audience", clock};

	Token token(TokenKind kind = TokenKind::access) const
	{
		Token made;
		made.kind = kind;
		made.accountId = 17;
		made.sessionId = "session-16-bytes";
		made.tokenId = std::string("token\0id\x01\xff 16 by", 16).substr(0, 16);
		made.issuedAt = 1700000000;
		made.expires = made.issuedAt + lifetimeSeconds(kind);
		return made;
	}

	bool reads(const std::string& text) const
	{
		return codec.read(SecretView(text)).has_value();
	}
};


std::string base64(const std::string& bytes)
{
	std::ostringstream stream;
	Poco::Base64Encoder encoder(stream, Poco::BASE64_URL_ENCODING | Poco::BASE64_NO_PADDING);
	encoder << bytes;
	encoder.close();
	return stream.str();
}


std::string signedWith(const std::string& key, const std::string& algorithm, const std::string& payloadChange = "")
	/// Makes a token with the claims of Fixture::token() and one change.
{
	Poco::JWT::Signer signer(key);
	Poco::JWT::Token jwt;
	jwt.setType("JWT");
	jwt.setIssuer(payloadChange == "iss" ? "other" : "issuer");
	jwt.setAudience(payloadChange == "aud" ? "other" : "audience");
	jwt.setSubject(payloadChange == "sub" ? "17abc" : "17");
	jwt.setId(payloadChange == "jti" ? "00" : "746f6b656e0069640000000000000000");
	jwt.payload().set("kind", std::string(payloadChange == "kind" ? "root" : "access"));
	jwt.payload().set("sid", std::string("73657373696f6e2d31362d6279746573"));
	jwt.payload().set("iat", Poco::Int64(1700000000));
	if (payloadChange == "exp text") jwt.payload().set("exp", std::string("1700000300"));
	else jwt.payload().set("exp", Poco::Int64(1700000300));
	if (payloadChange == "more") jwt.payload().set("admin", true);
	return signer.sign(jwt, algorithm);
}


struct Change
{
	const char* name;
	std::string (*make)(const std::string& good);
};


const Change CHANGES[] = {
	{"empty", [](const std::string&) { return std::string(); }},
	{"one part", [](const std::string&) { return std::string("abc"); }},
	{"two parts", [](const std::string& good) { return good.substr(0, good.rfind('.')); }},
	{"a fourth part", [](const std::string& good) { return good + ".x"; }},
	{"an empty fourth part", [](const std::string& good) { return good + "."; }},
	{"no signature", [](const std::string& good) { return good.substr(0, good.rfind('.') + 1); }},
	{"cut by one", [](const std::string& good) { return good.substr(0, good.size() - 1); }},
	{"padding", [](const std::string& good) { return good + "="; }},
	{"a blank behind", [](const std::string& good) { return good + " "; }},
	{"a blank before", [](const std::string& good) { return " " + good; }},
	{"a NUL behind", [](const std::string& good) { return good + std::string(1, '\0'); }},
	{"another last bit", [](const std::string& good)
	{
		// The last character of 32 bytes in base64 carries two bits that mean nothing.
		std::string other = good;
		other.back() = static_cast<char>(other.back() == 'z' ? 'y' : other.back() + 1);
		return other;
	}},
	{"alg none", [](const std::string& good)
	{
		const std::string payload = good.substr(good.find('.') + 1, good.rfind('.') - good.find('.') - 1);
		return base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + payload + ".";
	}},
	{"alg none, old signature", [](const std::string& good)
	{
		return base64("{\"alg\":\"none\",\"typ\":\"JWT\"}") + good.substr(good.find('.'));
	}},
	{"HS384", [](const std::string&) { return signedWith(KEY, "HS384"); }},
	{"HS512", [](const std::string&) { return signedWith(KEY, "HS512"); }},
	{"another key", [](const std::string&) { return signedWith(OTHER_KEY, "HS256"); }},
	{"another issuer", [](const std::string&) { return signedWith(KEY, "HS256", "iss"); }},
	{"another audience", [](const std::string&) { return signedWith(KEY, "HS256", "aud"); }},
	{"a subject that is no number", [](const std::string&) { return signedWith(KEY, "HS256", "sub"); }},
	{"a short id", [](const std::string&) { return signedWith(KEY, "HS256", "jti"); }},
	{"an unknown kind", [](const std::string&) { return signedWith(KEY, "HS256", "kind"); }},
	{"an expiry that is text", [](const std::string&) { return signedWith(KEY, "HS256", "exp text"); }},
	{"one claim more", [](const std::string&) { return signedWith(KEY, "HS256", "more"); }},
	{"too long", [](const std::string& good) { return good + std::string(4096, 'A'); }}
};


struct Moment
{
	TokenKind kind;
	std::int64_t age;
	bool good;
};


const Moment MOMENTS[] = {
	{TokenKind::access, 299, true},
	{TokenKind::access, 300, false},
	{TokenKind::access, 301, false},
	{TokenKind::sudo, 299, true},
	{TokenKind::sudo, 300, false},
	{TokenKind::partial, 299, true},
	{TokenKind::partial, 300, false},
	{TokenKind::refresh, 14*24*3600 - 1, true},
	{TokenKind::refresh, 14*24*3600, false}
};


} // namespace


AUTHPLUG_CASES(TokenCodecCases)
{
	for (const TokenKind kind : {TokenKind::refresh, TokenKind::access, TokenKind::sudo, TokenKind::partial})
	{
		addCase(suite, "reads what it writes, kind " + std::to_string(static_cast<int>(kind)), [kind]
		{
			const Fixture fixture;
			const Token written = fixture.token(kind);
			const auto read = fixture.codec.read(SecretView(fixture.codec.write(written)));
			CPPUNIT_ASSERT(read.has_value());
			CPPUNIT_ASSERT(read->kind == kind);
			CPPUNIT_ASSERT_EQUAL(written.accountId, read->accountId);
			CPPUNIT_ASSERT(read->sessionId == written.sessionId && read->tokenId == written.tokenId);
			CPPUNIT_ASSERT_EQUAL(written.expires, read->expires);
		});
	}
	addCase(suite, "the forgeries below differ from a good token in one thing", []
	{
		CPPUNIT_ASSERT(Fixture().reads(signedWith(KEY, "HS256")));
	});
	for (const Change& change : CHANGES)
	{
		addCase(suite, std::string("refuses ") + change.name, [&change]
		{
			const Fixture fixture;
			const std::string good = fixture.codec.write(fixture.token());
			CPPUNIT_ASSERT(fixture.reads(good));
			CPPUNIT_ASSERT(!fixture.reads(change.make(good)));
		});
	}
	addCase(suite, "refuses any changed character", []
	{
		const Fixture fixture;
		const std::string good = fixture.codec.write(fixture.token());
		for (std::size_t i = 0; i < good.size(); ++i)
		{
			std::string other = good;
			other[i] = other[i] == 'A' ? 'B' : 'A';
			CPPUNIT_ASSERT_MESSAGE("at " + std::to_string(i), !fixture.reads(other));
		}
	});
	for (const Moment& moment : MOMENTS)
	{
		addCase(suite, "kind " + std::to_string(static_cast<int>(moment.kind)) + " after " + std::to_string(moment.age) + " s", [&moment]
		{
			Fixture fixture;
			const std::string text = fixture.codec.write(fixture.token(moment.kind));
			fixture.clock.setUtc((1700000000 + moment.age)*1000000);
			CPPUNIT_ASSERT_EQUAL(moment.good, fixture.reads(text));
		});
	}
	addCase(suite, "a short key is refused", []
	{
		AuthPlug::Testing::FakeClock clock;
		CPPUNIT_ASSERT_THROW(TokenCodec(SecretView(KEY.substr(1)), "issuer", "audience", clock), Poco::InvalidArgumentException);
	});
	addCase(suite, "the same refresh token each time, but never the same access token", []
	{
		Fixture fixture;
		AuthPlug::Testing::FakeRandom random;
		const TokenIssuer issuer(fixture.codec, fixture.clock, random);
		const std::string id(16, 's');
		const std::string refreshId(16, 'r');
		CPPUNIT_ASSERT_EQUAL(issuer.refresh(17, id, refreshId, 1700000000999999), issuer.refresh(17, id, refreshId, 1700000000000000));
		CPPUNIT_ASSERT(issuer.issue(TokenKind::access, 17, id) != issuer.issue(TokenKind::access, 17, id));
	});
}
