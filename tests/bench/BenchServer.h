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
#include <vector>


namespace AuthPlug {
namespace Tests {


struct DatabasePlace
	/// Where a server finds its tables.
{
	std::string socket;
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
		bare,     /// a reference: a POCO server without either
		select,   /// the same, which asks for one row through the product's pool
		nginx     /// for scale; answers as the bare one does, and has no database
	};

	struct Options
	{
		std::uint32_t threads = 320;      /// http.threads; a reference can't serve more connections; 0: the product's default
		std::uint32_t connections = 0;    /// http.connections; 0: its default
		std::uint32_t hashQueue = 0;      /// hash.queue; 0: its default
		std::size_t processors = 0;       /// only so many, the first ones; 0: all
		bool procedure = false;           /// storage.procedure: a change is one call
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
	std::vector<std::string> commandOf(Kind kind, const Options& options) const;
	void writeProperties(const DatabasePlace& place, const Options& options);
	std::string startNginx(std::size_t connections);
	void awaitListener(const std::string& errors) const;
	double fromStatus(const std::string& key) const;

	TemporaryFolder _folder;
	const std::string _token;
	std::unique_ptr<ChildProcess> _process;
	std::uint16_t _port = 0;
	std::uint64_t _serial = 0;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_BenchServer_INCLUDED
