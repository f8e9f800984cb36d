//
// TrustedProxies.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  TrustedProxies
//
// SPDX-License-Identifier: BSL-1.0
//


#include "TrustedProxies.h"
#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/NumberParser.h>
#include <Poco/String.h>
#include <Poco/StringTokenizer.h>
#include <algorithm>


namespace AuthPlug {
namespace Host {


namespace {


using Poco::Net::IPAddress;
using Poco::StringTokenizer;


const int LIST = StringTokenizer::TOK_TRIM | StringTokenizer::TOK_IGNORE_EMPTY;


IPAddress plain(const IPAddress& address)
	/// Turns an IPv4-mapped IPv6 address into the IPv4 address it stands for,
	/// and takes the zone of any other away: it would not compare.
{
	if (address.family() == IPAddress::IPv4) return address;
	const auto* const bytes = static_cast<const unsigned char*>(address.addr());
	return address.isIPv4Mapped() ? IPAddress(bytes + 12, 4) : IPAddress(bytes, 16);
}


IPAddress masked(const IPAddress& address, unsigned prefix)
{
	return address & IPAddress(prefix, address.family());
}


} // namespace


TrustedProxies::TrustedProxies(const std::string& list)
{
	for (const std::string& item: StringTokenizer(list, ",", LIST))
	{
		const std::string::size_type slash = item.find('/');
		IPAddress address;
		if (!IPAddress::tryParse(item.substr(0, slash), address)) throw Poco::SyntaxException("not an IP address or CIDR block", item);

		const unsigned bits = address.family() == IPAddress::IPv4 ? 32 : 128;
		unsigned prefix = bits;
		if (slash != std::string::npos && (!Poco::NumberParser::tryParseUnsigned(item.substr(slash + 1), prefix) || prefix > bits))
		{
			throw Poco::SyntaxException("not an IP address or CIDR block", item);
		}
		_blocks.push_back(Block{masked(plain(address), prefix), prefix});
	}
}


std::string TrustedProxies::clientOf(const Poco::Net::HTTPRequest& request, const IPAddress& peer) const
{
	IPAddress client = plain(peer);
	if (!contains(client)) return client.toString();

	std::string hops;
	for (const auto& field: request)
	{
		if (Poco::icompare(field.first, "X-Forwarded-For") == 0) hops += "," + field.second;
	}
	const StringTokenizer addresses(hops, ",", LIST);
	for (std::size_t i = addresses.count(); i > 0 && contains(client); --i)
	{
		IPAddress hop;
		if (!IPAddress::tryParse(addresses[i - 1], hop)) break;
		client = plain(hop);
	}
	return client.toString();
}


bool TrustedProxies::contains(const IPAddress& address) const
{
	return std::any_of(_blocks.begin(), _blocks.end(), [&](const Block& block)
		{ return block.network.family() == address.family() && masked(address, block.prefix) == block.network; });
}


} } // namespace AuthPlug::Host
