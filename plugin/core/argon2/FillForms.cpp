//
// FillForms.cpp
//
// Library: AuthPlug/Password
// Package: Argon2
// Module:  FillForms
//
// SPDX-License-Identifier: BSL-1.0
//


#include "core/argon2/FillForms.h"


namespace AuthPlug {
namespace Password {


std::vector<FillForm> FillForms::offered()
{
	std::vector<FillForm> forms;
	for (const FillForm form : {FillForm::avx512, FillForm::avx2, FillForm::portable})
	{
		if (isOffered(form)) forms.push_back(form);
	}
	return forms;
}


bool FillForms::isOffered(FillForm form) noexcept
{
	return function(form) != nullptr;
}


const char* FillForms::name(FillForm form) noexcept
{
	switch (form)
	{
	case FillForm::avx512:
		return "avx512";
	case FillForm::avx2:
		return "avx2";
	default:
		return "portable";
	}
}


Fill FillForms::function(FillForm form) noexcept
{
	switch (form)
	{
#if defined(__x86_64__)
	// The look-up includes whether the kernel saves the registers.
	case FillForm::avx512:
		return __builtin_cpu_supports("avx512f") ? fillAvx512 : nullptr;
	case FillForm::avx2:
		return __builtin_cpu_supports("avx2") ? fillAvx2 : nullptr;
#endif
	case FillForm::portable:
		return fillPortable;
	default:
		return nullptr;
	}
}


} } // namespace AuthPlug::Password
