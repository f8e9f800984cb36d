//
// SigningBench.cpp
//
// Tests: reload
//
// See SigningBench.h.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "SigningBench.h"
#include <cstdio>
#include <iterator>


namespace AuthPlug {
namespace Tests {


void SigningBench::makeKey(const std::string& name, const std::string& arguments) const
{
	const std::string pem = folder.file(name + ".pem");
	run("openssl genpkey " + arguments + " -out " + pem + " 2>&1");
	run("openssl pkey -in " + pem + " -pubout -out " + folder.file(name + ".pub"));
}


std::string SigningBench::publicKey(const std::string& name) const
{
	return read(folder.file(name + ".pub"));
}


std::string SigningBench::privateKey(const std::string& name) const
{
	return read(folder.file(name + ".pem"));
}


std::string SigningBench::sign(const std::string& bytes, const std::string& name) const
{
	folder.write("bytes", bytes);
	run("openssl pkeyutl -sign -rawin -inkey " + folder.file(name + ".pem") + " -in " + folder.file("bytes") + " -out " + folder.file("sig"));
	return read(folder.file("sig"));
}


std::string SigningBench::base64(const std::string& bytes)
{
	const TemporaryFolder folder;
	return run("base64 -w0 " + folder.write("bytes", bytes));
}


std::string SigningBench::fingerprint(const std::string& name) const
{
	return run("openssl pkey -pubin -in " + folder.file(name + ".pub") + " -outform DER | sha256sum").substr(0, 64);
}


std::string SigningBench::run(const std::string& command)
{
	std::FILE* pipe = ::popen(command.c_str(), "r");
	if (!pipe) throw std::runtime_error("can't run " + command);
	std::string output;
	for (int c; (c = std::fgetc(pipe)) != EOF;) output += static_cast<char>(c);
	if (::pclose(pipe) != 0) throw std::runtime_error(command + " failed: " + output);
	return output;
}


std::string SigningBench::read(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	if (!in) throw std::runtime_error("can't read " + path);
	return std::string(std::istreambuf_iterator<char>(in), {});
}


} } // namespace AuthPlug::Tests
