//
// PasswordSettings.cpp
//
// Library: AuthPlug/Password
// Package: Plugin
// Module:  PasswordSettings
//
// SPDX-License-Identifier: BSL-1.0
//


#include "PasswordSettings.h"
#include "AuthPlug/Api/SettingException.h"
#include <Poco/StringTokenizer.h>


namespace AuthPlug {
namespace Password {


using Api::SettingType;


const Api::SettingSpec PasswordSettings::SPECS[] = {
	{"route.path", SettingType::text, "", 0, 256, "/user/password/old-password", "",
		"Path at which the password is changed by PUT."},
	{"route.deadline_ms", SettingType::integer, "ms", 1000, 60000, "10000", "",
		"Time from the end of a request's header to its answer; who would have to wait longer is told to try again."},
	{"route.body_limit", SettingType::integer, "bytes", 4096, 65536, "8192", "",
		"Longest request body."},

	{"limit.attempts", SettingType::integer, "attempts", 1, 100, "5", "",
		"How many passwords may be checked for one account in every limit.window."},
	{"limit.window", SettingType::integer, "s", 1, 2592000, "900", "",
		"How long an account is locked after its last attempt; at first, see limit.doublings."},
	{"limit.doublings", SettingType::integer, "doublings", 0, 20, "6", "",
		"How often the window doubles: once for each limit.attempts without a success."},
	{"limit.cap", SettingType::integer, "attempts", 1, 100, "50", "",
		"How many passwords may be checked since the last right one, whatever the time; then the account stays locked until an operator resets it."},
	{"limit.other_caps", SettingType::integer, "attempts", 0, 99, "50", "",
		"Sum of the caps of the server's other checks of the same password, such as its login; together with limit.cap at most 100 (NIST SP 800-63B-4). A server that tells its caps itself is believed where it says more."},
	{"limit.retry_after_max", SettingType::integer, "s", 1, 315360000, "57600", "",
		"What the owner of an account that has reached limit.cap is told to wait."},

	{"hash.memory_kib", SettingType::integer, "KiB", SodiumEngine::LEAST_MEMORY_KIB, 1048576, "19456", "",
		"Memory of one Argon2id hash; must be the same as for the server's login."},
	{"hash.passes", SettingType::integer, "passes", SodiumEngine::LEAST_PASSES, 64, "2", "",
		"Passes over that memory."},
	{"hash.engine", SettingType::choice, "", 0, 0, "auto", "auto|fast|libsodium",
		"Who computes Argon2: `fast` is the product's own code, `auto` takes it if it agrees with libsodium on this machine; the hashes are the same."},
	{"hash.wipe", SettingType::choice, "", 0, 0, "early", "early|all",
		"What the fast engine overwrites of its memory after a hash: what would make a guess cheaper than half a hash, or all of it."},

	{"policy.minimum_length", SettingType::integer, "characters", 8, 64, "8", "",
		"Shortest new password in Unicode code points; 15 is recommended where users have no second factor."},
	{"policy.maximum_length", SettingType::integer, "characters", 64, 256, "256", "",
		"Longest new password in Unicode code points."},
	{"policy.composition", SettingType::flag, "", 0, 0, "true", "",
		"Whether a new password needs an upper-case letter, a lower-case letter and a digit of ASCII, and no line break."},
	{"policy.blocklist", SettingType::text, "", 0, 4096, BUILTIN_LIST, "",
		"Common passwords that are refused: `builtin` for the list that comes with the plugin, `none`, or the absolute path of a file."},
	{"policy.breached", SettingType::text, "", 0, 4096, "", "",
		"Absolute path of a sorted binary file of breached passwords; see conf/blocklist."},
	{"policy.product_words", SettingType::text, "", 0, 1024, "", "",
		"Names of the service, separated by commas, that are refused as passwords, also with digits after them."},

	{"replay.window", SettingType::integer, "s", 0, 600, "600", "",
		"How long a token's own change may be repeated and is answered 200 again; 0 for never."},

	{"log.refusals", SettingType::integer, "lines/s", 1, 1000000, "100", "",
		"How many requests of one outcome that had no password checked are logged in a second; the number of further ones is logged once a second."},

	{"storage.user_id.type", SettingType::choice, "", 0, 0, "bytes", "bytes|uint64|uuid",
		"Type of the column pw.user_id: VARBINARY, an integer, or BINARY(16)."},
	{"storage.procedure", SettingType::flag, "", 0, 0, "false", "",
		"Whether a change is one call of the procedure in sql/procedure instead of its statements: fewer round trips, the same rows."},
};


namespace {


std::uint64_t unsignedOf(const Api::Settings& settings, std::string_view key)
{
	return static_cast<std::uint64_t>(settings.integer(key));
}


std::uint32_t smallOf(const Api::Settings& settings, std::string_view key)
{
	return static_cast<std::uint32_t>(settings.integer(key));
}


LimitOptions limitOf(const Api::Settings& settings)
{
	LimitOptions limit;
	limit.attempts = unsignedOf(settings, "limit.attempts");
	limit.windowSeconds = unsignedOf(settings, "limit.window");
	limit.doublings = unsignedOf(settings, "limit.doublings");
	limit.cap = unsignedOf(settings, "limit.cap");
	limit.retryAfterMaxSeconds = unsignedOf(settings, "limit.retry_after_max");
	const auto fault = faultOf(limit);
	if (fault) throw Api::SettingException(settings, std::string("limit.") + fault->name, fault->reason);
	return limit;
}


std::vector<std::string> wordsOf(std::string_view list)
{
	const Poco::StringTokenizer words(std::string(list), ",", Poco::StringTokenizer::TOK_TRIM | Poco::StringTokenizer::TOK_IGNORE_EMPTY);
	return std::vector<std::string>(words.begin(), words.end());
}


UserIdType userIdTypeOf(const Api::Settings& settings)
{
	const auto type = userIdTypeNamed(settings.text("storage.user_id.type"));
	if (!type) throw Api::SettingException(settings, "storage.user_id.type", "wanted bytes, uint64 or uuid");
	return *type;
}


EngineChoice engineOf(const Api::Settings& settings)
{
	const std::string_view word = settings.text("hash.engine");
	if (word == "auto") return EngineChoice::automatic;
	if (word == "fast") return EngineChoice::fast;
	if (word == "libsodium") return EngineChoice::libsodium;
	throw Api::SettingException(settings, "hash.engine", "wanted auto, fast or libsodium");
}


Argon2Wipe wipeOf(const Api::Settings& settings)
{
	const std::string_view word = settings.text("hash.wipe");
	if (word == "early") return Argon2Wipe::early;
	if (word == "all") return Argon2Wipe::all;
	throw Api::SettingException(settings, "hash.wipe", "wanted early or all");
}


} // namespace


PasswordSettings::PasswordSettings(const Api::Settings& settings):
	routePath(settings.text("route.path")),
	deadlineMillis(smallOf(settings, "route.deadline_ms")),
	bodyLimit(smallOf(settings, "route.body_limit")),
	limit(limitOf(settings)),
	otherCaps(unsignedOf(settings, "limit.other_caps")),
	argon2{smallOf(settings, "hash.memory_kib"), smallOf(settings, "hash.passes")},
	engine(engineOf(settings)),
	wipe(wipeOf(settings)),
	policy{smallOf(settings, "policy.minimum_length"), smallOf(settings, "policy.maximum_length"), settings.flag("policy.composition")},
	blocklist(settings.text("policy.blocklist")),
	breached(settings.text("policy.breached")),
	productWords(wordsOf(settings.text("policy.product_words"))),
	replayWindowSeconds(unsignedOf(settings, "replay.window")),
	loggedRefusals(smallOf(settings, "log.refusals")),
	userIdType(userIdTypeOf(settings)),
	procedure(settings.flag("storage.procedure"))
{
}


} } // namespace AuthPlug::Password
