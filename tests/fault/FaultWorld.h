//
// FaultWorld.h
//
// Tests: fault
//
// A deployment that may be killed.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_FaultWorld_INCLUDED
#define AuthPlug_Tests_FaultWorld_INCLUDED


#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "FaultServer.h"
#include "MySqlProxy.h"
#include "PrivateMariaDb.h"
#include "TemporaryFolder.h"
#include "WitnessFile.h"
#include "core/StandardHasher.h"
#include "model/TokenIssuer.h"
#include <cstdint>
#include <map>
#include <string>
#include <utility>


namespace AuthPlug {
namespace Tests {


struct Victim
	/// An account with two sessions, of which one asks for the change.
{
	std::string id;
	std::string token;    /// of the session that asks, for the change
	std::string access;   /// access token of the same session
	std::string session;  /// its id, in hex
	std::string other;    /// the other's
};


struct Truth
	/// What the database holds of an account, at one moment.
{
	std::string hash;
	int version = 0;
	int seq = 0;
	int base = 0;
	int used = 0;
	int epoch = 0;
	int events = 0;
	int delivered = 0;
	int uses = 0;  /// changes that the session which asks was used for
	bool ownSessionLives = false;
	bool otherSessionEnded = false;
};


struct Reply
{
	int status = 0;  /// 0: no answer came
	std::string body;
};


class FaultWorld
	/// Two server processes with one plugin file on one MariaDB. The first is
	/// the one that is killed: it has the relay, and a proxy before the
	/// database. For one thread, but for change().
{
public:
	explicit FaultWorld(const std::string& pluginFile);

	Victim newVictim(bool withCounters, bool bySudoToken = false);
		/// Adds an account with the old password. Without counters, its first
		/// attempt has to add their row. With a second factor, only a sudo token
		/// changes the password.

	std::string token(AuthServer::TokenKind kind, const Victim& victim, std::int64_t seconds = 300);
		/// Returns a new token of the session that asks, valid for so long.

	Truth truthOf(const Victim& victim);

	int mailsOf(const Victim& victim);
		/// Returns how many notices were written.

	void addOldEvents(const Victim& victim);
		/// Adds an event that was delivered long ago, and one just now.

	int oldEventsOf(const Victim& victim);
		/// Returns how many of these two there are.

	bool holds(const std::string& hash, const std::string& password);
		/// Checks a stored password for real.

	static Reply change(std::uint16_t port, const Victim& victim, const std::string& oldPassword, const std::string& newPassword);
		/// Sends a request. Thread-safe.

	FaultServer& first();
	FaultServer& second();

	const FaultServer::Place& place() const;
		/// For further servers.

	MySqlProxy& proxy();
	PrivateMariaDb& database();
	const WitnessFile& witness() const;

	static std::string oldPassword();
	static std::string newPassword();
	static std::string thirdPassword();

private:
	PrivateMariaDb _database;
	const TemporaryFolder _folder;
	Host::SystemClock _clock;
	Host::SystemRandom _random;
	const FaultServer::Place _place;  // with a key of _random
	MySqlProxy _proxy;
	WitnessFile _witness;
	Password::StandardHasher _hasher;
	const AuthServer::TokenCodec _codec;
	const AuthServer::TokenIssuer _issuer;
	std::string _oldHash;
	int _victims = 0;
	std::map<std::pair<std::string, std::string>, bool> _known;
	FaultServer _first;
	FaultServer _second;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_FaultWorld_INCLUDED
