//
// Sanitized.h
//
// Tests: support
//
// Whether this is a build with a sanitizer.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_Sanitized_INCLUDED
#define AuthPlug_Tests_Sanitized_INCLUDED


namespace AuthPlug {
namespace Tests {


constexpr bool SANITIZED =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	true;
#else
	false;
#endif
	/// A sanitizer may keep libraries mapped; what is unmapped is asserted in plain builds.


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_Sanitized_INCLUDED
