//
// Arguments.cpp
//
// Tool:    authplugctl
// Module:  Arguments
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arguments.h"
#include <Poco/Exception.h>
#include <Poco/NumberParser.h>
#include <array>
#include <cstdlib>
#include <getopt.h>
#include <map>
#include <set>


namespace AuthPlug {
namespace Ctl {


namespace {


using Command = Arguments::Command;

constexpr const char* DEFAULT_SOCKET = "/run/authplug/control.sock";
constexpr const char* SOCKET_VARIABLE = "AUTHPLUG_CONTROL";
constexpr double MAX_SECONDS = 24*3600;

enum Option: int
	// Beyond those of one letter.
{
	socketOption = 256,
	jsonOption,
	timeoutOption,
	pluginsOption,
	trustedKeysOption,
	helpOption,
	versionOption
};


constexpr std::array<::option, 8> OPTIONS = {{
	{"socket", required_argument, nullptr, socketOption},
	{"json", no_argument, nullptr, jsonOption},
	{"timeout", required_argument, nullptr, timeoutOption},
	{"plugins", required_argument, nullptr, pluginsOption},
	{"trusted-keys", required_argument, nullptr, trustedKeysOption},
	{"help", no_argument, nullptr, helpOption},
	{"version", no_argument, nullptr, versionOption},
	{nullptr, 0, nullptr, 0}
}};


struct Form
	// What a command takes.
{
	Command command;
	std::set<int> options;
	std::size_t least;  // operands
	std::size_t most;
};


const std::map<std::string, Form> COMMANDS = {
	{"status", {Command::status, {socketOption, jsonOption}, 0, 0}},
	{"reload", {Command::reload, {socketOption, jsonOption, timeoutOption}, 0, 0}},
	{"drain", {Command::drain, {socketOption, jsonOption, timeoutOption}, 0, 1000}},
	{"verify", {Command::verify, {pluginsOption, trustedKeysOption, jsonOption, timeoutOption}, 1, 1}},
};


const char* nameOf(int option)
{
	for (const ::option& known: OPTIONS)
	{
		if (known.name && known.val == option) return known.name;
	}
	return "";
}


std::chrono::milliseconds secondsOf(const std::string& text)
{
	double seconds = 0;
	const bool valid = Poco::NumberParser::tryParseFloat(text, seconds) && seconds >= 0.001 && seconds <= MAX_SECONDS;
	if (!valid) throw UsageError("--timeout: wanted seconds, up to " + std::to_string(static_cast<int>(MAX_SECONDS)) + ", got " + text);
	return std::chrono::milliseconds(static_cast<std::int64_t>(seconds*1000));
}


std::string defaultSocket()
{
	const char* const value = std::getenv(SOCKET_VARIABLE);
	return value && *value ? value : DEFAULT_SOCKET;
}


void fillIn(Arguments& arguments, int option)
{
	switch (option)
	{
	case socketOption: arguments.socketPath = optarg; return;
	case jsonOption: arguments.json = true; return;
	case timeoutOption: arguments.timeout = secondsOf(optarg); return;
	case pluginsOption: arguments.pluginDirectory = optarg; return;
	case trustedKeysOption: arguments.trustedKeys = optarg; return;
	default: return;
	}
}


void apply(const Form& form, const std::string& name, const std::set<int>& given, Arguments& arguments)
{
	for (const int option: given)
	{
		if (!form.options.count(option)) throw UsageError(name + " has no option --" + nameOf(option));
	}
	if (arguments.operands.size() < form.least) throw UsageError(name + ": which file?");
	if (arguments.operands.size() > form.most) throw UsageError(name + ": too many arguments, from " + arguments.operands[form.most]);
	arguments.command = form.command;
}


} // namespace


Arguments Arguments::parse(int argc, char** argv)
{
	Arguments arguments;
	arguments.socketPath = defaultSocket();
	std::set<int> given;
	opterr = 0;
	for (int option; (option = ::getopt_long(argc, argv, ":", OPTIONS.data(), nullptr)) != -1;)
	{
		const std::string word = argv[optind - 1];
		if (option == '?') throw UsageError("unknown option " + word);
		if (option == ':') throw UsageError(word + " needs a value");
		if (option == helpOption) return arguments;
		if (option == versionOption)
		{
			arguments.command = Command::version;
			return arguments;
		}
		fillIn(arguments, option);
		given.insert(option);
	}
	if (optind == argc) throw UsageError("wanted a command");
	const std::string name = argv[optind];
	arguments.operands.assign(argv + optind + 1, argv + argc);
	const auto form = COMMANDS.find(name);
	if (form == COMMANDS.end()) throw UsageError("unknown command " + name);
	apply(form->second, name, given, arguments);
	return arguments;
}


std::string Arguments::usage()
{
	return
R"(authplugctl [--socket PATH] status [--json]
authplugctl [--socket PATH] reload [--timeout SECONDS] [--json]
authplugctl [--socket PATH] drain  [--timeout SECONDS] [--json] [PLUGIN...]
authplugctl verify FILE [--plugins DIR] [--trusted-keys FILE]
                        [--timeout SECONDS] [--json]

Shows and controls the plugins of a running host, or checks one without a host.

  status   what is loaded, what it serves, what was refused and why
  reload   read all files again; wait until what is new serves. Brings back what
           was drained
  drain    take these plugins, or all there are, out of force and wait until no
           request is inside. Their routes answer 503 and no change of a file
           brings them back before `reload`
  verify   take a .properties file, or a .so with default settings, through all
           steps of loading up to create, in a process of its own; FILE is not
           changed and needs no host. Its library is looked for in the folder
           `plugins` beside the file's own

  --socket PATH        the host's control.socket; else $AUTHPLUG_CONTROL, else
                       /run/authplug/control.sock
  --json               print JSON instead of a table
  --timeout SECONDS    how long to wait: 60 for reload and drain, 30 for verify,
                       unless given. What was asked for goes on
  --plugins DIR        folder of the libraries
  --trusted-keys FILE  the host's plugins.trusted_keys
  --help, --version

The exit status is
  0   all is well
  1   a plugin is rejected, lingering or stuck, a reload failed, the host
      refused the command, or FILE did not pass
  2   the host can't be reached
  3   not done when --timeout was over
  64  the command line makes no sense
  70  authplugctl itself failed
)";
}


} } // namespace AuthPlug::Ctl
