//
// BareHttp.cpp
//
// Tests: bench
//
//   bench-bare THREADS REQUESTS
//
// A bare server with so many threads, and requests on a connection. PUT /status/N
// answers with that status.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "BareServer.h"


int main(int argc, char** argv)
{
	if (argc != 3) return 64;
	serveBare(argv[1], argv[2], [](const std::string& path) { return std::stoi(path.substr(8)); });
	return 0;
}
