//
// ChangeRequest.cpp
//
// Library: AuthPlug/Password
// Package: Http
// Module:  ChangeRequest
//
// SPDX-License-Identifier: BSL-1.0
//


#include "http/ChangeRequest.h"
#include "http/JsonScanner.h"
#include "http/JsonString.h"
#include <algorithm>


namespace AuthPlug {
namespace Password {


namespace {


using Members = std::vector<JsonScanner::Member>;


Members::const_iterator find(const Members& members, std::string_view name)
{
	return std::find_if(members.begin(), members.end(),
		[&](const JsonScanner::Member& member) { return JsonString::equals(member.name, name); });
}


Refusal refuse(Outcome outcome)
{
	Refusal refusal;
	refusal.outcome = outcome;
	return refusal;
}


} // namespace


std::variant<ChangeRequest, Refusal> ChangeRequest::parse(Api::SecretView body, const Policy& policy)
{
	JsonScanner scanner(body);
	if (const auto fault = scanner.scan()) return refuse(*fault);

	const Members& members = scanner.members();
	const auto oldPassword = find(members, "oldPassword");
	const auto newPassword = find(members, "newPassword");
	if (oldPassword == members.end()) return refuse(Outcome::oldPasswordMissing);
	if (newPassword == members.end()) return refuse(Outcome::newPasswordMissing);
	if (oldPassword->kind != JsonScanner::Kind::string) return refuse(Outcome::oldPasswordNotString);
	if (newPassword->kind != JsonScanner::Kind::string) return refuse(Outcome::newPasswordNotString);

	ChangeRequest request(oldPassword->value, newPassword->value);
	if (const auto refusal = policy.checkLengths(request.oldPassword(), request.newPassword())) return *refusal;
	return request;
}


ChangeRequest::ChangeRequest(std::string_view rawOldPassword, std::string_view rawNewPassword):
	_oldPassword(rawOldPassword.size()),
	_newPassword(rawNewPassword.size())
{
	JsonString::decode(rawOldPassword, _oldPassword);
	JsonString::decode(rawNewPassword, _newPassword);
}


} } // namespace AuthPlug::Password
