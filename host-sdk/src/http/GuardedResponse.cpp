//
// GuardedResponse.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardedResponse
//
// SPDX-License-Identifier: BSL-1.0
//


#include "GuardedResponse.h"
#include "ReasonPhrase.h"
#include <Poco/Exception.h>
#include <Poco/FileStream.h>
#include <Poco/StreamCopier.h>
#include <algorithm>
#include <charconv>
#include <system_error>


namespace AuthPlug {
namespace Host {


namespace {


const std::string CACHE_CONTROL = "Cache-Control";
const std::string CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";


bool isSafe(const std::string& text)
	/// No character that could end a header line early.
{
	return std::none_of(text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}


bool hasNoBody(int status)
	/// 1xx, 204 and 304 (RFC 9112, section 6.3).
{
	return status < 200 || status == 204 || status == 304;
}


bool isSize(const std::string& text, std::size_t size)
{
	std::size_t value = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
	return error == std::errc() && end == text.data() + text.size() && value == size;
}


} // namespace


GuardedResponse::GuardedResponse(const Poco::Net::HTTPServerResponse& real, std::size_t limit):
	_buffer(limit)
{
	Poco::Net::HTTPResponse::operator = (real);
	setStatusAndReason(HTTP_OK);
}


void GuardedResponse::sendContinue()
{
}


std::ostream& GuardedResponse::send()
{
	takeHeader();
	return _stream.emplace(&_buffer);
}


void GuardedResponse::sendFile(const std::string& path, const std::string& mediaType)
{
	Poco::FileInputStream file(path);
	setContentType(mediaType);
	Poco::StreamCopier::copyStream(file, send());
}


void GuardedResponse::sendBuffer(const void* buffer, std::size_t length)
{
	setContentLength64(static_cast<Poco::Int64>(length));
	takeHeader();
	_buffer.sputn(static_cast<const char*>(buffer), static_cast<std::streamsize>(length));
}


void GuardedResponse::redirect(const std::string& uri, HTTPStatus status)
{
	setStatusAndReason(status);
	set("Location", uri);
	setContentLength(0);
	send();
}


void GuardedResponse::requireAuthentication(const std::string& realm)
{
	setStatusAndReason(HTTP_UNAUTHORIZED);
	set("WWW-Authenticate", "Basic realm=\"" + realm + "\"");
}


bool GuardedResponse::sent() const
{
	return _sent;
}


void GuardedResponse::takeHeader()
{
	if (_sent) throw Poco::IllegalStateException("an answer was sent already");
	_header.setVersion(getVersion());
	_header.setStatus(getStatus());
	_header.setReason(getReason());
	_header.swap(*this);
	_sent = true;
}


const char* GuardedResponse::defect() const
{
	if (!_sent) return "no answer";
	if (_buffer.overflowed()) return "answer too long";
	const int status = _header.getStatus();
	if (status < 200 || status > 999) return "not a final status";
	const auto length = _header.find(HTTPMessage::CONTENT_LENGTH);
	const bool measured = length != _header.end() && !hasNoBody(status);
	if (measured && !isSize(length->second, _buffer.content().size())) return "answer not of its Content-Length";
	const bool safe = isSafe(_header.getReason()) && std::all_of(_header.begin(), _header.end(),
		[](const auto& field) { return isSafe(field.first) && isSafe(field.second); });
	return safe ? nullptr : "line break in a header";
}


void GuardedResponse::deliver(Poco::Net::HTTPServerResponse& real, bool close)
{
	const HTTPStatus status = _header.getStatus();
	real.setVersion(_header.getVersion());
	real.setStatus(status);
	real.setReason(status != HTTP_OK && _header.getReason() == HTTP_REASON_OK ? reasonPhrase(status) : _header.getReason());
	real.swap(_header);
	if (!real.has(CACHE_CONTROL)) real.set(CACHE_CONTROL, "no-store");
	if (!real.has(CONTENT_TYPE_OPTIONS)) real.set(CONTENT_TYPE_OPTIONS, "nosniff");
	if (close) real.setKeepAlive(false);
	if (hasNoBody(status))
	{
		real.setChunkedTransferEncoding(false);
		real.setContentLength64(UNKNOWN_CONTENT_LENGTH);
		real.send().flush();
		return;
	}
	// Header and body with one call, and without the stream that send() makes.
	real.sendBuffer(_buffer.content().data(), _buffer.content().size());
}


} } // namespace AuthPlug::Host
