//
// Witness.h
//
// Tests: fault
//
// What happened, told beside the database.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Witness_INCLUDED
#define AuthPlug_Tests_Witness_INCLUDED


#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <unistd.h>


namespace AuthPlug {
namespace Tests {


class Witness
	/// Appends lines to a file that all server processes share. A line that was
	/// written is there, however the process ends. Thread-safe.
	///
	///     granted    the database has acknowledged a charge
	///     doubt      a charge was sent and never answered
	///     verified   a password is about to be checked
	///     committed  a change was acknowledged
	///     unknown    the COMMIT of a change was never answered
{
public:
	explicit Witness(const std::string& path): _descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
	{
		if (_descriptor < 0) throw std::runtime_error("can't write " + path);
	}

	Witness(const Witness&) = delete;
	Witness& operator = (const Witness&) = delete;

	~Witness()
	{
		::close(_descriptor);
	}

	void note(const std::string& word) noexcept
	{
		const std::string line = word + "\n";
		if (::write(_descriptor, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(3);
	}

private:
	const int _descriptor;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Witness_INCLUDED
