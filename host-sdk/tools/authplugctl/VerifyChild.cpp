//
// VerifyChild.cpp
//
// Tool:    authplugctl
// Module:  VerifyChild
//
// SPDX-License-Identifier: BSL-1.0
//


#include "VerifyChild.h"
#include "ExitStatus.h"
#include "Generation.h"
#include "InertServices.h"
#include "JsonText.h"
#include "Loader.h"
#include "PluginFolder.h"
#include "Refusal.h"
#include "RunFolder.h"
#include <Poco/Crypto/OpenSSLInitializer.h>
#include <Poco/Exception.h>
#include <Poco/Path.h>
#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>


namespace AuthPlug {
namespace Ctl {


namespace {


constexpr std::string_view CONFIG_SUFFIX = ".properties";
constexpr std::string_view LIBRARY_SUFFIX = ".so";


bool endsIn(const std::string& text, std::string_view suffix)
{
	return text.size() > suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}


struct Place
	// Where the plugin's files are.
{
	explicit Place(const VerifyChild::Task& task)
	{
		const Poco::Path path = Poco::Path(task.file).makeAbsolute();
		const std::string fileName = path.getFileName();
		const std::string folder = path.parent().toString();
		isLibrary = endsIn(fileName, LIBRARY_SUFFIX);
		if (!isLibrary && !endsIn(fileName, CONFIG_SUFFIX)) throw Host::Refusal(task.file + ": wanted a .properties file or a .so");
		name = fileName.substr(0, fileName.size() - (isLibrary ? LIBRARY_SUFFIX : CONFIG_SUFFIX).size());
		configs = withoutSlash(folder);
		if (isLibrary) libraries = configs;
		else if (!task.pluginDirectory.empty()) libraries = task.pluginDirectory;
		else libraries = withoutSlash(path.parent().parent().toString()) + "/plugins";
	}

	static std::string withoutSlash(std::string folder)
	{
		if (folder.size() > 1) folder.pop_back();
		return folder;
	}

	bool isLibrary;
	std::string name;
	std::string configs;
	std::string libraries;
};


} // namespace


std::vector<std::string> VerifyChild::Task::arguments() const
{
	return {OPTION, file, pluginDirectory, trustedKeys, runDirectory};
}


VerifyChild::Task VerifyChild::Task::from(const std::vector<std::string>& arguments)
{
	return {arguments.at(1), arguments.at(2), arguments.at(3), arguments.at(4)};
}


VerifyChild::VerifyChild(const Task& task): _task(task)
{
	// It ends with authplugctl, and leaves no memory image behind if it crashes.
	::prctl(PR_SET_PDEATHSIG, SIGKILL);
	const ::rlimit none{0, 0};
	::setrlimit(RLIMIT_CORE, &none);
}


int VerifyChild::run()
{
	try
	{
		verify();
		report("passed", "");
		return EXIT_OK;
	}
	catch (const Host::Refusal& refusal)
	{
		report("refused", refusal.what());
	}
	catch (const Poco::Exception& exception)
	{
		report("refused", exception.displayText());
	}
	catch (const std::exception& exception)
	{
		report("refused", exception.what());
	}
	return EXIT_NOT_OK;
}


void VerifyChild::verify()
{
	report("step", "configuration");
	const Place place(_task);
	const Host::PluginFolder folder(place.configs, place.libraries, _task.trustedKeys);
	const Host::PluginFiles files = place.isLibrary ? folder.assume(place.name, "library = " + place.name + "\n") : folder.lookAt(place.name);
	if (!files.library.empty()) report("library", folder.libraryPath(files.library));

	// As the host does: see docs/decisions/0040-openssl-is-held.md.
	const Poco::Crypto::OpenSSLInitializer openSsl;
	const Host::RunFolder copies(_task.runDirectory);
	InertServices services;
	Host::Loader::Options options{Host::ElfGate::Options(), 0};
	options.entering = [](const std::string& step) { if (step != "configuration") report("step", step); };
	Host::Loader loader(folder, copies, services.registry, services.clock, options);

	const std::unique_ptr<Host::Generation> plugin = loader.open(place.name, files, nullptr);
	report("sha256", plugin->origin().sha256);
	loader.create(*plugin);
	report("version", plugin->version());
	report("step", "unload");
	if (!plugin->finish()) throw Host::Refusal(folder.libraryPath(files.library) + ": unload: it stays mapped after it was closed");
}


void VerifyChild::report(const char* name, const std::string& value)
{
	std::string line = "{";
	Host::appendQuoted(line, name);
	line += ":";
	Host::appendQuoted(line, value);
	line += "}\n";
	// One write: a crash can't leave half of it.
	if (::write(REPORT, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(EXIT_SOFTWARE);
}


} } // namespace AuthPlug::Ctl
