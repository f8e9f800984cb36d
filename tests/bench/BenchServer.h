//
// BenchServer.h
//
// Tests: bench
//
// A server process that is measured.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_BenchServer_INCLUDED
#define AuthPlug_Tests_BenchServer_INCLUDED


#include "ChildProcess.h"
#include "TemporaryFolder.h"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <sys/types.h>


namespace AuthPlug {
namespace Tests {


struct DatabasePlace
	/// Where a server finds its tables, over TCP on 127.0.0.1.
{
	std::uint16_t port = 0;
	std::string user;
	std::string password;
	std::string database;
};


class BenchServer
	/// Ends with this object.
{
public:
	enum class Kind
	{
		product,  /// a host with the SDK and the password plugin, which knows its users' tokens by heart
		bare,     /// the reference, a POCO server without either
		nginx     /// for scale; answers as the bare one does, and has no database
	};

	struct Options
	{
		std::uint32_t threads = 320;      /// http.threads; connections beyond would wait
		std::uint32_t hashQueue = 0;      /// hash.queue; 0: its default
		std::size_t processors = 0;       /// only so many, the first ones; 0: all
	};

	BenchServer(Kind kind, const DatabasePlace& place, const Options& options);
		/// Starts it; returns when it serves. Throws std::runtime_error.

	~BenchServer();

	std::uint16_t port() const;
	pid_t pid() const;

	double residentMiB() const;
	double peakResidentMiB() const;

	std::string request(const std::string& user, const std::string& body);
		/// Returns a whole request of this user to the product, with a token
		/// that was never used before.

	static std::string request(const std::string& path, const std::string& authorization, const std::string& body);
		/// Returns a whole request.

	static constexpr const char* ROUTE = "/user/password/old-password";

private:
	void writeProperties(const DatabasePlace& place, const Options& options);
	std::string startNginx(std::size_t processors);
	double fromStatus(const std::string& key) const;

	TemporaryFolder _folder;
	const std::string _token;
	std::unique_ptr<ChildProcess> _process;
	std::uint16_t _port = 0;
	std::uint64_t _serial = 0;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_BenchServer_INCLUDED
