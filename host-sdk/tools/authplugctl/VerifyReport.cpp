//
// VerifyReport.cpp
//
// Tool:    authplugctl
// Module:  VerifyReport
//
// SPDX-License-Identifier: BSL-1.0
//


#include "VerifyReport.h"
#include "TerminalText.h"
#include "JsonText.h"


namespace AuthPlug {
namespace Ctl {


namespace {


void appendText(std::string& json, const char* name, const std::string& value)
{
	json.append(",\"").append(name).append("\":");
	Host::appendQuoted(json, value);
}


} // namespace


std::string VerifyReport::text() const
{
	std::string text;
	for (const std::string& step: steps)
	{
		const bool failed = !passed && &step == &steps.back();
		text.append(failed ? "FAILED  " : "ok      ").append(printable(step)).append("\n");
	}
	if (passed) return text + "passed: " + printable(library) + ", version " + printable(version) + ", SHA-256 " + printable(sha256) + "\n";
	return text + "refused: " + printable(reason) + "\n";
}


std::string VerifyReport::json() const
{
	std::string json = "{\"format\":1";
	appendText(json, "file", file);
	json.append(",\"passed\":").append(passed ? "true" : "false").append(",\"steps\":[");
	for (const std::string& step: steps)
	{
		const bool failed = !passed && &step == &steps.back();
		json += &step == &steps.front() ? "{\"step\":" : ",{\"step\":";
		Host::appendQuoted(json, step);
		json += failed ? ",\"passed\":false}" : ",\"passed\":true}";
	}
	json += ']';
	appendText(json, "failedStep", passed || steps.empty() ? "" : steps.back());
	json.append(",\"timedOut\":").append(timedOut ? "true" : "false");
	appendText(json, "reason", reason);
	appendText(json, "version", version);
	appendText(json, "library", library);
	appendText(json, "sha256", sha256);
	return json + "}";
}


} } // namespace AuthPlug::Ctl
