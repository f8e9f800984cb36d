//
// ChildProcess.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ChildProcess.h"
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


namespace {


[[noreturn]] void become(const std::vector<std::string>& command, const std::vector<std::string>& environment, const std::string& errorFile, int input, int output)
	/// The child's side of the fork.
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	setpgid(0, 0);
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	if (!errorFile.empty())
	{
		const int errors = open(errorFile.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
		if (errors >= 0) dup2(errors, STDERR_FILENO);
	}
	for (int descriptor = 3; descriptor < 256; ++descriptor) close(descriptor);
	for (const std::string& entry : environment) putenv(const_cast<char*>(entry.c_str()));
	std::vector<char*> arguments;
	for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
	arguments.push_back(nullptr);
	execvp(arguments[0], arguments.data());
	_exit(127);
}


std::ofstream recordOf(const std::string& program, pid_t pid)
{
	const char* folder = std::getenv("AUTHPLUG_TEST_DIR");
	if (!folder || !*folder) return std::ofstream();
	const std::filesystem::path children = std::filesystem::path(folder) / "children";
	std::filesystem::create_directories(children);
	return std::ofstream(children / (std::filesystem::path(program).filename().string() + "-" + std::to_string(pid) + ".txt"));
}


} // namespace


ChildProcess::ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment, const std::string& errorFile)
{
	int input[2];
	int output[2];
	if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
	_pid = fork();
	if (_pid < 0) throw std::runtime_error("no process");
	if (_pid == 0) become(command, environment, errorFile, input[0], output[1]);
	close(input[0]);
	close(output[1]);
	_input = input[1];
	_output = output[0];
	std::signal(SIGPIPE, SIG_IGN);
	_record = recordOf(command[0], _pid);
}


ChildProcess::~ChildProcess()
{
	try
	{
		if (_pid > 0) signalAndWait(SIGTERM);
	}
	catch (const std::runtime_error&)
	{
		// It was killed; there is nobody to tell.
	}
	if (_input >= 0) close(_input);
	if (_output >= 0) close(_output);
}


pid_t ChildProcess::pid() const
{
	return _pid;
}


void ChildProcess::writeLine(const std::string& line)
{
	const std::string text = line + "\n";
	std::size_t written = 0;
	while (written < text.size())
	{
		const ssize_t n = write(_input, text.data() + written, text.size() - written);
		if (n < 0 && errno == EINTR) continue;
		if (n <= 0) throw std::runtime_error("the program does not read its input");
		written += static_cast<std::size_t>(n);
	}
}


bool ChildProcess::readLine(std::string& line, int timeoutSeconds)
{
	const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(timeoutSeconds);
	while (true)
	{
		const std::string::size_type newline = _buffer.find('\n');
		if (newline != std::string::npos)
		{
			line = _buffer.substr(0, newline);
			_buffer.erase(0, newline + 1);
			return true;
		}
		if (std::chrono::steady_clock::now() > end) throw std::runtime_error("the program says nothing");
		if (hasOutput(200) && !readMore()) return false;
	}
}


bool ChildProcess::hasOutput(int timeoutMillis) const
{
	pollfd entry{_output, POLLIN, 0};
	return poll(&entry, 1, timeoutMillis) > 0;
}


bool ChildProcess::readMore()
{
	char piece[4096];
	const ssize_t n = read(_output, piece, sizeof(piece));
	if (n < 0 && errno == EINTR) return true;
	if (n <= 0) return false;
	_buffer.append(piece, static_cast<std::size_t>(n));
	_record.write(piece, n);
	_record.flush();
	return true;
}


int ChildProcess::signalAndWait(int signal, int timeoutSeconds)
{
	if (_pid > 0) ::kill(_pid, signal);
	return wait(timeoutSeconds);
}


int ChildProcess::wait(int timeoutSeconds)
{
	const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(timeoutSeconds);
	int status = 0;
	while (waitpid(_pid, &status, WNOHANG) == 0)
	{
		if (std::chrono::steady_clock::now() > end)
		{
			::kill(-_pid, SIGKILL);
			::kill(_pid, SIGKILL);
			waitpid(_pid, &status, 0);
			_pid = -1;
			throw std::runtime_error("the program did not end in time");
		}
		// Its output must not fill the pipe while it ends.
		if (hasOutput(20) && !readMore()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
	}
	// Programs that it has started may still hold the pipe: no waiting for its end.
	while (hasOutput(0) && readMore()) {}
	_pid = -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}


} } // namespace AuthPlug::Tests
