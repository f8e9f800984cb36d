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
#include "core/FastEngine.h"
#include <Poco/Exception.h>


namespace AuthPlug {
namespace Password {


struct StandardHasher::Selection
{
	std::vector<std::unique_ptr<const HashEngine>> engines;
	std::string name;
	std::vector<std::string> wrongForms;
};


StandardHasher::StandardHasher(std::vector<std::unique_ptr<const HashEngine>> engines): _engines(std::move(engines))
{
	if (_engines.empty()) throw Poco::InvalidArgumentException("a password hasher needs at least one engine");
}


StandardHasher::StandardHasher(const Argon2Options& options, Api::Random& random, EngineChoice choice, Argon2Wipe wipe):
	StandardHasher(select(options, random, choice, wipe))
{
}


StandardHasher::StandardHasher(Selection selection):
	_engines(std::move(selection.engines)),
	_engineName(std::move(selection.name)),
	_wrongForms(std::move(selection.wrongForms))
{
}


StandardHasher::Selection StandardHasher::select(const Argon2Options& options, Api::Random& random, EngineChoice choice, Argon2Wipe wipe)
{
	Selection selection;
	const FastEngine::SelfTest test = choice == EngineChoice::libsodium ? FastEngine::SelfTest() : FastEngine::selfTest();
	for (const FillForm form: test.wrong) selection.wrongForms.emplace_back(FillForms::name(form));
	if (test.best)
	{
		selection.engines.push_back(std::make_unique<FastEngine>(options, random, *test.best, wipe));
		selection.name = FillForms::name(*test.best);
	}
	else
	{
		if (choice == EngineChoice::fast) throw Poco::RuntimeException("the fast Argon2 engine fails its self-test on this machine");
		selection.engines.push_back(std::make_unique<SodiumEngine>(options, random));
		selection.name = "libsodium";
	}
	selection.engines.push_back(std::make_unique<CryptEngine>());
	return selection;
}


const std::string& StandardHasher::engineName() const noexcept
{
	return _engineName;
}


const std::vector<std::string>& StandardHasher::wrongForms() const noexcept
{
	return _wrongForms;
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
