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


namespace AuthPlug {
namespace Host {


namespace {


bool isSafe(const std::string& text)
	/// No character that could end a header line early.
{
	return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
}


bool hasNoBody(int status)
	/// 1xx, 204 and 304 (RFC 9112, section 6.3).
{
	return status < 200 || status == 204 || status == 304;
}


} // namespace


GuardedResponse::GuardedResponse(const Poco::Net::HTTPServerResponse& real, std::size_t limit):
	_buffer(limit), _stream(&_buffer)
{
	Poco::Net::HTTPResponse::operator = (real);
	setStatusAndReason(HTTP_OK);
}


void GuardedResponse::sendContinue()
{
}


std::ostream& GuardedResponse::send()
{
	if (_sent) throw Poco::IllegalStateException("an answer was sent already");
	_header = *this;
	_sent = true;
	return _stream;
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
	send().write(static_cast<const char*>(buffer), static_cast<std::streamsize>(length));
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


const char* GuardedResponse::defect() const
{
	if (!_sent) return "no answer";
	if (_buffer.overflowed()) return "answer too long";
	const int status = _header.getStatus();
	if (status < 200 || status > 999) return "not a final status";
	const bool measured = _header.hasContentLength() && !hasNoBody(status);
	if (measured && _header.getContentLength64() != static_cast<Poco::Int64>(_buffer.content().size())) return "answer not of its Content-Length";
	const bool safe = isSafe(_header.getReason()) && std::all_of(_header.begin(), _header.end(),
		[](const auto& field) { return isSafe(field.first) && isSafe(field.second); });
	return safe ? nullptr : "line break in a header";
}


void GuardedResponse::deliver(Poco::Net::HTTPServerResponse& real, bool close) const
{
	const std::string_view content = hasNoBody(_header.getStatus()) ? std::string_view() : _buffer.content();

	static_cast<Poco::Net::HTTPResponse&>(real) = _header;
	if (_header.getStatus() != HTTP_OK && _header.getReason() == HTTP_REASON_OK) real.setReason(reasonPhrase(_header.getStatus()));
	if (!real.has("Cache-Control")) real.set("Cache-Control", "no-store");
	if (!real.has("X-Content-Type-Options")) real.set("X-Content-Type-Options", "nosniff");
	if (close) real.setKeepAlive(false);
	real.setChunkedTransferEncoding(false);
	real.setContentLength64(hasNoBody(_header.getStatus()) ? UNKNOWN_CONTENT_LENGTH : static_cast<Poco::Int64>(content.size()));
	std::ostream& stream = real.send();
	stream.write(content.data(), static_cast<std::streamsize>(content.size()));
	stream.flush();
}


} } // namespace AuthPlug::Host
