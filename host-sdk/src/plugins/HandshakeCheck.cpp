//
// HandshakeCheck.cpp
//
// Library: AuthPlug/Host
// Package: Plugins
// Module:  HandshakeCheck
//
// SPDX-License-Identifier: BSL-1.0
//


#include "HandshakeCheck.h"
#include "Refusal.h"
#include "AuthPlug/Api/Handshake.h"
#include <Poco/Format.h>
#include <cstring>
#include <type_traits>


namespace AuthPlug {
namespace Host {


namespace {


constexpr char MAGIC[8] = AUTHPLUG_PLUGIN_MAGIC;


// The compiler aligns `stamp` after `size` without a gap; a plugin's numbers can
// then be read before its size is known to be right.
static_assert(offsetof(Api::PluginDescriptor, size) == sizeof(MAGIC));
static_assert(offsetof(Api::PluginDescriptor, stamp) == sizeof(MAGIC) + sizeof(std::uint32_t));
static_assert(std::is_trivially_copyable_v<Api::BuildStamp>);


std::string number(std::uint32_t value)
{
	return std::to_string(value);
}


std::string pocoVersion(std::uint32_t value)
	// As in POCO_VERSION: major, minor, patch, and level of the release.
{
	return Poco::format("%u.%u.%u (0x%08x)", value >> 24, value >> 16 & 0xFF, value >> 8 & 0xFF, value);
}


std::string flagNames(std::uint32_t flags)
{
	static constexpr struct { std::uint32_t flag; const char* name; } NAMES[] = {
		{Api::STAMP_DEBUG, "_DEBUG"},
		{Api::STAMP_LIBRARY_DEBUG, "_GLIBCXX_DEBUG"},
		{Api::STAMP_ADDRESS_SANITIZER, "AddressSanitizer"},
		{Api::STAMP_THREAD_SANITIZER, "ThreadSanitizer"},
		{Api::STAMP_POCO_UNBUNDLED, "POCO_UNBUNDLED"},
		{Api::STAMP_FD_EPOLL, "POCO_HAVE_FD_EPOLL"}
	};
	std::string text;
	for (const auto& entry: NAMES)
	{
		if (!(flags & entry.flag)) continue;
		if (!text.empty()) text += "+";
		text += entry.name;
		flags &= ~entry.flag;
	}
	if (flags != 0) text += (text.empty() ? "" : "+") + Poco::format("0x%x", flags);
	return text.empty() ? "none" : text;
}


struct Field
{
	const char* name;
	std::uint32_t Api::BuildStamp::* value;
	std::string (*text)(std::uint32_t);
};


constexpr Field FIELDS[] = {
	{"API number", &Api::BuildStamp::apiNumber, number},
	{"POCO version", &Api::BuildStamp::pocoVersion, pocoVersion},
	{"compiler ABI", &Api::BuildStamp::compilerAbi, number},
	{"compiler major version", &Api::BuildStamp::compilerMajor, number},
	{"library ABI", &Api::BuildStamp::libraryAbi, number},
	{"library release", &Api::BuildStamp::libraryRelease, number},
	{"build flags", &Api::BuildStamp::flags, flagNames},
};


std::string differences(const Api::BuildStamp& wanted, const Api::BuildStamp& got)
{
	std::string text;
	for (const Field& field: FIELDS)
	{
		if (wanted.*field.value == got.*field.value) continue;
		if (!text.empty()) text += "; ";
		text += std::string(field.name) + ": wanted " + field.text(wanted.*field.value) + ", got " + field.text(got.*field.value);
	}
	return text;
}


} // namespace


void checkHandshake(std::string_view descriptor)
{
	if (descriptor.size() < offsetof(Api::PluginDescriptor, stamp) + sizeof(Api::BuildStamp))
	{
		throw Refusal("handshake: wanted a descriptor, got a symbol of " + std::to_string(descriptor.size()) + " bytes");
	}
	if (descriptor.compare(0, sizeof(MAGIC), MAGIC, sizeof(MAGIC)) != 0) throw Refusal("handshake: wanted the magic AuthPlug, got other bytes");

	std::uint32_t size = 0;
	std::memcpy(&size, descriptor.data() + offsetof(Api::PluginDescriptor, size), sizeof(size));
	Api::BuildStamp stamp{};
	std::memcpy(&stamp, descriptor.data() + offsetof(Api::PluginDescriptor, stamp), sizeof(stamp));
	constexpr Api::BuildStamp own = Api::buildStamp();
	// Another API number may have another stamp, so only this field is sure.
	if (stamp.apiNumber != own.apiNumber && size != sizeof(Api::PluginDescriptor))
	{
		throw Refusal("API number: wanted " + number(own.apiNumber) + ", got " + number(stamp.apiNumber));
	}
	std::string text = differences(own, stamp);
	if (size != sizeof(Api::PluginDescriptor))
	{
		text = "descriptor size: wanted " + std::to_string(sizeof(Api::PluginDescriptor)) + ", got " + std::to_string(size) + (text.empty() ? "" : "; ") + text;
	}
	if (!text.empty()) throw Refusal(text);
}


} } // namespace AuthPlug::Host
