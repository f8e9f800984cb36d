//
// StandardHasher.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  StandardHasher
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/StandardHasher.h"
#include "core/CryptEngine.h"
#include <Poco/Exception.h>


namespace AuthPlug {
namespace Password {


namespace {


std::vector<std::unique_ptr<const HashEngine>> allEngines(const Argon2Options& options, Api::Random& random)
{
	std::vector<std::unique_ptr<const HashEngine>> engines;
	engines.push_back(std::make_unique<SodiumEngine>(options, random));
	engines.push_back(std::make_unique<CryptEngine>());
	return engines;
}


} // namespace


StandardHasher::StandardHasher(std::vector<std::unique_ptr<const HashEngine>> engines): _engines(std::move(engines))
{
	if (_engines.empty()) throw Poco::InvalidArgumentException("a password hasher needs at least one engine");
}


StandardHasher::StandardHasher(const Argon2Options& options, Api::Random& random): StandardHasher(allEngines(options, random))
{
}


bool StandardHasher::usable(std::string_view stored) noexcept
{
	const HashEngine* engine = engineOf(stored);
	return engine && engine->usable(stored);
}


Api::HashVerdict StandardHasher::verify(std::string_view stored, Api::SecretView password, const Api::HashSlot& slot) noexcept
{
	const HashEngine* engine = engineOf(stored);
	return engine ? engine->verify(stored, password, slot) : Api::HashVerdict::unusable;
}


bool StandardHasher::hash(Api::SecretView password, const Api::HashSlot& slot, char* stored, std::size_t capacity, std::size_t& size) noexcept
{
	return _engines.front()->hash(password, slot, stored, capacity, size);
}


bool StandardHasher::needsUpgrade(std::string_view stored) const noexcept
{
	const HashEngine* engine = engineOf(stored);
	if (!engine || !engine->usable(stored)) return false;
	return engine != _engines.front().get() || engine->needsUpgrade(stored);
}


const HashEngine* StandardHasher::engineOf(std::string_view stored) const noexcept
{
	for (const auto& engine : _engines)
	{
		if (engine->handles(stored)) return engine.get();
	}
	return nullptr;
}


} } // namespace AuthPlug::Password
