//
// AuthServerApplication.cpp
//
// Example: auth-server
// Package: server
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SignalThread.h"
#include "AuthServer.h"
#include <Poco/Exception.h>
#include <Poco/NumberParser.h>
#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionSet.h>
#include <Poco/Util/ServerApplication.h>
#include <Poco/Util/IntValidator.h>
#include <iostream>
#include <optional>


namespace AuthServer {


class AuthServerApplication: public Poco::Util::ServerApplication
	/// The command line and the life of the process.
{
public:
	AuthServerApplication() = default;

protected:
	void defineOptions(Poco::Util::OptionSet& options) override
	{
		using Poco::Util::Option;

		// Not those of ServerApplication: a supervisor does what --daemon does.
		options.addOption(Option("config", "", "the server's host.properties").required(false).repeatable(false).argument("FILE"));
		options.addOption(Option("port", "", "listen here instead of http.port; 0 takes any free port")
			.repeatable(false).argument("N").validator(new Poco::Util::IntValidator(0, 65535)));
		options.addOption(Option("control-socket", "", "serve authplugctl here instead of at control.socket")
			.repeatable(false).argument("PATH"));
		options.addOption(Option("print-ready", "", "print a line on standard output when the server serves"));
		options.addOption(Option("check-config", "", "check the configuration and end"));
		options.addOption(Option("describe-config", "", "print every key of host.properties and end"));
		options.addOption(Option("help", "", "print this text and end"));
	}

	void handleOption(const std::string& name, const std::string& value) override
	{
		if (name == "config") _config = value;
		if (name == "port") _port = static_cast<std::uint16_t>(Poco::NumberParser::parseUnsigned(value));
		if (name == "control-socket") _controlSocket = value;
		if (name == "print-ready") _printReady = true;
		if (name == "check-config") _checkOnly = true;
		if (name == "describe-config") _describe = true;
		if (name == "help")
		{
			_help = true;
			stopOptionsProcessing();
		}
	}

	int main(const std::vector<std::string>& arguments) override
	{
		if (_help) return printHelp();
		if (_describe) return printKeys();
		if (_config.empty() || !arguments.empty())
		{
			std::cerr << "auth-server: --config FILE is required, and no other argument; see --help" << std::endl;
			return EXIT_USAGE;
		}
		try
		{
			const ServerSettings settings(_config, _port, _controlSocket);
			AuthServer server(settings);
			if (_checkOnly) return EXIT_OK;
			return serve(server, settings);
		}
		catch (const Poco::Exception& exception)
		{
			std::cerr << "auth-server: " << exception.message() << std::endl;
			return EXIT_CONFIG;
		}
	}

private:
	int printHelp()
	{
		Poco::Util::HelpFormatter help(options());
		help.setUnixStyle(true);
		help.setCommand("auth-server");
		help.setUsage("--config FILE [--port N] [--control-socket PATH] [--print-ready | --check-config]");
		help.setHeader("A small auth server that hosts AuthPlug plugins.");
		help.format(std::cout);
		return EXIT_OK;
	}

	int printKeys()
	{
		std::cout << ServerSettings::schema().describe();
		return EXIT_OK;
	}

	int serve(AuthServer& server, const ServerSettings& settings)
	{
		try
		{
			server.start();
		}
		catch (const Poco::Exception& exception)
		{
			std::cerr << "auth-server: can't start: " << exception.displayText() << std::endl;
			return EXIT_UNAVAILABLE;
		}

		// Signals that came during the start are pending, and taken now.
		AuthPlug::Host::SignalThread signals([&] { server.reloadPlugins(); });
		if (_printReady)
		{
			std::cout << "ready http://" << settings.text("http.address") << ":" << server.port() << std::endl;
		}
		signals.waitForStop();
		server.stop();
		return EXIT_OK;
	}

	std::string _config;
	std::optional<std::uint16_t> _port;
	std::string _controlSocket;
	bool _printReady = false;
	bool _checkOnly = false;
	bool _describe = false;
	bool _help = false;
};


} // namespace AuthServer


int main(int argc, char** argv)
{
	try
	{
		// Before the first thread: all threads inherit it, and SignalThread alone
		// takes the signals.
		AuthPlug::Host::SignalThread::block();
		AuthServer::AuthServerApplication application;
		return application.run(argc, argv);
	}
	catch (const std::exception& exception)
	{
		std::cerr << "auth-server: " << exception.what() << std::endl;
		return Poco::Util::Application::EXIT_SOFTWARE;
	}
}
