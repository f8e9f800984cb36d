//
// Problem.h
//
// Example: auth-server
// Package: api
//
// Every way in which a request can be refused, in one table.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Problem_INCLUDED
#define AuthServer_Problem_INCLUDED


#include "AuthPlug/Host/ErrorAnswer.h"
#include <cstdint>
#include <exception>
#include <string>


namespace AuthServer {


enum class Problem
{
	noToken,
	invalidToken,
	sudoTokenRequired,
	passwordIncorrect,
	tooManyPasswordChecks,  /// with retryAfter
	noPasswordInfo,
	totpUninitialized,
	totpAlreadyInactive,
	totpInvalid,
	totpCorrupt,
	tooManyTotpChecks,      /// with retryAfter
	recoveryCodesUninitialized,
	recoveryCodeInvalid,
	tooManyRecoveryCodeChecks,  /// with retryAfter
	tryAgainLater,          /// with retryAfter
	internalError           /// with a reference to look up in the log
};


class Refusal: public std::exception
	/// Thrown by an operation that can't go on; carries the answer. It stays
	/// inside the server: OperationHandler catches it.
{
public:
	explicit Refusal(Problem problem, std::uint64_t retryAfterSeconds = 0);

	static Refusal badRequest(const std::string& sentence);
		/// Returns the refusal of a request body: 400 with this message.

	static Refusal internalError(const std::string& reference);

	const char* what() const noexcept override;

	const AuthPlug::Host::ErrorAnswer& answer() const noexcept;

private:
	AuthPlug::Host::ErrorAnswer _answer;
};


} // namespace AuthServer


#endif // AuthServer_Problem_INCLUDED
