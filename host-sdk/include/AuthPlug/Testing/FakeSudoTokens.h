//
// FakeSudoTokens.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  FakeSudoTokens
//
// Sudo tokens kept in memory.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_FakeSudoTokens_INCLUDED
#define AuthPlug_Testing_FakeSudoTokens_INCLUDED


#include "AuthPlug/Api/SudoTokenService.h"
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Testing {


class FakeSudoTokens final: public Api::SudoTokenService
	/// Knows the sudo tokens that a test issues, and which users have a second
	/// factor. Any other token is of another kind. Thread-safe.
{
public:
	void issue(const std::string& token, const Api::Principal& principal)
		/// Makes the token valid.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_tokens[token] = principal;
	}

	void expire(const std::string& token)
		/// Makes the token invalid; it is still known as a sudo token.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_tokens.erase(token);
		_expired.insert(token);
	}

	void setSecondFactor(const std::string& userId, bool on)
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		if (on) _secondFactor.insert(userId);
		else _secondFactor.erase(userId);
	}

	void setAvailable(bool available)
		/// Decides whether the service can tell anything.
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_available = available;
	}

	Api::TokenCheck verify(Api::SecretView bearer, Api::Deadline, Api::Principal& principal) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		if (!_available) return Api::TokenCheck::unavailable;
		if (_expired.count(bearer.expose()) > 0) return Api::TokenCheck::invalid;
		const auto token = _tokens.find(bearer.expose());
		if (token == _tokens.end()) return Api::TokenCheck::otherKind;
		principal = token->second;
		return Api::TokenCheck::valid;
	}

	Api::StepUp stepUp(std::string_view userId, Api::Deadline) noexcept override
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		if (!_available) return Api::StepUp::unavailable;
		return _secondFactor.count(userId) > 0 ? Api::StepUp::needed : Api::StepUp::notNeeded;
	}

private:
	std::mutex _mutex;
	std::map<std::string, Api::Principal, std::less<>> _tokens;
	std::set<std::string, std::less<>> _expired;
	std::set<std::string, std::less<>> _secondFactor;
	bool _available = true;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_FakeSudoTokens_INCLUDED
