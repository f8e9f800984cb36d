//
// Ask.cpp
//
// Tests: soak
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Ask.h"
#include <Poco/Ascii.h>
#include <algorithm>
#include <array>
#include <set>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr const char* ROUTE = "/user/password/old-password";
constexpr const char* SECOND_ROUTE = "/fixture";
constexpr const char* RETRY_AFTER = "Retry-After";


Wanted error(int status, const char* reason, const std::string& error, const std::string& message, const std::string& challenge = std::string())
{
	Wanted wanted;
	wanted.status = status;
	wanted.reason = reason;
	wanted.challenge = challenge;
	wanted.body = "{\"statusCode\":" + std::to_string(status) + ",\"error\":\"" + error + "\",\"message\":\"" + message + "\"}";
	return wanted;
}


Wanted badRequest(const std::string& message)
{
	return error(400, "Bad Request", "Bad Request", message);
}


Wanted unauthorized(const std::string& message, const std::string& challenge = "Bearer")
{
	return error(401, "Unauthorized", "Unauthorized", message, challenge);
}


std::string changeBody(const std::string& oldPassword, const std::string& newPassword)
{
	return "{\"oldPassword\":\"" + oldPassword + "\",\"newPassword\":\"" + newPassword + "\"}";
}


Ask put(const std::string& kind, const std::string& token, const std::string& body, std::vector<Wanted> wanted)
{
	Ask ask{kind, Request::json("PUT", ROUTE, body), std::move(wanted)};
	if (!token.empty()) ask.request.bearer(token);
	return ask;
}


std::string with(std::string text, const std::string& number)
{
	const std::string::size_type mark = text.find('#');
	if (mark != std::string::npos) text.replace(mark, 1, number);
	return text;
}


bool isSeconds(const std::string& text)
{
	return !text.empty() && text.size() < 9 && text != "0" && std::all_of(text.begin(), text.end(), [](char c) { return Poco::Ascii::isDigit(c); });
}


std::string differenceOf(const Answer& answer, const Wanted& wanted)
	/// Returns what is different; empty if nothing is.
{
	const auto differs = [](const std::string& what, const std::string& want, const std::string& got)
	{
		return what + ": wanted \"" + want + "\", got \"" + got + "\"";
	};
	if (answer.status != wanted.status) return differs("status", std::to_string(wanted.status), std::to_string(answer.status));
	if (answer.reason != wanted.reason) return differs("reason", wanted.reason, answer.reason);
	const std::string retryAfter = answer.header(RETRY_AFTER);
	const bool waits = wanted.body.find('#') != std::string::npos;
	if (waits != answer.has(RETRY_AFTER) || (waits && !isSeconds(retryAfter))) return "Retry-After: got \"" + retryAfter + "\"";
	const std::string body = with(wanted.body, retryAfter);
	if (answer.body != body) return differs("body", body, answer.body);
	const std::pair<const char*, std::string> headers[] = {
		{"Content-Type", wanted.type}, {"WWW-Authenticate", wanted.challenge}, {"Content-Length", std::to_string(body.size())}};
	for (const auto& [name, value]: headers)
	{
		if (answer.header(name) != value) return differs(name, value, answer.header(name));
	}
	return std::string();
}


std::string faultOfHeaders(const Answer& answer)
	/// Nothing unknown, nothing twice.
{
	static const std::set<std::string> KNOWN = {"Date", "Connection", "Content-Type", "Content-Length", "Cache-Control",
		"X-Content-Type-Options", "WWW-Authenticate", RETRY_AFTER};
	std::set<std::string> seen;
	for (const auto& [name, value]: answer.headers)
	{
		if (!KNOWN.count(name)) return "unknown header " + name;
		if (!seen.insert(name).second) return "header twice: " + name;
	}
	if (!seen.count("Date")) return "no Date";
	return std::string();
}


} // namespace


bool Ask::closes() const
{
	return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) { return header.first == "Connection" && header.second == "close"; });
}


Ask& Ask::closing()
{
	request.with("Connection", "close");
	return *this;
}


Ask Ask::change(const std::string& token, const std::string& oldPassword, const std::string& newPassword)
{
	Wanted done;
	done.status = 200;
	done.reason = "OK";
	done.body = "null";
	return put("change", token, changeBody(oldPassword, newPassword), {done});
}


Ask Ask::wrongGuess(const std::string& token, const std::string& oldPassword, const std::string& newPassword)
{
	return put("wrong guess", token, changeBody(oldPassword, newPassword), {unauthorized("PASSWORD_INCORRECT")});
}


Ask Ask::locked(const std::string& token)
{
	Wanted locked = error(429, "Too Many Requests", "Too many requests", "TOO_MANY_FAILED_PASSWORD_CHECKS");
	locked.body.insert(locked.body.size() - 1, ",\"retryAfter\":#");
	return put("locked", token, changeBody("Some-password-1", "Some-password-2"), {locked});
}


Ask Ask::noToken()
{
	return put("no token", "", changeBody("Some-password-1", "Some-password-2"), {unauthorized("NO_TOKEN_PROVIDED")});
}


Ask Ask::badToken()
{
	return put("bad token", "not-a-token-of-anybody", changeBody("Some-password-1", "Some-password-2"),
		{unauthorized("INVALID_TOKEN", "Bearer error=\"invalid_token\"")});
}


Ask Ask::badJson(const std::string& token)
{
	return put("bad JSON", token, "{\"oldPassword\":", {badRequest("The request body is not valid JSON")});
}


Ask Ask::shortPassword(const std::string& token, std::vector<int> minimums)
{
	std::vector<Wanted> wanted;
	for (const int minimum: minimums)
	{
		wanted.push_back(badRequest("body/newPassword must NOT have fewer than " + std::to_string(minimum) + " characters"));
	}
	return put("short password", token, changeBody("Some-password-1", "x"), std::move(wanted));
}


Ask Ask::second()
{
	Wanted here;
	here.status = 200;
	here.reason = "OK";
	here.type = "text/plain";
	here.body = "1 hello";
	Wanted other = here;
	other.body = "2 hello";
	return Ask{"second plugin", Request::get(SECOND_ROUTE), {here, other, error(404, "Not Found", "Not Found", "Not Found")}};
}


std::string Ask::faultOf(const Answer& answer, bool last) const
{
	std::string fault;
	const bool known = std::any_of(wanted.begin(), wanted.end(), [&](const Wanted& each) { return (fault = differenceOf(answer, each)).empty(); });
	if (!known) return fault;
	fault = faultOfHeaders(answer);
	if (!fault.empty()) return fault;
	const std::string connection = closes() || last ? "Close" : "Keep-Alive";
	if (answer.header("Connection") != connection) return "Connection: wanted \"" + connection + "\", got \"" + answer.header("Connection") + "\"";
	if (answer.header("X-Content-Type-Options") != "nosniff" && answer.header("Content-Type") != "text/plain") return "no nosniff";
	if (answer.header("Cache-Control") != "no-store" && answer.header("Content-Type") != "text/plain") return "no no-store";
	return std::string();
}


} } // namespace AuthPlug::Tests
