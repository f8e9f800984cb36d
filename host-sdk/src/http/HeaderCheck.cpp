//
// HeaderCheck.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  HeaderCheck
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HeaderCheck.h"
#include <Poco/Ascii.h>
#include <Poco/Net/NameValueCollection.h>
#include <Poco/String.h>
#include <algorithm>
#include <array>
#include <charconv>


namespace AuthPlug {
namespace Host {


namespace {


const std::string_view BLANKS = " \t";


using CharacterSet = std::array<bool, 256>;


constexpr CharacterSet tokenCharacters()
	/// tchar of RFC 9110, section 5.6.2.
{
	CharacterSet set{};
	for (int c = '0'; c <= '9'; ++c) set[static_cast<std::size_t>(c)] = true;
	for (int c = 'A'; c <= 'Z'; ++c) set[static_cast<std::size_t>(c)] = true;
	for (int c = 'a'; c <= 'z'; ++c) set[static_cast<std::size_t>(c)] = true;
	for (const char c: std::string_view("!#$%&'*+-.^_`|~")) set[static_cast<std::size_t>(c)] = true;
	return set;
}


constexpr CharacterSet TOKEN_CHARACTERS = tokenCharacters();
	/// A table, since every byte of every name is looked up.


ErrorAnswer refusal(int status, const char* message = "")
	/// A refusal after which the rest of the input can't be trusted.
{
	ErrorAnswer answer;
	answer.status = status;
	answer.message = message;
	answer.close = true;
	return answer;
}


std::string_view trimmed(std::string_view text)
{
	const std::size_t first = text.find_first_not_of(BLANKS);
	if (first == std::string_view::npos) return {};
	return text.substr(first, text.find_last_not_of(BLANKS) - first + 1);
}


bool same(std::string_view a, std::string_view b)
	/// Compares without regard to the case of ASCII letters.
{
	return std::equal(a.begin(), a.end(), b.begin(), b.end(),
		[](char x, char y) { return Poco::Ascii::toLower(x) == Poco::Ascii::toLower(y); });
}


bool isToken(std::string_view text)
	/// token of RFC 9110, section 5.6.2.
{
	return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return TOKEN_CHARACTERS[static_cast<unsigned char>(c)]; });
}


bool isFieldValue(std::string_view text)
	/// No control characters but the tab (RFC 9110, section 5.5). POCO decodes
	/// the encoded words of RFC 2047 in values, so that they can be in there.
{
	return std::none_of(text.begin(), text.end(), [](char c)
		{ return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; });
}


bool parseLength(std::string_view text, std::uint64_t& length)
	/// 1*DIGIT of RFC 9110, section 8.6, and nothing else.
{
	text = trimmed(text);
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
	return error == std::errc() && end == text.data() + text.size() && Poco::Ascii::isDigit(text.front());
}


std::optional<ErrorAnswer> checkVersion(const std::string& version)
{
	if (version == Poco::Net::HTTPMessage::HTTP_1_1 || version == Poco::Net::HTTPMessage::HTTP_1_0) return std::nullopt;
	const bool wellFormed = version.size() == 8 && version.compare(0, 5, "HTTP/") == 0
		&& Poco::Ascii::isDigit(version[5]) && version[6] == '.' && Poco::Ascii::isDigit(version[7]);
	return wellFormed ? refusal(505) : refusal(400, "The HTTP version is malformed");
}


template <class Visitor>
void forEachElement(const Poco::Net::HTTPRequest& request, const std::string& name, Visitor visit)
	/// Visits the elements of all fields of that name, split at their commas.
{
	for (const auto& field: request)
	{
		if (!same(field.first, name)) continue;
		std::string_view rest = field.second;
		for (;;)
		{
			const std::size_t comma = rest.find(',');
			visit(trimmed(rest.substr(0, comma)));
			if (comma == std::string_view::npos) break;
			rest.remove_prefix(comma + 1);
		}
	}
}


bool isUtf8(const Poco::Net::NameValueCollection& parameters)
{
	return std::all_of(parameters.begin(), parameters.end(), [](const auto& parameter)
		{ return !same(parameter.first, "charset") || same(parameter.second, "utf-8"); });
}


bool hasMediaType(const Poco::Net::HTTPRequest& request, const std::string& wanted)
{
	const std::string& name = Poco::Net::HTTPMessage::CONTENT_TYPE;
	if (std::count_if(request.begin(), request.end(), [&](const auto& field) { return same(field.first, name); }) != 1) return false;

	const std::string& value = request.get(name);
	if (same(value, wanted)) return true;
	std::string type;
	Poco::Net::NameValueCollection parameters;
	Poco::Net::MessageHeader::splitParameters(value, type, parameters);
	return same(trimmed(type), wanted) && isUtf8(parameters);
}


bool isEncoded(const Poco::Net::HTTPRequest& request)
	/// Compressed, or the like (RFC 9110, section 8.4). Nobody decodes it.
{
	bool encoded = false;
	forEachElement(request, "Content-Encoding", [&](std::string_view coding) { encoded = encoded || !same(coding, "identity"); });
	return encoded;
}


} // namespace


std::string_view pathOf(const std::string& target)
{
	std::string_view path = target;
	path = path.substr(0, path.find('?'));
	if (!path.empty() && path.front() == '/') return path;

	for (const std::string_view scheme: {"http://", "https://"})
	{
		if (!same(path.substr(0, scheme.size()), scheme)) continue;
		const std::size_t slash = path.find('/', scheme.size());
		return slash == std::string_view::npos ? std::string_view("/") : path.substr(slash);
	}
	return {};
}


std::optional<ErrorAnswer> checkHeader(const Poco::Net::HTTPRequest& request, Framing& framing)
{
	if (auto refused = checkVersion(request.getVersion())) return refused;

	unsigned lengths = 0;
	unsigned encodings = 0;
	unsigned hosts = 0;
	for (const auto& [name, value]: request)
	{
		if (!isToken(name)) return refusal(400, "A header field has a malformed name");
		if (!isFieldValue(value)) return refusal(400, "A header field holds a control character");

		if (same(name, Poco::Net::HTTPMessage::CONTENT_LENGTH))
		{
			std::uint64_t length = 0;
			if (++lengths > 1) return refusal(400, "Content-Length is there more than once");
			if (!parseLength(value, length)) return refusal(400, "Content-Length is not a number of bytes");
			framing.length = length;
		}
		else if (same(name, Poco::Net::HTTPMessage::TRANSFER_ENCODING))
		{
			if (++encodings > 1) return refusal(400, "Transfer-Encoding is there more than once");
			if (!same(trimmed(value), Poco::Net::HTTPMessage::CHUNKED_TRANSFER_ENCODING)) return refusal(400, "This Transfer-Encoding is not known");
			framing.chunked = true;
		}
		else if (same(name, Poco::Net::HTTPRequest::HOST) && ++hosts > 1)
		{
			return refusal(400, "Host is there more than once");
		}
	}
	// RFC 9112, section 3.2.
	if (hosts == 0 && request.getVersion() == Poco::Net::HTTPMessage::HTTP_1_1) return refusal(400, "Host is missing");
	if (framing.chunked && framing.length) return refusal(400, "Content-Length and Transfer-Encoding exclude each other");
	if (framing.chunked && request.getVersion() == Poco::Net::HTTPMessage::HTTP_1_0) return refusal(400, "HTTP/1.0 has no Transfer-Encoding");
	return std::nullopt;
}


std::optional<ErrorAnswer> checkForRoute(const Poco::Net::HTTPRequest& request, const Framing& framing, const Route& route)
{
	// A chunked body has no length to hold against the limit, and POCO can't
	// tell its end from a broken connection.
	if (framing.chunked) return refusal(411);
	if (!route.contentType.empty() && !framing.length) return refusal(411);
	if (framing.length.value_or(0) > route.bodyLimit) return refusal(413);
	if (!route.contentType.empty() && (!hasMediaType(request, route.contentType) || isEncoded(request))) return refusal(415);
	return std::nullopt;
}


bool wantsKeepAlive(const Poco::Net::HTTPRequest& request)
{
	bool close = false;
	bool keepAlive = false;
	forEachElement(request, Poco::Net::HTTPMessage::CONNECTION, [&](std::string_view option)
	{
		close = close || same(option, "close");
		keepAlive = keepAlive || same(option, "keep-alive");
	});
	if (close) return false;
	return keepAlive || request.getVersion() == Poco::Net::HTTPMessage::HTTP_1_1;
}


} } // namespace AuthPlug::Host
