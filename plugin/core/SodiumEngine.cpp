//
// SodiumEngine.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  SodiumEngine
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/SodiumEngine.h"
#include <Poco/Exception.h>
#include <sodium.h>
#include <sys/mman.h>


namespace AuthPlug {
namespace Password {


namespace {


using Api::HashVerdict;


constexpr std::size_t BYTES_PER_KIB = 1024;
constexpr std::size_t LONGEST_STRING = 256;


std::optional<PhcString> parseUsable(std::string_view stored) noexcept
{
	const auto hash = PhcString::parse(stored);
	if (hash && hash->variant == PhcString::Variant::argon2d) return std::nullopt;
	return hash;
}


int algorithmOf(const PhcString& hash) noexcept
{
	return hash.variant == PhcString::Variant::argon2id ? crypto_pwhash_ALG_ARGON2ID13 : crypto_pwhash_ALG_ARGON2I13;
}


bool compute(const PhcString& hash, Api::SecretView password, unsigned char* tag) noexcept
	/// Writes hash.tagBytes bytes. False for lack of memory.
{
	const std::string_view text = password.expose();
	return crypto_pwhash(tag, hash.tagBytes, text.empty() ? "" : text.data(), text.size(), hash.salt.data(),
		hash.passes, hash.memoryKiB * BYTES_PER_KIB, algorithmOf(hash)) == 0;
}


bool isComputable(const PhcString& hash) noexcept
	/// Tells whether crypto_pwhash() takes these parameters: it knows one
	/// lane, one length of salt, and no Argon2i of fewer than three passes.
{
	return hash.lanes == 1
		&& hash.saltBytes == crypto_pwhash_SALTBYTES
		&& (hash.variant == PhcString::Variant::argon2id || hash.passes >= crypto_pwhash_argon2i_OPSLIMIT_MIN);
}


HashVerdict verifyComputed(const PhcString& hash, Api::SecretView password) noexcept
{
	unsigned char tag[PhcString::MAX_TAG_BYTES];
	HashVerdict verdict = HashVerdict::failed;
	if (compute(hash, password, tag))
	{
		verdict = sodium_memcmp(tag, hash.tag.data(), hash.tagBytes) == 0 ? HashVerdict::match : HashVerdict::mismatch;
	}
	sodium_memzero(tag, sizeof tag);
	return verdict;
}


bool isMemoryAvailable(std::size_t bytes) noexcept
{
	void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED) return false;
	::munmap(memory, bytes);
	return true;
}


HashVerdict verifyString(const PhcString& hash, Api::SecretView password) noexcept
	/// For the forms that crypto_pwhash() does not take. libsodium's own
	/// verification takes them all, but reports a lack of memory as a
	/// mismatch; hence the look at the memory before and after.
{
	const std::size_t bytes = hash.memoryKiB * BYTES_PER_KIB;
	char text[LONGEST_STRING];
	if (PhcString::format(hash, text, sizeof text) == 0) return HashVerdict::unusable;
	if (!isMemoryAvailable(bytes)) return HashVerdict::failed;

	const std::string_view secret = password.expose();
	if (crypto_pwhash_str_verify(text, secret.empty() ? "" : secret.data(), secret.size()) == 0) return HashVerdict::match;
	return isMemoryAvailable(bytes) ? HashVerdict::mismatch : HashVerdict::failed;
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


SodiumEngine::SodiumEngine(const Argon2Options& options, Api::Random& random): _options(options), _random(random)
{
	checkRange("memory in KiB", options.memoryKiB, LEAST_MEMORY_KIB, PhcString::MAX_MEMORY_KIB);
	checkRange("passes", options.passes, LEAST_PASSES, PhcString::MAX_PASSES);
	// Thread-safe, and 1 if somebody else in the process was first.
	if (sodium_init() < 0) throw Poco::RuntimeException("libsodium can't be initialised");
}


bool SodiumEngine::handles(std::string_view stored) const noexcept
{
	return PhcString::isArgon2(stored);
}


bool SodiumEngine::usable(std::string_view stored) const noexcept
{
	return parseUsable(stored).has_value();
}


bool SodiumEngine::needsUpgrade(std::string_view stored) const noexcept
{
	const auto hash = parseUsable(stored);
	if (!hash) return false;
	const std::uint64_t have = costOf(hash->memoryKiB, hash->passes);
	const std::uint64_t want = costOf(_options.memoryKiB, _options.passes);
	return have < want || (have == want && hash->variant != PhcString::Variant::argon2id);
}


HashVerdict SodiumEngine::verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& /*slot*/) const noexcept
{
	const auto hash = parseUsable(stored);
	if (!hash) return HashVerdict::unusable;
	return isComputable(*hash) ? verifyComputed(*hash, password) : verifyString(*hash, password);
}


bool SodiumEngine::hash(Api::SecretView password, const Api::HashSlot& /*slot*/, char* stored, std::size_t capacity, std::size_t& size) const noexcept
{
	PhcString made;
	made.memoryKiB = _options.memoryKiB;
	made.passes = _options.passes;
	made.lanes = 1;
	made.saltBytes = SALT_BYTES;
	made.tagBytes = TAG_BYTES;
	if (!_random.fill(made.salt.data(), SALT_BYTES)) return false;
	if (!compute(made, password, made.tag.data())) return false;
	size = PhcString::format(made, stored, capacity);
	return size > 0;
}


} } // namespace AuthPlug::Password
