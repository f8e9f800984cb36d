//
// Seeder.h
//
// Example: auth-server
// Package: server
//
// Adds users that are missing.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Seeder_INCLUDED
#define AuthServer_Seeder_INCLUDED


#include "AuthPlug/Api/Clock.h"
#include "AuthPlug/Api/SecretView.h"
#include "AuthPlug/Password/StandardHasher.h"
#include "store/AccountStore.h"
#include <cstddef>
#include <string>


namespace AuthServer {


class Seeder
	/// Adds users with one password. A user that is there is left as he is:
	/// password, counters and second factor.
{
public:
	Seeder(AccountStore& accounts, AuthPlug::Password::StandardHasher& hasher, AuthPlug::Api::Clock& clock, AuthPlug::Api::SecretView password);

	void add(const std::string& login);
		/// Adds a user with a hash of his own. Throws
		/// Poco::InvalidArgumentException if the name is not one,
		/// Poco::IOException if the database is away.

	void addMany(std::size_t count);
		/// Adds user1@example.org and so on. All beyond the first hundred get one
		/// hash, hence one salt: whoever reads the table sees that their
		/// passwords are the same. For a load test only, where computing each
		/// would take 20 ms a user.

	std::size_t added() const noexcept;
	std::size_t present() const noexcept;

private:
	static constexpr std::size_t OWN_HASHES = 100;

	void addWith(const std::string& login, const std::string& hash);
	bool exists(const std::string& login);
	std::string newHash() const;

	AccountStore& _accounts;
	AuthPlug::Password::StandardHasher& _hasher;
	AuthPlug::Api::Clock& _clock;
	const AuthPlug::Api::SecretView _password;
	std::size_t _added = 0;
	std::size_t _present = 0;
};


} // namespace AuthServer


#endif // AuthServer_Seeder_INCLUDED
