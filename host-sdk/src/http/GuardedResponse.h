//
// GuardedResponse.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  GuardedResponse
//
// An answer that is sent when it is complete.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_GuardedResponse_INCLUDED
#define AuthPlug_Host_GuardedResponse_INCLUDED


#include "AnswerBuffer.h"
#include <Poco/Net/HTTPServerResponse.h>
#include <optional>
#include <ostream>


namespace AuthPlug {
namespace Host {


class GuardedResponse final: public Poco::Net::HTTPServerResponse
	/// Collects what a handler answers. The client sees nothing of it until the
	/// handler has returned: so a handler that fails half-way can still be
	/// answered for, a second answer is never appended to the first, and a
	/// client that reads slowly holds no plugin.
{
public:
	GuardedResponse(const Poco::Net::HTTPServerResponse& real, std::size_t limit);
		/// Starts as a copy of the real response's header, with status 200.

	void sendContinue() override;
		/// Does nothing: the body is here already.

	std::ostream& send() override;
	void sendFile(const std::string& path, const std::string& mediaType) override;
	void sendBuffer(const void* buffer, std::size_t length) override;
	void redirect(const std::string& uri, HTTPStatus status = HTTP_FOUND) override;
		/// These four throw Poco::IllegalStateException if one of them was
		/// called before. They take the fields of the header with them: what is
		/// set later comes too late, as with POCO's own response.

	void requireAuthentication(const std::string& realm) override;
	bool sent() const override;

	const char* defect() const;
		/// Says what keeps the answer from being sent; nullptr if nothing does.

	void deliver(Poco::Net::HTTPServerResponse& real, bool close);
		/// Sends the answer in one piece, with Content-Length, with the reason
		/// phrase of its status, and with Cache-Control: no-store and
		/// X-Content-Type-Options: nosniff if the handler set neither; with
		/// `Connection: close` if that is wished. To be called once, at the end;
		/// the last bytes may leave with the real response's destructor.

private:
	void takeHeader();

	AnswerBuffer _buffer;
	std::optional<std::ostream> _stream;
	Poco::Net::HTTPResponse _header;  /// as it was when the answer was sent
	bool _sent = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_GuardedResponse_INCLUDED
