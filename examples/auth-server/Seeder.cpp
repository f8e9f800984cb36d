//
// Seeder.cpp
//
// Example: auth-server
// Package: server
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Seeder.h"
#include <Poco/Exception.h>
#include <algorithm>


namespace AuthServer {


namespace {


constexpr std::int64_t PATIENCE_MICROS = 30*1000000LL;
constexpr std::size_t MAX_LOGIN = 256;


void requireName(const std::string& login)
{
	const bool sound = !login.empty() && login.size() <= MAX_LOGIN
		&& std::all_of(login.begin(), login.end(), [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
	if (!sound) throw Poco::InvalidArgumentException("a login name has 1 to 256 bytes without blanks or control characters");
}


} // namespace


Seeder::Seeder(AccountStore& accounts, AuthPlug::Password::StandardHasher& hasher, AuthPlug::Api::Clock& clock, AuthPlug::Api::SecretView password):
	_accounts(accounts), _hasher(hasher), _clock(clock), _password(password)
{
}


void Seeder::add(const std::string& login)
{
	requireName(login);
	if (!exists(login)) addWith(login, newHash());
}


void Seeder::addMany(std::size_t count)
{
	std::string shared;
	for (std::size_t i = 1; i <= count; ++i)
	{
		const std::string login = "user" + std::to_string(i) + "@example.org";
		if (exists(login)) continue;
		if (i > OWN_HASHES && shared.empty()) shared = newHash();
		addWith(login, i > OWN_HASHES ? shared : newHash());
	}
}


std::size_t Seeder::added() const noexcept
{
	return _added;
}


std::size_t Seeder::present() const noexcept
{
	return _present;
}


void Seeder::addWith(const std::string& login, const std::string& hash)
{
	switch (_accounts.add(login, login, hash, _clock.monotonic() + PATIENCE_MICROS))
	{
	case Stored::done:
		++_added;
		return;
	case Stored::refused:
		++_present;  // another seeder was faster
		return;
	case Stored::unavailable:
		break;
	}
	throw Poco::IOException("the database can't add " + login);
}


bool Seeder::exists(const std::string& login)
{
	std::optional<Account> account;
	if (!_accounts.findByLogin(login, _clock.monotonic() + PATIENCE_MICROS, account)) throw Poco::IOException("the database is not available");
	if (account) ++_present;
	return account.has_value();
}


std::string Seeder::newHash() const
{
	char stored[512];
	std::size_t size = 0;
	if (!_hasher.hash(_password, AuthPlug::Api::HashSlot(), stored, sizeof(stored), size)) throw Poco::RuntimeException("can't compute a password hash");
	return std::string(stored, size);
}


} // namespace AuthServer
