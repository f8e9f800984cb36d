//
// LoginGate.h
//
// Tests: attack
//
// Stops a sign-in half way.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_LoginGate_INCLUDED
#define AuthPlug_Tests_LoginGate_INCLUDED


#include "Deployment.h"
#include "RootSql.h"
#include <chrono>
#include <fstream>
#include <string>
#include <thread>


namespace AuthPlug {
namespace Tests {


class LoginGate
	/// Holds a sign-in of the sample server after the password was found right,
	/// when its session is written: a trigger there waits for a lock that this
	/// object holds. The server ends the statement after five seconds.
{
public:
	LoginGate(Deployment& deployment, const std::string& userId): _root(socketOf(deployment), "authplug")
	{
		_root.query("DO GET_LOCK('login gate', 20)");
		_root.query("DROP TRIGGER IF EXISTS login_gate; CREATE TRIGGER login_gate BEFORE INSERT ON session FOR EACH ROW"
			" IF NEW.account_id=" + userId + " THEN"
			" DO GET_LOCK('login gate', 20); DO RELEASE_LOCK('login gate'); END IF");
	}

	~LoginGate()
	{
		_root.query("DO RELEASE_LOCK('login gate')");
		_root.query("DROP TRIGGER IF EXISTS login_gate");
	}

	static std::string socketOf(const Deployment& deployment)
		/// Returns the path of the database's socket.
	{
		std::ifstream file(deployment.state() + "/mariadb/socket");
		std::string path;
		std::getline(file, path);
		return path;
	}

	bool awaitArrival()
		/// Returns true when a sign-in waits at the gate.
	{
		for (int i = 0; i < 400; ++i)
		{
			if (_root.value("SELECT COUNT(*) FROM information_schema.processlist WHERE state='User lock'") != "0") return true;
			std::this_thread::sleep_for(std::chrono::milliseconds(10));
		}
		return false;
	}

	void open()
	{
		_root.query("DO RELEASE_LOCK('login gate')");
	}

private:
	RootSql _root;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_LoginGate_INCLUDED
