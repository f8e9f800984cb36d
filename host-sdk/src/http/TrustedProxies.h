//
// TrustedProxies.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  TrustedProxies
//
// Who a request comes from, as far as it can be trusted.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_TrustedProxies_INCLUDED
#define AuthPlug_Host_TrustedProxies_INCLUDED


#include <Poco/Net/IPAddress.h>
#include <string>
#include <vector>


namespace Poco {
namespace Net {
	class HTTPRequest;
} }


namespace AuthPlug {
namespace Host {


class TrustedProxies
	/// The proxies whose X-Forwarded-For is believed. Immutable, thread-safe.
{
public:
	explicit TrustedProxies(const std::string& list);
		/// Takes addresses or CIDR blocks (RFC 4632), separated by commas. Throws
		/// Poco::SyntaxException, naming the faulty one.

	std::string clientOf(const Poco::Net::HTTPRequest& request, const Poco::Net::IPAddress& peer) const;
		/// Returns the address of the client: the peer, or, if that is a trusted
		/// proxy, the last address in X-Forwarded-For that is none. Whatever
		/// stands before that address, anybody may have written.

private:
	struct Block
	{
		Poco::Net::IPAddress network;
		unsigned prefix;
	};

	bool contains(const Poco::Net::IPAddress& address) const;

	std::vector<Block> _blocks;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_TrustedProxies_INCLUDED
