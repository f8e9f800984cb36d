//
// PasswordModule.cpp
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  PasswordModule
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PasswordModule.h"
#include "BuiltinBlocklist.h"
#include "AuthPlug/Api/GuessBudget.h"
#include "AuthPlug/Api/SettingException.h"
#include <Poco/Exception.h>
#include <Poco/MemoryStream.h>
#include <algorithm>
#include <memory>


namespace AuthPlug {
namespace Password {


namespace {


constexpr std::string_view PURPOSE = "change";
constexpr std::int64_t STORAGE_CHECK_MICROS = 3000000;


template <class Service>
Service& required(Api::HostServices& services)
{
	Service* const service = Api::findService<Service>(services);
	if (!service) throw Poco::NotFoundException("the host offers no service", Service::INTERFACE_ID);
	return *service;
}


PasswordSettings checked(PasswordSettings values, const Api::Settings& settings, Api::HostServices& services)
	/// Refuses caps that are too high together; the fault is told where the
	/// later one of the two settings stands.
{
	const Api::GuessBudget* const host = Api::findService<Api::GuessBudget>(services);
	const std::uint64_t others = std::max(values.otherCaps, host ? host->caps() : 0);
	if (values.limit.cap + others <= LimitOptions::MAX_CAP) return values;
	const char* const key = settings.origin("limit.cap").line >= settings.origin("limit.other_caps").line ? "limit.cap" : "limit.other_caps";
	throw Api::SettingException(settings, key, "wanted at most " + std::to_string(LimitOptions::MAX_CAP)
		+ " failures in a row for all checks of one password, got limit.cap = " + std::to_string(values.limit.cap) + " and "
		+ std::to_string(others) + (others > values.otherCaps ? " of the server's own checks" : " by limit.other_caps"));
}


template <class Load>
auto loaded(const Api::Settings& settings, const char* key, Load load)
	/// Returns what the file holds that the setting names.
{
	try
	{
		return load();
	}
	catch (const Poco::Exception& exception)
	{
		throw Api::SettingException(settings, key, exception.displayText());
	}
}


Blocklist blocklistOf(const PasswordSettings& values, const Api::Settings& settings)
{
	if (values.blocklist == PasswordSettings::NO_LIST) return Blocklist();
	if (values.blocklist != PasswordSettings::BUILTIN_LIST)
	{
		return loaded(settings, "policy.blocklist", [&] { return Blocklist::load(values.blocklist); });
	}
	const std::string_view text = builtinBlocklist();
	Poco::MemoryInputStream lines(text.data(), static_cast<std::streamsize>(text.size()));
	return Blocklist::read(lines, "the built-in list");
}


std::unique_ptr<const BreachedSet> breachedSetOf(const PasswordSettings& values, const Api::Settings& settings)
{
	if (values.breached.empty()) return nullptr;
	return loaded(settings, "policy.breached", [&] { return std::make_unique<const BreachedSet>(values.breached); });
}


} // namespace


PasswordModule::PasswordModule(Api::HostServices& services, const Api::Settings& settings):
	_source(settings),
	_settings(checked(PasswordSettings(settings), settings, services)),
	_clock(required<Api::Clock>(services)),
	_log(required<Api::Log>(services)),
	_engines(_settings.argon2, required<Api::Random>(services), _settings.engine, _settings.wipe),
	_policy(_settings.policy, blocklistOf(_settings, settings), breachedSetOf(_settings, settings), _settings.productWords),
	_store(required<Api::DatabaseService>(services), Api::findService<Api::ChangeParticipant>(services),
		SqlPasswordStore::Options{std::string(PURPOSE), _settings.userIdType, _settings.procedure}),
	_limit(required<Api::DatabaseService>(services), _settings.limit, PURPOSE),
	_authority(required<Api::SessionService>(services), required<Api::SudoTokenService>(services)),
	_changePassword(
		ChangePassword::Services{
			_store,
			_limit,
			Api::findService<Api::PasswordHasher>(services) ? *Api::findService<Api::PasswordHasher>(services) : _engines,
			_authority,
			required<Api::SessionService>(services),
			required<Api::HashSlots>(services),
			_clock,
			required<Api::Random>(services),
			_log,
			Api::findService<Api::PasswordEvents>(services)},
		ChangePassword::Options{_settings.limit, _settings.replayWindowSeconds}),
	_journal(_clock, _log, Api::findService<Api::Metrics>(services), _settings.loggedRefusals),
	_endpoint{required<Api::RequestContexts>(services), _clock, required<Api::Random>(services),
		_authority, _policy, _changePassword, _journal},
	_factory(_endpoint)
{
	reportEngine();
}


void PasswordModule::reportEngine() const
{
	for (const std::string& form: _engines.wrongForms())
	{
		const Api::LogField field{"form", form};
		_log.write(Api::LogLevel::alarm, "password.engine_wrong", &field, 1);
	}
	const Api::LogField field{"engine", _engines.engineName()};
	_log.write(Api::LogLevel::info, "password.engine", &field, 1);
}


void PasswordModule::checkStorage()
{
	std::string found;
	switch (_store.checkSchema(_clock.monotonic() + STORAGE_CHECK_MICROS, found))
	{
	case SqlPasswordStore::Schema::fits:
		return;
	case SqlPasswordStore::Schema::noProcedure:
		throw Api::SettingException(_source, "storage.procedure", "the database has no procedure pw_change that this version can call, "
			"or the account may not: see sql/procedure");
	case SqlPasswordStore::Schema::otherType:
		throw Api::SettingException(_source, "storage.user_id.type", "does not fit the column pw.user_id, whose type is "
			+ (found.empty() ? "unknown: there is no such column" : found));
	default:
		_log.write(Api::LogLevel::warning, "password.storage_not_checked", nullptr, 0);
	}
}


} } // namespace AuthPlug::Password
