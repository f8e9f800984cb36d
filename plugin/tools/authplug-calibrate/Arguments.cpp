//
// Arguments.cpp
//
// Tool:    authplug-calibrate
// Module:  Arguments
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Arguments.h"
#include <Poco/NumberParser.h>


namespace AuthPlug {
namespace Calibrate {


namespace {


double numberIn(const std::string& option, const std::string& text, double least, double most)
{
	double value = 0;
	const bool valid = Poco::NumberParser::tryParseFloat(text, value) && value >= least && value <= most;
	if (!valid) throw UsageError(option + ": wanted a number from " + std::to_string(static_cast<long>(least)) + " to " + std::to_string(static_cast<long>(most)) + ", got " + text);
	return value;
}


std::uint64_t wholeNumberIn(const std::string& option, const std::string& text, std::uint64_t most)
{
	const double value = numberIn(option, text, 1, static_cast<double>(most));
	if (value != static_cast<double>(static_cast<std::uint64_t>(value))) throw UsageError(option + ": wanted a whole number, got " + text);
	return static_cast<std::uint64_t>(value);
}


std::string engineIn(const std::string& text)
{
	if (text != "auto" && text != "fast" && text != "libsodium") throw UsageError("--engine: wanted auto, fast or libsodium, got " + text);
	return text;
}


} // namespace


Arguments Arguments::parse(const std::vector<std::string>& words)
{
	Arguments arguments;
	for (std::size_t i = 0; i < words.size(); ++i)
	{
		const std::string::size_type sign = words[i].find('=');
		const std::string name = words[i].substr(0, sign);
		const auto value = [&]
		{
			if (sign != std::string::npos) return words[i].substr(sign + 1);
			if (i + 1 == words.size()) throw UsageError(name + " needs a value");
			return words[++i];
		};
		if (name == "--latency") arguments.wish.latencyMillis = numberIn(name, value(), 1, 60000);
		else if (name == "--memory") arguments.wish.memoryMiB = wholeNumberIn(name, value(), 1u << 20);
		else if (name == "--slots") arguments.wish.slots = static_cast<std::size_t>(wholeNumberIn(name, value(), 1024));
		else if (name == "--engine") arguments.engine = engineIn(value());
		else if (words[i] == "--help") arguments.help = true;
		else if (words[i] == "--version") arguments.version = true;
		else throw UsageError("unknown option " + words[i]);
	}
	return arguments;
}


std::string Arguments::usage()
{
	return
		"authplug-calibrate [option...]\n"
		"\n"
		"Measures this machine and prints the lines of host.properties and of the\n"
		"plugin's .properties file that make a password hash as costly as was wished:\n"
		"first as much memory as there is, then as many passes as the time allows\n"
		"(RFC 9106, section 4). Never less than the plugin takes, m=19456 KiB and t=2.\n"
		"\n"
		"  --latency MS     time of one hash, with all slots busy; default: 50. A change\n"
		"                   takes two, and waits for others before\n"
		"  --memory MIB     memory of all slots together; default: 256\n"
		"  --slots N        hashes at a time; default: as many as processors that this\n"
		"                   process may use by affinity mask and control groups\n"
		"  --engine NAME    auto, fast or libsodium, as hash.engine; default: auto\n"
		"  --version        print the version\n"
		"  --help           print this text\n"
		"\n"
		"Run it where the server will run, in its container and while nothing else\n"
		"does. It takes up to half a minute, and the memory that it is granted.\n"
		"\n"
		"Exit status: 0 done; 1 done, but the floor itself takes longer than was\n"
		"wished; 64 wrong usage; 69 too little memory; 70 another error.\n";
}


Password::EngineChoice Arguments::engineChoice() const
{
	if (engine == "fast") return Password::EngineChoice::fast;
	return engine == "libsodium" ? Password::EngineChoice::libsodium : Password::EngineChoice::automatic;
}


} } // namespace AuthPlug::Calibrate
