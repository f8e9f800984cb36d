//
// ChildProcess.h
//
// Tests: support
//
// A program that runs beside the test.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_ChildProcess_INCLUDED
#define AuthPlug_Tests_ChildProcess_INCLUDED


#include <fstream>
#include <string>
#include <sys/types.h>
#include <vector>


namespace AuthPlug {
namespace Tests {


class ChildProcess
	/// A program with its standard input and output connected to the test.
	/// It gets SIGTERM when this object or the test process ends. Not
	/// thread-safe.
{
public:
	ChildProcess(const std::vector<std::string>& command, const std::vector<std::string>& environment = {}, const std::string& errorFile = std::string());
		/// Starts it. `environment` holds NAME=VALUE to add; its errors go to
		/// errorFile if one is named. What it prints is kept in
		/// $AUTHPLUG_TEST_DIR/children as well, if that is set. Throws
		/// std::runtime_error.

	ChildProcess(const ChildProcess&) = delete;
	ChildProcess& operator = (const ChildProcess&) = delete;

	~ChildProcess();

	pid_t pid() const;

	void writeLine(const std::string& line);
		/// Throws std::runtime_error if the program doesn't read any more.

	bool readLine(std::string& line, int timeoutSeconds = 60);
		/// Returns false at the end of the output; throws std::runtime_error
		/// when the time is over.

	int signalAndWait(int signal, int timeoutSeconds = 20);
		/// Returns the exit status, or 128 + the signal that ended it. Throws
		/// std::runtime_error, and kills the program, when the time is over.

	int wait(int timeoutSeconds = 20);

private:
	bool hasOutput(int timeoutMillis) const;
		/// Waits until the program has printed something, or closed its output.

	bool readMore();
		/// Appends what it has printed to the buffer. Returns false at the end.

	pid_t _pid = -1;
	int _input = -1;
	int _output = -1;
	std::string _buffer;
	std::ofstream _record;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_ChildProcess_INCLUDED
