//
// ExceptionName.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  ExceptionName
//
// SPDX-License-Identifier: BSL-1.0
//


#include "ExceptionName.h"
#include <cstdlib>
#include <cxxabi.h>
#include <memory>
#include <typeinfo>


namespace AuthPlug {
namespace Host {


std::string currentExceptionName()
{
	const std::type_info* const type = abi::__cxa_current_exception_type();
	if (!type) return "unknown exception";
	int status = 0;
	const std::unique_ptr<char, decltype(&std::free)> readable(abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &std::free);
	return status == 0 && readable ? readable.get() : type->name();
}


} } // namespace AuthPlug::Host
