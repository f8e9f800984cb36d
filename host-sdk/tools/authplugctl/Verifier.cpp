//
// Verifier.cpp
//
// Tool:    authplugctl
// Module:  Verifier
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Verifier.h"
#include "TerminalText.h"
#include "VerifyChild.h"
#include <Poco/Exception.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <iostream>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>


namespace AuthPlug {
namespace Ctl {


namespace {


using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds DEFAULT_TIMEOUT(30000);
constexpr std::size_t MAX_OUTPUT = 64*1024;
constexpr std::size_t MAX_LINE = 64*1024;


class WorkFolder
	/// A new folder of mode 0700 for the private copy; a child that crashes
	/// leaves things in it.
{
public:
	WorkFolder(): _path((std::filesystem::temp_directory_path() / "authplugctl-XXXXXX").string())
	{
		if (!::mkdtemp(_path.data())) throw Poco::SystemException("can't make a folder " + _path, std::strerror(errno));
	}

	WorkFolder(const WorkFolder&) = delete;
	WorkFolder& operator = (const WorkFolder&) = delete;

	~WorkFolder()
	{
		std::error_code ignored;  // a leftover does no harm
		std::filesystem::remove_all(_path, ignored);
	}

	const std::string& path() const noexcept
	{
		return _path;
	}

private:
	std::string _path;
};


class Lines
	/// The lines that come from a descriptor, which it closes.
{
public:
	explicit Lines(int fd): _fd(fd)
	{
	}

	Lines(const Lines&) = delete;
	Lines& operator = (const Lines&) = delete;

	~Lines()
	{
		::close(_fd);
	}

	int descriptor() const noexcept
		/// Returns -1 at the end.
	{
		return _ended ? -1 : _fd;
	}

	void read(const std::function<void(const std::string&)>& take)
	{
		char piece[4096];
		const ssize_t count = ::read(_fd, piece, sizeof(piece));
		if (count < 0 && errno == EINTR) return;
		_ended = count <= 0;
		if (!_ended) _input.append(piece, static_cast<std::size_t>(count));
		for (std::size_t end; (end = _input.find('\n')) != std::string::npos; _input.erase(0, end + 1)) take(_input.substr(0, end));
		if ((_ended && !_input.empty()) || _input.size() > MAX_LINE) take(std::exchange(_input, ""));
	}

private:
	const int _fd;
	bool _ended = false;
	std::string _input;
};


[[noreturn]] void become(const std::vector<std::string>& arguments, int reports, int output)
	// The child's side of the fork.
{
	::setpgid(0, 0);
	const int nothing = ::open("/dev/null", O_RDONLY);
	::dup2(nothing, STDIN_FILENO);
	::dup2(output, STDOUT_FILENO);
	::dup2(output, STDERR_FILENO);
	// Out of the way first: it may be anything, and must lose its close-on-exec.
	const int report = ::fcntl(reports, F_DUPFD, 10);
	::dup2(report, VerifyChild::REPORT);
	::close_range(VerifyChild::REPORT + 1, ~0u, 0);

	std::string program = "authplugctl";
	std::vector<char*> words = {program.data()};
	for (const std::string& argument: arguments) words.push_back(const_cast<char*>(argument.c_str()));
	words.push_back(nullptr);
	::execv("/proc/self/exe", words.data());
	::_exit(127);
}


int patience(Clock::time_point until)
{
	const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
	return static_cast<int>(std::max<std::int64_t>(left, 0));
}


std::string signalName(int number)
{
	const char* const name = ::sigabbrev_np(number);
	return name ? "SIG" + std::string(name) : "signal " + std::to_string(number);
}


} // namespace


Verifier::Verifier(const Arguments& arguments):
	_arguments(arguments), _timeout(arguments.timeout.count() > 0 ? arguments.timeout : DEFAULT_TIMEOUT)
{
	_report.file = arguments.operands.at(0);
}


VerifyReport Verifier::run()
{
	const WorkFolder folder;
	const Child child = start(folder.path());
	follow(child);

	// Whatever the plugin has started ends with it.
	::kill(-child.pid, SIGKILL);
	int status = 0;
	while (::waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {}
	conclude(status);
	return _report;
}


Verifier::Child Verifier::start(const std::string& runDirectory) const
{
	int reports[2];
	int output[2];
	if (::pipe2(reports, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0) throw Poco::SystemException("can't make a pipe", std::strerror(errno));
	const VerifyChild::Task task{_report.file, _arguments.pluginDirectory, _arguments.trustedKeys, runDirectory};
	const std::vector<std::string> arguments = task.arguments();
	const pid_t pid = ::fork();
	if (pid < 0) throw Poco::SystemException("can't make a process", std::strerror(errno));
	if (pid == 0) become(arguments, reports[1], output[1]);
	::setpgid(pid, pid);
	::close(reports[1]);
	::close(output[1]);
	// By number: the header of glibc 2.36 declares pidfd_open() as C++.
	const int end = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
	if (end < 0) throw Poco::SystemException("can't watch a process", std::strerror(errno));
	return {pid, reports[0], output[0], end};
}


void Verifier::follow(const Child& child)
	// Until it ends, or the time is over. What it has started may go on and hold
	// its pipes, so their end is not waited for.
{
	const auto until = Clock::now() + _timeout;
	Lines reports(child.reports);
	Lines output(child.output);
	const auto readOne = [&](int timeout)
	{
		::pollfd events[] = {{reports.descriptor(), POLLIN, 0}, {output.descriptor(), POLLIN, 0}, {timeout == 0 ? -1 : child.end, POLLIN, 0}};
		const int ready = ::poll(events, 3, timeout);
		if (events[1].revents) output.read([this](const std::string& line) { show(line); });
		if (events[0].revents) reports.read([this](const std::string& line) { take(line); });
		if (ready == 0) _report.timedOut = timeout != 0;
		return ready != 0 && !events[2].revents;
	};
	while (readOne(std::max(patience(until), 1))) {}
	if (!_report.timedOut) while (readOne(0)) {}
	::close(child.end);
}


void Verifier::take(const std::string& line)
{
	try
	{
		const auto object = Poco::JSON::Parser().parse(line).extract<Poco::JSON::Object::Ptr>();
		if (object->has("step")) _report.steps.push_back(object->getValue<std::string>("step"));
		if (object->has("library")) _report.library = object->getValue<std::string>("library");
		if (object->has("sha256")) _report.sha256 = object->getValue<std::string>("sha256");
		if (object->has("version")) _report.version = object->getValue<std::string>("version");
		if (object->has("refused")) _report.reason = object->getValue<std::string>("refused");
		_report.passed = _report.passed || object->has("passed");
		_finished = _finished || object->has("passed") || object->has("refused");
	}
	catch (const Poco::Exception&)
	{
		// Only a plugin that writes there itself sends such a line.
		show(line);
	}
}


void Verifier::show(const std::string& line)
{
	if (_shown > MAX_OUTPUT) return;
	_shown += line.size() + 1;
	std::cerr << "plugin: " << printable(line) << (_shown > MAX_OUTPUT ? "\nplugin: (more was left out)" : "") << std::endl;
}


void Verifier::conclude(int status)
{
	if (_report.timedOut)
	{
		_report.reason = "did not end within " + inSeconds(_timeout) + ", and was killed";
	}
	else if (!_finished || (_report.passed && WIFSIGNALED(status)))
	{
		_report.reason = WIFSIGNALED(status) ? "ended by " + signalName(WTERMSIG(status)) : "ended with status " + std::to_string(WEXITSTATUS(status));
	}
	else
	{
		return;
	}
	_report.passed = false;
	if (!_report.steps.empty()) _report.reason = _report.steps.back() + ": the process that ran it " + _report.reason;
}


} } // namespace AuthPlug::Ctl
