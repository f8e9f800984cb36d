//
// HeldRequest.h
//
// Tests: fault
//
// A request that stops half way until it is told to go on.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_HeldRequest_INCLUDED
#define AuthPlug_Tests_HeldRequest_INCLUDED


#include "FaultWorld.h"
#include <functional>
#include <future>
#include <iostream>
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


class HeldRequest
	/// A request to a server that is held at a point. One at a time for each
	/// server. Not thread-safe.
{
public:
	HeldRequest(FaultServer& server, const std::string& point, const Victim& victim, const std::string& oldPassword, const std::string& newPassword):
		_server(server)
		/// Returns when the request is at the point. Throws std::runtime_error if it does not come there.
	{
		_server.command("hold " + point + " 1");
		_reply = std::async(std::launch::async, &FaultWorld::change, server.port(), victim, oldPassword, newPassword);
		if (!_server.awaitHit(HOLD_SECONDS)) throw std::runtime_error("no request passes " + point);
	}

	HeldRequest(const HeldRequest&) = delete;
	HeldRequest& operator = (const HeldRequest&) = delete;

	~HeldRequest()
	{
		if (!_reply.valid()) return;
		try
		{
			_server.command("go");
		}
		catch (const std::exception& exception)
		{
			std::cerr << "a held request: " << exception.what() << std::endl;
		}
	}

	Reply release()
		/// Lets it go on and returns its answer.
	{
		_server.command("go");
		return _reply.get();
	}

private:
	static constexpr int HOLD_SECONDS = 20;

	FaultServer& _server;
	std::future<Reply> _reply;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_HeldRequest_INCLUDED
