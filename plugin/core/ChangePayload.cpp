//
// ChangePayload.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  ChangePayload
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/ChangePayload.h"


namespace AuthPlug {
namespace Password {


namespace {


constexpr char VERSION_1 = '\x01';


} // namespace


std::string ChangePayload::encode(std::string_view keepSessionId)
{
	return std::string(1, VERSION_1).append(keepSessionId);
}


std::optional<std::string> ChangePayload::keptSession(std::string_view payload)
{
	if (payload.empty() || payload.front() != VERSION_1 || payload.size() > MAX_BYTES) return std::nullopt;
	return std::string(payload.substr(1));
}


} } // namespace AuthPlug::Password
