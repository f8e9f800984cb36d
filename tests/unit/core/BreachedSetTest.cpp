//
// BreachedSetTest.cpp
//
// Tests: unit/core
//
// The set of breached passwords in a file of digests.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "core/BreachedSet.h"
#include "core/Policy.h"
#include <Poco/Crypto/DigestEngine.h>
#include <Poco/Exception.h>
#include <Poco/TemporaryFile.h>
#include <filesystem>
#include <fstream>
#include <set>


namespace {


using namespace AuthPlug::Password;
using AuthPlug::Api::SecretView;
using AuthPlug::Tests::addCase;
using Answer = BreachedSet::Answer;
using namespace std::string_literals;


std::string recordOf(const std::string& password)
{
	Poco::Crypto::DigestEngine sha256("SHA256");
	sha256.update(password);
	const auto& digest = sha256.digest();
	return std::string(digest.begin(), digest.begin() + 16);
}


class SetFile
	/// A file of digests for one test.
{
public:
	explicit SetFile(const std::string& content)
	{
		std::ofstream(_file.path(), std::ios::binary) << content;
	}

	static std::string ofPasswords(std::size_t count)
	{
		std::set<std::string> records;
		for (std::size_t i = 0; i < count; ++i) records.insert(recordOf("Breached-" + std::to_string(i)));
		std::string content;
		for (const std::string& record : records) content += record;
		return content;
	}

	std::string path() const
	{
		return _file.path();
	}

private:
	Poco::TemporaryFile _file;
};


void finds(std::size_t count)
	/// Every member of a set of this size is found, and nothing else.
{
	const SetFile file(SetFile::ofPasswords(count));
	const BreachedSet set(file.path());
	CPPUNIT_ASSERT_EQUAL(static_cast<std::uint64_t>(count), set.size());
	for (std::size_t i = 0; i < count; ++i)
	{
		const std::string password = "Breached-" + std::to_string(i);
		CPPUNIT_ASSERT_MESSAGE(password, set.look(SecretView(password)) == Answer::found);
		CPPUNIT_ASSERT_MESSAGE(password, set.look(SecretView(password + "x")) == Answer::absent);
	}
}


void exactBytesCount()
{
	const SetFile file(recordOf("Breached-0"));
	const BreachedSet set(file.path());
	CPPUNIT_ASSERT(set.look(SecretView("Breached-0")) == Answer::found);
	CPPUNIT_ASSERT(set.look(SecretView("breached-0")) == Answer::absent);
	CPPUNIT_ASSERT(set.look(SecretView("Breached-0\0"s)) == Answer::absent);
}


void knownDigest()
	/// SHA-256("abc") of FIPS 180-4.
{
	const SetFile file("\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23"s);
	CPPUNIT_ASSERT(BreachedSet(file.path()).look(SecretView("abc")) == Answer::found);
}


void refused(const std::string& content, const std::string& reason)
{
	const SetFile file(content);
	try
	{
		const BreachedSet set(file.path());
	}
	catch (const Poco::DataFormatException& exc)
	{
		CPPUNIT_ASSERT_EQUAL(file.path() + ": " + reason, exc.message());
		return;
	}
	CPPUNIT_FAIL("no exception");
}


void missingFile()
{
	CPPUNIT_ASSERT_THROW(BreachedSet("/nonexistent/breached.bin"), Poco::OpenFileException);
}


void folder()
{
	CPPUNIT_ASSERT_THROW(BreachedSet("/"), Poco::OpenFileException);
}


Outcome outcomeOf(const std::optional<Refusal>& refusal)
{
	return refusal ? refusal->outcome : Outcome::changed;
}


void refusesListed()
{
	const SetFile file(recordOf("Breached-0"));
	const Policy policy(PolicyOptions(), Blocklist(), std::make_unique<BreachedSet>(file.path()));
	CPPUNIT_ASSERT(outcomeOf(policy.check(SecretView("Breached-0"))) == Outcome::newPasswordListed);
	CPPUNIT_ASSERT(!policy.check(SecretView("Breached-1")));
}


void shortenedFileFailsClosed()
{
	const SetFile file(SetFile::ofPasswords(64));
	const Policy policy(PolicyOptions(), Blocklist(), std::make_unique<BreachedSet>(file.path()));
	std::filesystem::resize_file(file.path(), 0);
	CPPUNIT_ASSERT(outcomeOf(policy.check(SecretView("Not-breached-1"))) == Outcome::failed);
}


void renamedFileStaysAsItWas()
{
	const SetFile file(recordOf("Breached-0"));
	const BreachedSet set(file.path());
	const SetFile other(recordOf("Breached-1"));
	std::filesystem::copy_file(other.path(), other.path() + ".new");
	std::filesystem::rename(other.path() + ".new", file.path());
	CPPUNIT_ASSERT(set.look(SecretView("Breached-0")) == Answer::found);
}


AUTHPLUG_CASES(BreachedSetTest)
{
	for (const std::size_t count : {1u, 2u, 3u, 16u, 17u, 3000u})
	{
		addCase(suite, "finds all of " + std::to_string(count), [count] { finds(count); });
	}
	addCase(suite, "exact bytes count", exactBytesCount);
	addCase(suite, "known digest", knownDigest);
	addCase(suite, "refused: empty", [] { refused("", "the size is not a positive multiple of 16 bytes"); });
	addCase(suite, "refused: text", [] { refused("password\nhello\n", "the size is not a positive multiple of 16 bytes"); });
	addCase(suite, "refused: wrong order", [] { refused(std::string(16, 'b') + std::string(16, 'a'), "record 1 is not in ascending order"); });
	addCase(suite, "refused: duplicates", [] { refused(std::string(32, 'a'), "record 1 is not in ascending order"); });
	addCase(suite, "refused: no file", missingFile);
	addCase(suite, "refused: a folder", folder);
	addCase(suite, "the policy refuses a member", refusesListed);
	addCase(suite, "a file that became shorter is never taken for absence", shortenedFileFailsClosed);
	addCase(suite, "a file put in its place does not disturb", renamedFileStaysAsItWas);
}


} // namespace
