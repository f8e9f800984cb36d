//
// SecretView.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  SecretView
//
// A view of secret bytes that can't be printed by accident.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_SecretView_INCLUDED
#define AuthPlug_Api_SecretView_INCLUDED


#include <cstddef>
#include <ostream>
#include <string_view>


namespace AuthPlug {
namespace Api {


class SecretView
	/// A view of bytes that must not be logged, printed or compared in
	/// variable time: passwords, tokens, keys. The owner of the bytes wipes
	/// them; a view is valid only during the call that receives it.
	///
	/// Reading the bytes takes a call of expose(), which is easy to find in a
	/// review. Streaming a SecretView does not compile.
{
public:
	constexpr SecretView() noexcept = default;

	constexpr explicit SecretView(std::string_view bytes) noexcept: _bytes(bytes)
	{
	}

	constexpr std::string_view expose() const noexcept
		/// Returns the secret bytes.
	{
		return _bytes;
	}

	constexpr bool empty() const noexcept
	{
		return _bytes.empty();
	}

	friend std::ostream& operator << (std::ostream&, const SecretView&) = delete;

private:
	std::string_view _bytes;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_SecretView_INCLUDED
