//
// Accounts.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Accounts.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "Canary.h"
#include "core/StandardHasher.h"
#include <algorithm>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr std::uint64_t CHUNK = 500000;
	/// Rows of one statement: each is a transaction that can be rolled back.

constexpr std::size_t DIGITS = 8;


std::string hashOf(const std::string& password)
{
	Host::SystemRandom random;
	Password::StandardHasher hasher(Password::Argon2Options(), random);
	char stored[512];
	std::size_t size = 0;
	if (!hasher.hash(Api::SecretView(password), Api::HashSlot{}, stored, sizeof(stored), size)) throw std::runtime_error("no hash can be made");
	return std::string(stored, size);
}


std::string bodyOf(const std::string& oldPassword, const std::string& newPassword)
{
	return "{\"oldPassword\":\"" + oldPassword + "\",\"newPassword\":\"" + newPassword + "\"}";
}


} // namespace


Accounts::Accounts(const std::string& socket, const std::string& database, std::uint64_t count):
	_socket(socket), _database(database), _count(count),
	_even(Canary::password("Even")), _odd(Canary::password("Odd")), _isOdd(count + 1)
{
	addRows();
}


void Accounts::addRows()
{
	RootSql sql(_socket, _database);
	const std::string hash = hashOf(_even);
	const std::string digits = "LPAD(seq," + std::to_string(DIGITS) + ",'0')";
	for (std::uint64_t first = 1; first <= _count; first += CHUNK)
	{
		// The engine SEQUENCE makes the numbers.
		const std::string from = " FROM seq_" + std::to_string(first) + "_to_" + std::to_string(std::min(first + CHUNK - 1, _count));
		sql.query("INSERT INTO pw(user_id, hash) SELECT " + digits + ",'" + hash + "'" + from);
		sql.query("INSERT INTO pw_check(user_id, purpose, seq, base) SELECT " + digits + ",'change',1,1" + from);
	}
}


std::uint64_t Accounts::count() const
{
	return _count;
}


std::string Accounts::id(std::uint64_t number)
{
	const std::string digits = std::to_string(number);
	return std::string(DIGITS - std::min(DIGITS, digits.size()), '0') + digits;
}


std::string Accounts::changeBody(std::uint64_t number) const
{
	return _isOdd[number] ? bodyOf(_odd, _even) : bodyOf(_even, _odd);
}


std::string Accounts::wrongBody() const
{
	return bodyOf(Canary::password("Wrong"), Canary::password("Other"));
}


std::string Accounts::weakBody() const
{
	return bodyOf(_even, Canary::word() + "-0-but-no-capital");
}


void Accounts::changed(std::uint64_t number)
{
	_isOdd[number] = !_isOdd[number];
}


void Accounts::lock(std::uint64_t first, std::uint64_t last)
{
	RootSql(_socket, _database).query("UPDATE pw_check SET seq=base+5, used=5, free_at_us=(UNIX_TIMESTAMP()+86400)*1000000"
		" WHERE purpose='change' AND user_id BETWEEN '" + id(first) + "' AND '" + id(last) + "'");
}


void Accounts::forgive()
{
	RootSql(_socket, _database).query("UPDATE pw_check SET base=seq, used=0, free_at_us=0 WHERE purpose='change' AND base<seq AND used<5");
}


double Accounts::tableMiB()
{
	RootSql sql(_socket, _database);
	return std::stod(sql.value("SELECT CAST(SUM(data_length+index_length)/1048576 AS DOUBLE) FROM information_schema.tables"
		" WHERE table_schema='" + _database + "' AND table_name IN ('pw','pw_check')"));
}


} } // namespace AuthPlug::Tests
