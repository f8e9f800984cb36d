//
// FillForms.h
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  FillForms
//
// Which forms of the block fill this processor can run.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_FillForms_INCLUDED
#define AuthPlug_Password_FillForms_INCLUDED


#include "core/argon2/Fill.h"
#include <vector>


namespace AuthPlug {
namespace Password {


class FillForms
	/// The choice of a form at run time.
{
public:
	static std::vector<FillForm> offered();
		/// Returns the forms that this processor and its kernel support, the
		/// fastest first. The last one is the portable one.

	static bool isOffered(FillForm form) noexcept;

	static const char* name(FillForm form) noexcept;
		/// Returns `portable`, `avx2` or `avx512`.

	static Fill function(FillForm form) noexcept;
		/// Returns the function; nullptr if the form is not offered.
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_FillForms_INCLUDED
