//
// UserIdType.cpp
//
// Library: AuthPlug/Password
// Package: Core
// Module:  UserIdType
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/UserIdType.h"


namespace AuthPlug {
namespace Password {


std::optional<UserIdType> userIdTypeNamed(std::string_view name)
{
	if (name == "bytes") return UserIdType::bytes;
	if (name == "uint64") return UserIdType::uint64;
	if (name == "uuid") return UserIdType::uuid;
	return std::nullopt;
}


} } // namespace AuthPlug::Password
