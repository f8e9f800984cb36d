//
// PasswordPlugin.h
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  PasswordPlugin
//
// The plugin as the host's manager sees it.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_PasswordPlugin_INCLUDED
#define AuthPlug_Password_PasswordPlugin_INCLUDED


#include "AuthPlug/Api/Plugin.h"
#include "PasswordModule.h"


namespace AuthPlug {
namespace Password {


class PasswordPlugin final: public Api::Plugin
	/// One running generation of the password change. It has no thread and
	/// no state beside its objects; all that lasts is in the database.
{
public:
	PasswordPlugin(Api::HostServices& services, const Api::Settings& settings);
		/// Throws as PasswordModule does.

	static Api::Plugin* create(Api::HostServices& services, const Api::Settings& settings, Api::ErrorText& error) noexcept;

	bool start(Api::RouteRegistrar& routes, Api::ErrorText& error) noexcept override;
	void stop() noexcept override;
	void destroy() noexcept override;

private:
	~PasswordPlugin() = default;

	PasswordModule _module;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_PasswordPlugin_INCLUDED
