//
// SigningBench.h
//
// Tests: reload
//
// Keys and signatures as an operator makes them, with the openssl program.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_SigningBench_INCLUDED
#define AuthPlug_Tests_SigningBench_INCLUDED


#include "TemporaryFolder.h"
#include <string>


namespace AuthPlug {
namespace Tests {


class SigningBench
{
public:
	void makeKey(const std::string& name, const std::string& arguments = "-algorithm ed25519") const;
		/// Makes the files `<name>.pem` and `<name>.pub`.

	std::string publicKey(const std::string& name) const;
	std::string privateKey(const std::string& name) const;

	std::string sign(const std::string& bytes, const std::string& name) const;
		/// Returns the 64 bytes of a signature.

	static std::string base64(const std::string& bytes);

	std::string fingerprint(const std::string& name) const;

	static std::string run(const std::string& command);
		/// Runs a shell command and returns its standard output. Throws
		/// std::runtime_error unless it ends with status 0.

	static std::string read(const std::string& path);

	TemporaryFolder folder;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_SigningBench_INCLUDED
