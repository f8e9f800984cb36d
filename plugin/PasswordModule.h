//
// PasswordModule.h
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  PasswordModule
//
// The objects of one generation of the plugin.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_PasswordModule_INCLUDED
#define AuthPlug_Password_PasswordModule_INCLUDED


#include "AuthPlug/Api/HostServices.h"
#include "PasswordSettings.h"
#include "core/StandardHasher.h"
#include "core/SqlPasswordStore.h"
#include "core/GuessLimit.h"
#include "http/ChangePasswordHandlerFactory.h"
#include <string>


namespace AuthPlug {
namespace Password {


class PasswordModule
	/// Wires the parts together from the host's services and the settings.
	/// Owns them; everything lives as long as the module.
{
public:
	PasswordModule(Api::HostServices& services, const Api::Settings& settings);
		/// Throws Api::SettingException if a setting is wrong or the file that it
		/// names can't be read, Poco::Exception if a required service is missing.
		/// Services and settings must outlive the module.

	PasswordModule(const PasswordModule&) = delete;
	PasswordModule& operator = (const PasswordModule&) = delete;

	void checkStorage();
		/// Compares the configured type of user ids with that of the column.
		/// Throws Api::SettingException if they differ. A database that
		/// is away is noted in the log only: requests are then answered 503
		/// until the column has been seen to fit.

	const PasswordSettings& settings() const noexcept
	{
		return _settings;
	}

	Poco::Net::HTTPRequestHandlerFactory& factory() noexcept
	{
		return _factory;
	}

private:
	void reportEngine() const;
		/// Logs which engine computes Argon2, and an alarm for each form that
		/// computes it wrongly on this machine.

	const Api::Settings& _source;
	const PasswordSettings _settings;
	Api::Clock& _clock;
	Api::Log& _log;
	StandardHasher _engines;
	Policy _policy;
	SqlPasswordStore _store;
	GuessLimit _limit;
	Authority _authority;
	ChangePassword _changePassword;
	ChangeJournal _journal;
	ChangeEndpoint _endpoint;
	ChangePasswordHandlerFactory _factory;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_PasswordModule_INCLUDED
