//
// SocketTest.cpp
//
// Tests: control
//
// Where the control socket is, and who may use it.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/ControlService.h"
#include "AuthPlug/Host/ServiceRegistry.h"
#include "AuthPlug/Host/SystemClock.h"
#include "Cases.h"
#include "ControlBench.h"
#include <Poco/Exception.h>
#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>


using namespace AuthPlug;
using namespace AuthPlug::Tests;


namespace {


constexpr uid_t SOMEBODY_ELSE = 65534;


bool exists(const std::string& path)
{
	struct ::stat status{};
	return ::lstat(path.c_str(), &status) == 0;
}


std::string heardBySomebodyElse(const ControlBench& bench)
	// Returns what another user gets from the socket, or why not even that.
	// The folder's own name is not passed through: others may not.
{
	int ends[2];
	CPPUNIT_ASSERT_EQUAL(0, ::pipe(ends));
	const pid_t pid = ::fork();
	if (pid == 0)
	{
		std::string heard = "no other user";
		if (::chdir(bench.folder.path().c_str()) == 0 && ::setgid(SOMEBODY_ELSE) == 0 && ::setuid(SOMEBODY_ELSE) == 0)
		{
			try
			{
				heard = ControlClient::ask("control.sock", STATUS);
			}
			catch (const std::exception& exception)
			{
				heard = exception.what();
			}
		}
		if (::write(ends[1], heard.data(), heard.size()) < 0) ::_exit(1);
		::_exit(0);
	}
	::close(ends[1]);
	std::string heard;
	char piece[4096];
	for (ssize_t count; (count = ::read(ends[0], piece, sizeof(piece))) > 0;) heard.append(piece, static_cast<std::size_t>(count));
	::close(ends[0]);
	int status = 0;
	::waitpid(pid, &status, 0);
	return heard;
}


void needRoot()
{
	if (::geteuid() != 0) throw Skipped("needs root to be somebody else");
}


class SilentLog: public Api::Log
{
public:
	void write(Api::LogLevel, std::string_view, const Api::LogField*, std::size_t) noexcept override
	{
	}
};


std::string faultOf(const std::string& path)
	// Returns why a service can't be started there.
{
	Host::SystemClock clock;
	Host::ServiceRegistry services;
	Host::Routes routes;
	SilentLog log;
	Host::PluginManager plugins(Host::PluginManager::Options(), services, routes, clock, log);
	Host::ControlService service({path}, plugins, log);
	try
	{
		service.start();
		return "started";
	}
	catch (const Poco::RuntimeException& exception)
	{
		return exception.message();
	}
}


} // namespace


AUTHPLUG_CASES(SocketTest)
{
	addCase(suite, "its mode is 0600 whatever the umask", []
	{
		ControlBench bench;
		const mode_t before = ::umask(0);
		bench.start();
		::umask(before);
		struct ::stat status{};
		CPPUNIT_ASSERT_EQUAL(0, ::lstat(bench.socket().c_str(), &status));
		CPPUNIT_ASSERT(S_ISSOCK(status.st_mode));
		CPPUNIT_ASSERT_EQUAL(mode_t(0600), status.st_mode & 07777);
	});
	addCase(suite, "somebody else can't connect", []
	{
		needRoot();
		ControlBench bench;
		::chmod(bench.folder.path().c_str(), 0755);
		bench.start();
		CPPUNIT_ASSERT_EQUAL(std::string("Permission denied"), heardBySomebodyElse(bench));
	});
	addCase(suite, "and is refused if the mode was changed", []
	{
		needRoot();
		ControlBench bench;
		::chmod(bench.folder.path().c_str(), 0755);
		bench.start();
		::chmod(bench.socket().c_str(), 0666);
		CPPUNIT_ASSERT_EQUAL(
			std::string("{\"version\":1,\"type\":\"error\",\"code\":\"forbidden\",\"message\":\"only root and the host's own user may control it\"}\n"),
			heardBySomebodyElse(bench));
		CPPUNIT_ASSERT(bench.log().find("\"event\":\"control.refused\",\"uid\":\"65534\"") != std::string::npos);
		CPPUNIT_ASSERT(bench.ask(STATUS).find("\"result\"") != std::string::npos);
	});
	addCase(suite, "it goes with the host", []
	{
		ControlBench bench;
		bench.start();
		CPPUNIT_ASSERT(exists(bench.socket()));
		CPPUNIT_ASSERT_EQUAL(0, bench.stop(SIGTERM));
		CPPUNIT_ASSERT(!exists(bench.socket()));
	});
	addCase(suite, "what another process has put there stays", []
	{
		ControlBench bench;
		bench.start();
		std::filesystem::remove(bench.socket());
		bench.folder.write("control.sock", "another's");
		CPPUNIT_ASSERT_EQUAL(0, bench.stop(SIGTERM));
		CPPUNIT_ASSERT_EQUAL(std::string("another's"), contentOf(bench.socket()));
	});
	addCase(suite, "the socket of a process that was killed is replaced", []
	{
		ControlBench bench;
		bench.start();
		bench.stop(SIGKILL);
		CPPUNIT_ASSERT(exists(bench.socket()));
		bench.start();
		CPPUNIT_ASSERT_EQUAL(0, bench.ctl({"status"}).status);
	});
	addCase(suite, "the socket of a process that lives is not", []
	{
		ControlBench bench;
		bench.start();
		CPPUNIT_ASSERT_EQUAL(1, bench.startAndFail());
		CPPUNIT_ASSERT_EQUAL("control.socket " + bench.socket() + ": process " + std::to_string(bench.pid()) + " serves it\n", bench.errors());
		CPPUNIT_ASSERT_EQUAL(0, bench.ctl({"status"}).status);
	});
	addCase(suite, "nor that of one that is stopped", []
	{
		ControlBench bench;
		bench.start();
		::kill(bench.pid(), SIGSTOP);
		CPPUNIT_ASSERT_EQUAL(1, bench.startAndFail());
		::kill(bench.pid(), SIGCONT);
		CPPUNIT_ASSERT_EQUAL(0, bench.ctl({"status"}).status);
	});
	addCase(suite, "a file that is no socket is not touched", []
	{
		ControlBench bench;
		bench.folder.write("control.sock", "precious");
		CPPUNIT_ASSERT_EQUAL(1, bench.startAndFail());
		CPPUNIT_ASSERT_EQUAL(std::string("control.socket control.sock: there is a file that is no socket\n"), bench.without(bench.errors()));
		CPPUNIT_ASSERT_EQUAL(std::string("precious"), contentOf(bench.socket()));
	});
	addCase(suite, "nor is a symbolic link", []
	{
		ControlBench bench;
		std::filesystem::create_symlink(bench.folder.file("elsewhere"), bench.socket());
		CPPUNIT_ASSERT_EQUAL(1, bench.startAndFail());
		CPPUNIT_ASSERT(exists(bench.socket()));
		CPPUNIT_ASSERT(!exists(bench.folder.file("elsewhere")));
	});
	addCase(suite, "a folder that others can write to is refused", []
	{
		ControlBench bench;
		const std::string folder = bench.folder.folder("shared", 0777);
		bench.setHost("control.socket = " + folder + "/control.sock\n");
		CPPUNIT_ASSERT_EQUAL(1, bench.startAndFail());
		CPPUNIT_ASSERT_EQUAL(
			std::string("control.socket shared/control.sock: shared: mode: wanted not writable by group or others, got 0777\n"),
			bench.without(bench.errors()));
	});
	addCase(suite, "a missing folder is told", []
	{
		ControlBench bench;
		bench.setHost("control.socket = " + bench.folder.file("nowhere/control.sock") + "\n");
		CPPUNIT_ASSERT_EQUAL(1, bench.startAndFail());
		CPPUNIT_ASSERT_EQUAL(std::string("control.socket nowhere/control.sock: nowhere: No such file or directory\n"), bench.without(bench.errors()));
	});
	addCase(suite, "without the setting there is none", []
	{
		ControlBench bench;
		bench.install("good-1");
		bench.configure("library = thing\n");
		bench.setHost("control.socket =\n");
		bench.start();
		CPPUNIT_ASSERT_EQUAL(200, bench.get());
		CPPUNIT_ASSERT(!exists(bench.socket()));
	});
	addCase(suite, "a path that is too long is told", []
	{
		const TemporaryFolder folder;
		const std::string path = folder.file(std::string(108 - folder.path().size() - 1, 'x'));
		CPPUNIT_ASSERT_EQUAL("control.socket " + path + ": wanted a path of at most 107 bytes, got 108", faultOf(path));
		CPPUNIT_ASSERT_EQUAL(std::string("started"), faultOf(path.substr(0, 107)));
	});
	addCase(suite, "a host that can't start leaves none", []
	{
		ControlBench bench;
		bench.configure("library = missing\nrequired = true\n");
		CPPUNIT_ASSERT_EQUAL(1, bench.startAndFail());
		CPPUNIT_ASSERT(!exists(bench.socket()));
	});
	addCase(suite, "of many hosts that start at once one serves it", []
	{
		ControlBench bench;
		bench.start();
		bench.stop(SIGKILL);
		std::vector<std::unique_ptr<ChildProcess>> hosts;
		for (int i = 0; i < 6; ++i)
		{
			hosts.push_back(std::make_unique<ChildProcess>(std::vector<std::string>{AUTHPLUG_CONTROL_HOST, bench.folder.file("host.properties")},
				std::vector<std::string>(), bench.folder.file("errors")));
		}
		int serving = 0;
		for (const auto& host: hosts)
		{
			std::string line;
			serving += host->readLine(line) ? 1 : 0;
		}
		CPPUNIT_ASSERT_EQUAL(1, serving);
		CPPUNIT_ASSERT_EQUAL(0, bench.ctl({"status"}).status);
	});
}
