//
// FakeSessions.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeSessions
//
// Sessions kept in memory.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeSessions_INCLUDED
#define AuthPlug_Testing_FakeSessions_INCLUDED


#include "AuthPlug/Api/SessionService.h"
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Testing {


class FakeSessions final: public Api::SessionService
	/// Knows the access tokens that a test issues, and records who was to be
	/// signed out. Any other token is `invalid`. Thread-safe.
{
public:
	struct Ended
	{
		std::string userId;
		std::string keptSessionId;
	};

	void issue(const std::string& token, const Api::Principal& principal)
		/// Makes the token valid.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_tokens[token] = principal;
	}

	void revoke(const std::string& token)
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_tokens.erase(token);
	}

	void setAvailable(bool available)
		/// Decides whether the service can tell anything.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_available = available;
	}

	std::vector<Ended> ended() const
		/// Returns the calls of endOthers().
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		return _ended;
	}

	Api::TokenCheck authenticate(Api::SecretView bearer, Api::Deadline, Api::Principal& principal) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		if (!_available) return Api::TokenCheck::unavailable;
		const auto token = _tokens.find(bearer.expose());
		if (token == _tokens.end()) return Api::TokenCheck::invalid;
		principal = token->second;
		return Api::TokenCheck::valid;
	}

	bool endOthers(std::string_view userId, std::string_view keepSessionId, Api::Deadline) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_ended.push_back(Ended{std::string(userId), std::string(keepSessionId)});
		return _available;
	}

private:
	mutable std::mutex _mutex;
	std::map<std::string, Api::Principal, std::less<>> _tokens;
	std::vector<Ended> _ended;
	bool _available = true;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeSessions_INCLUDED
