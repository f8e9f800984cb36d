//
// ChangeNotices.cpp
//
// Example: auth-server
// Package: adapters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "adapters/ChangeNotices.h"
#include "adapters/AccountId.h"
#include "AuthPlug/Password/ChangePayload.h"
#include "model/Hex.h"
#include <Poco/DateTimeFormatter.h>
#include <Poco/Timestamp.h>
#include <exception>


namespace AuthServer {


namespace {


using AuthPlug::Host::Delivery;
using AuthPlug::Host::OutboxEvent;
using AuthPlug::Password::ChangePayload;


constexpr std::int64_t PATIENCE_MICROS = 10*1000000LL;


std::string noticeOf(const OutboxEvent& event)
{
	const Poco::Timestamp when(static_cast<Poco::Timestamp::TimeVal>(event.created.micros));
	return "The password of your account was changed on "
		+ Poco::DateTimeFormatter::format(when, "%e %B %Y at %H:%M") + " UTC.\r\n"
		"All other devices were signed out.\r\n\r\n"
		"If this was not you, use \"forgot password\" at once and tell our support\r\n"
		"by answering to this message.\r\n";
}


} // namespace


ChangeNotices::ChangeNotices(AccountStore& accounts, SessionStore& sessions, MailSpool& mail, AuthPlug::Api::Clock& clock):
	_accounts(accounts), _sessions(sessions), _mail(mail), _clock(clock)
{
}


Delivery ChangeNotices::deliver(const OutboxEvent& event) noexcept
{
	try
	{
		return carryOut(event) ? Delivery::delivered : Delivery::later;
	}
	catch (const std::exception&)
	{
		return Delivery::later;  // out of memory
	}
}


bool ChangeNotices::carryOut(const OutboxEvent& event)
{
	// What a newer version has written waits for a newer version of this server.
	const auto kept = ChangePayload::keptSession(event.payload);
	if (event.kind != ChangePayload::KIND || !kept) return false;

	const AuthPlug::Api::Deadline deadline = _clock.monotonic() + PATIENCE_MICROS;
	const auto accountId = accountIdOf(event.userId);
	const auto keptId = fromHex(*kept);
	std::optional<Account> account;
	if (!accountId || !keptId) return false;
	if (!_accounts.findById(*accountId, deadline, account)) return false;
	if (!account) return true;  // the account is gone, and its sessions with it

	return _sessions.endOutdated(*accountId, *keptId, deadline)
		&& _mail.put(event.eventId, account->email, "Your password was changed", noticeOf(event));
}


} // namespace AuthServer
