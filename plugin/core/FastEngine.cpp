//
// FastEngine.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  FastEngine
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/FastEngine.h"
#include "core/argon2/Argon2SelfTest.h"
#include <Poco/Exception.h>
#include <sodium.h>
#include <string.h>


namespace AuthPlug {
namespace Password {


namespace {


using Api::HashVerdict;


bool isRight(FillForm form)
{
	return Argon2SelfTest::passes(FillForms::function(form));
}


Argon2Type typeOf(PhcString::Variant variant) noexcept
{
	switch (variant)
	{
	case PhcString::Variant::argon2d:
		return Argon2Type::d;
	case PhcString::Variant::argon2i:
		return Argon2Type::i;
	default:
		return Argon2Type::id;
	}
}


std::uint64_t costOf(std::uint32_t memoryKiB, std::uint32_t passes) noexcept
{
	return static_cast<std::uint64_t>(memoryKiB) * passes;
}


void checkRange(const char* what, std::uint32_t value, std::uint32_t minimum, std::uint32_t maximum)
{
	if (value >= minimum && value <= maximum) return;
	throw Poco::InvalidArgumentException(std::string("Argon2id: ") + what + " must be from " + std::to_string(minimum)
		+ " to " + std::to_string(maximum), std::to_string(value));
}


} // namespace


FastEngine::SelfTest FastEngine::selfTest()
{
	return selfTest(FillForms::offered(), isRight);
}


FastEngine::SelfTest FastEngine::selfTest(const std::vector<FillForm>& forms, bool (*passes)(FillForm))
{
	SelfTest result;
	for (const FillForm form : forms)
	{
		if (!passes(form)) result.wrong.push_back(form);
		else if (!result.best) result.best = form;
	}
	return result;
}


FastEngine::FastEngine(const Argon2Options& options, Api::Random& random, FillForm form, Argon2Wipe wipe):
	_options(options),
	_random(random),
	_argon2(FillForms::function(form), wipe)
{
	checkRange("memory in KiB", options.memoryKiB, SodiumEngine::LEAST_MEMORY_KIB, PhcString::MAX_MEMORY_KIB);
	checkRange("passes", options.passes, SodiumEngine::LEAST_PASSES, PhcString::MAX_PASSES);
	if (!FillForms::isOffered(form)) throw Poco::InvalidArgumentException("the processor does not offer this form of Argon2", FillForms::name(form));
	if (sodium_init() < 0) throw Poco::RuntimeException("libsodium can't be initialised");
}


bool FastEngine::handles(std::string_view stored) const noexcept
{
	return PhcString::isArgon2(stored);
}


bool FastEngine::usable(std::string_view stored) const noexcept
{
	return PhcString::isUsable(stored);
}


bool FastEngine::needsUpgrade(std::string_view stored) const noexcept
{
	const auto hash = PhcString::parse(stored);
	if (!hash) return true;
	const std::uint64_t have = costOf(hash->memoryKiB, hash->passes);
	const std::uint64_t want = costOf(_options.memoryKiB, _options.passes);
	return have < want || (have == want && hash->variant != PhcString::Variant::argon2id);
}


HashVerdict FastEngine::verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) const noexcept
{
	const auto hash = PhcString::parse(stored);
	if (!hash) return HashVerdict::unusable;

	unsigned char tag[PhcString::MAX_TAG_BYTES];
	HashVerdict verdict = HashVerdict::failed;
	if (compute(*hash, password, slot, tag))
	{
		verdict = sodium_memcmp(tag, hash->tag.data(), hash->tagBytes) == 0 ? HashVerdict::match : HashVerdict::mismatch;
	}
	::explicit_bzero(tag, sizeof tag);
	return verdict;
}


bool FastEngine::hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) const noexcept
{
	PhcString made;
	made.memoryKiB = _options.memoryKiB;
	made.passes = _options.passes;
	made.lanes = 1;
	made.saltBytes = SodiumEngine::SALT_BYTES;
	made.tagBytes = SodiumEngine::TAG_BYTES;
	if (!_random.fill(made.salt.data(), made.saltBytes)) return false;
	if (!compute(made, password, slot, made.tag.data())) return false;
	size = PhcString::format(made, stored, capacity);
	return size > 0;
}


bool FastEngine::compute(const PhcString& hash, Api::SecretView password, const Api::HashSlot& slot, unsigned char* tag) const noexcept
{
	Argon2Parameters parameters;
	parameters.type = typeOf(hash.variant);
	parameters.memoryKiB = hash.memoryKiB;
	parameters.passes = hash.passes;
	parameters.lanes = hash.lanes;
	parameters.tagBytes = static_cast<std::uint32_t>(hash.tagBytes);

	Argon2Input input;
	input.password = password.expose();
	input.salt = std::string_view(reinterpret_cast<const char*>(hash.salt.data()), hash.saltBytes);
	return _argon2.hash(parameters, input, slot.arena, slot.arenaBytes, tag);
}


} } // namespace AuthPlug::Password
