//
// InertServices.h
//
// Tool:    authplugctl
// Module:  InertServices
//
// A host's services that do nothing.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_InertServices_INCLUDED
#define AuthPlug_Ctl_InertServices_INCLUDED


#include "AuthPlug/Api/Database.h"
#include "AuthPlug/Api/Log.h"
#include "AuthPlug/Api/SessionService.h"
#include "AuthPlug/Api/SudoTokenService.h"
#include "AuthPlug/Host/GuardedContexts.h"
#include "AuthPlug/Host/HashSlotPool.h"
#include "AuthPlug/Host/ServiceRegistry.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include <iostream>
#include <string>


namespace AuthPlug {
namespace Ctl {


class InertServices
	/// What a plugin that is only created may look up: all required services.
	/// Clock and random bytes are real, the log goes to standard error, the
	/// database is unavailable and no token is valid. Optional services, which
	/// differ from host to host, are missing.
{
public:
	InertServices()
	{
		registry.add<Api::Clock>(clock);
		registry.add<Api::Random>(_random);
		registry.add<Api::Log>(_log);
		registry.add<Api::HashSlots>(_slots);
		registry.add<Api::DatabaseService>(_database);
		registry.add<Api::SessionService>(_sessions);
		registry.add<Api::SudoTokenService>(_sudoTokens);
		registry.add<Api::RequestContexts>(_contexts);
	}

	Host::SystemClock clock;
	Host::ServiceRegistry registry;

private:
	class StderrLog: public Api::Log
	{
	public:
		void write(Api::LogLevel /*level*/, std::string_view event, const Api::LogField* fields, std::size_t count) noexcept override
		{
			std::string line = "log: " + std::string(event);
			for (std::size_t i = 0; i < count; ++i) line.append(" ").append(fields[i].key).append("=").append(fields[i].value);
			std::cerr << line + "\n" << std::flush;
		}
	};

	class NoDatabase: public Api::DatabaseService
	{
	public:
		Api::WorkOutcome run(Api::UnitOfWork&, Api::WorkMode, Api::Deadline) noexcept override
		{
			return Api::WorkOutcome::unavailable;
		}
	};

	class NoSessions: public Api::SessionService
	{
	public:
		Api::TokenCheck authenticate(Api::SecretView, Api::Deadline, Api::Principal&) noexcept override
		{
			return Api::TokenCheck::invalid;
		}

		bool endOthers(std::string_view, std::string_view, Api::Deadline) noexcept override
		{
			return false;
		}
	};

	class NoSudoTokens: public Api::SudoTokenService
	{
	public:
		Api::TokenCheck verify(Api::SecretView, Api::Deadline, Api::Principal&) noexcept override
		{
			return Api::TokenCheck::invalid;
		}

		Api::StepUp stepUp(std::string_view, Api::Deadline) noexcept override
		{
			return Api::StepUp::unavailable;
		}
	};

	Host::SystemRandom _random;
	StderrLog _log;
	Host::HashSlotPool _slots{{1, 1, 0}, clock};
	NoDatabase _database;
	NoSessions _sessions;
	NoSudoTokens _sudoTokens;
	Host::GuardedContexts _contexts;
};


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_InertServices_INCLUDED
