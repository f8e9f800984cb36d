//
// OpenApi.h
//
// Tests: contract
//
// Answers, checked against the API's description.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_OpenApi_INCLUDED
#define AuthPlug_Tests_OpenApi_INCLUDED


#include "ChildProcess.h"
#include "Wire.h"
#include <mutex>
#include <string>


namespace AuthPlug {
namespace Tests {


class OpenApi
	/// The validator of docs/openapi.yaml, as a child process. Thread-safe.
{
public:
	OpenApi();

	std::string faults(const Request& request, const Answer& answer);
		/// Returns what is wrong with the answer, or an empty text. Adds the
		/// exchange to the file $AUTHPLUG_EXCHANGES_FILE, if there is one.

	std::string check(const Request& request, const Answer& answer);
		/// The same, without a record: for answers that were made up.

	static OpenApi& shared();

	static std::string document();
		/// Path of the API's description.

	static std::string program();
		/// Path of the validator.

private:
	static std::string lineOf(const Request& request, const Answer& answer);
	std::string ask(const std::string& line);

	std::mutex _mutex;
	ChildProcess _validator;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_OpenApi_INCLUDED
