//
// Operation.h
//
// Example: auth-server
// Package: api
//
// What an operation of the API gets and gives.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_Operation_INCLUDED
#define AuthServer_Operation_INCLUDED


#include "AuthPlug/Api/RequestContext.h"
#include <functional>
#include <string>
#include <utility>
#include <vector>


namespace Poco {
namespace Net {
	class HTTPServerRequest;
} }


namespace AuthServer {


struct Call
	/// One request, read completely by the guard.
{
	const Poco::Net::HTTPServerRequest& request;
	AuthPlug::Api::RequestContext& context;

	AuthPlug::Api::Deadline deadline() const
	{
		return context.deadline();
	}
};


struct Reply
	/// A good answer.
{
	int status = 200;
	std::string contentType;
	std::string body;
	std::vector<std::pair<std::string, std::string>> headers;

	static Reply json(std::string body)
	{
		return Reply{200, "application/json; charset=utf-8", std::move(body), {}};
	}

	static Reply text(std::string body)
	{
		return Reply{200, "text/plain; charset=utf-8", std::move(body), {}};
	}

	static Reply empty()
	{
		return Reply{204, "", "", {}};
	}
};


using Operation = std::function<Reply(const Call&)>;
	/// Answers a request, or throws Refusal. Called from many threads.


} // namespace AuthServer


#endif // AuthServer_Operation_INCLUDED
