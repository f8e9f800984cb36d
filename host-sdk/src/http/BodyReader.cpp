//
// BodyReader.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  BodyReader
//
// SPDX-License-Identifier: BSL-1.0
//


#include "BodyReader.h"
#include "HeaderCheck.h"
#include "ServiceResponse.h"
#include <Poco/Exception.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/StreamSocket.h>
#include <algorithm>
#include <string.h>


namespace AuthPlug {
namespace Host {


namespace {


class StreamWiper: private std::streambuf
	/// Overwrites the get area of a stream buffer, POCO's copy of the body.
{
public:
	static void wipe(std::streambuf& buffer) noexcept
	{
		// Protected members of another object are within reach only through
		// pointers to members that are named in the derived class.
		char* const begin = (buffer.*&StreamWiper::eback)();
		char* const end = (buffer.*&StreamWiper::egptr)();
		if (begin != end) ::explicit_bzero(begin, static_cast<std::size_t>(end - begin));
	}
};


bool readAll(Poco::Net::HTTPServerRequestImpl& request, const ServiceResponse* own, Api::SecretBuffer& body, Api::Clock& clock, Api::Deadline deadline)
	/// Returns false at the end of the input. Throws what the socket throws.
{
	std::streambuf& stream = *request.stream().rdbuf();
	bool limited = false;
	bool complete = true;
	while (body.size() < body.capacity())
	{
		const std::int64_t left = deadline - clock.monotonic();
		if (left <= 0) throw Poco::TimeoutException();
		// What was read with the header need not be waited for; only our own service knows.
		if (!own || !own->holdsInput())
		{
			request.socket().setReceiveTimeout(Poco::Timespan(left));
			limited = true;
		}

		// At most one recv() happens here, so the timeout holds for the body as a whole.
		complete = stream.sgetc() != std::char_traits<char>::eof();
		if (!complete) break;
		const std::streamsize wanted = static_cast<std::streamsize>(body.capacity() - body.size());
		const std::streamsize got = stream.sgetn(body.data() + body.size(), std::min(stream.in_avail(), wanted));
		body.resize(body.size() + static_cast<std::size_t>(got));
	}
	if (limited) request.socket().setReceiveTimeout(request.serverParams().getTimeout());
	return complete;
}


} // namespace


BodyResult readBody(Poco::Net::HTTPServerRequestImpl& request, Api::SecretBuffer& body, Api::Clock& clock, Api::Deadline deadline)
{
	auto* const own = dynamic_cast<ServiceResponse*>(&request.response());
	if (body.capacity() == 0)
	{
		if (own) own->noteBodyRead();
		return BodyResult::complete;
	}

	std::streambuf& stream = *request.stream().rdbuf();
	BodyResult result = BodyResult::lost;
	try
	{
		result = readAll(request, own, body, clock, deadline) ? BodyResult::complete : BodyResult::truncated;
		if (own && result == BodyResult::complete) own->noteBodyRead();
	}
	catch (const Poco::TimeoutException&)
	{
		result = BodyResult::timedOut;
	}
	catch (const Poco::Exception&)
	{
		result = BodyResult::lost;
	}
	StreamWiper::wipe(stream);
	return result;
}


bool bodyIsRead(Poco::Net::HTTPServerRequestImpl& request)
{
	Framing framing;
	if (checkHeader(request, framing)) return false;
	if (!framing.mayHaveBody() || request.stream().eof()) return true;
	// Past the end of a chunked body POCO would read into the next request.
	if (framing.chunked) return false;
	try
	{
		request.socket().setReceiveTimeout(Poco::Timespan(1000));
		const bool atEnd = request.stream().rdbuf()->sgetc() == std::char_traits<char>::eof();
		request.socket().setReceiveTimeout(request.serverParams().getTimeout());
		return atEnd;
	}
	catch (const Poco::Exception&)
	{
		return false;
	}
}


} } // namespace AuthPlug::Host
