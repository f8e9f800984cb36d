//
// ErrorText.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  ErrorText
//
// A message that crosses the border in a buffer of the caller's.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_ErrorText_INCLUDED
#define AuthPlug_Api_ErrorText_INCLUDED


#include "AuthPlug/Api/FixedBytes.h"


namespace AuthPlug {
namespace Api {


struct ErrorText
	/// The reason why something was refused, written for an operator: it names
	/// the thing, what was wanted and what was got. Never holds a secret.
{
	FixedBytes<1000> text;

	void set(std::string_view message) noexcept
		/// Keeps the message; one that is too long is cut and marked with "...".
	{
		if (text.assign(message)) return;
		constexpr std::string_view mark = "...";
		text.assign(message.substr(0, sizeof(text.data)));
		std::memcpy(text.data + sizeof(text.data) - mark.size(), mark.data(), mark.size());
	}

	std::string_view view() const noexcept
	{
		return text.view();
	}
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_ErrorText_INCLUDED
