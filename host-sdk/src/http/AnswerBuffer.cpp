//
// AnswerBuffer.cpp
//
// Library: AuthPlug/Host
// Package: Http
// Module:  AnswerBuffer
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AnswerBuffer.h"
#include <algorithm>
#include <string.h>


namespace AuthPlug {
namespace Host {


AnswerBuffer::AnswerBuffer(std::size_t limit): _limit(limit)
{
}


AnswerBuffer::~AnswerBuffer()
{
	::explicit_bzero(_content.data(), _content.size());
}


std::string_view AnswerBuffer::content() const noexcept
{
	return _content;
}


bool AnswerBuffer::overflowed() const noexcept
{
	return _overflowed;
}


AnswerBuffer::int_type AnswerBuffer::overflow(int_type byte)
{
	if (traits_type::eq_int_type(byte, traits_type::eof())) return traits_type::not_eof(byte);
	const char character = traits_type::to_char_type(byte);
	return append(&character, 1) ? byte : traits_type::eof();
}


std::streamsize AnswerBuffer::xsputn(const char* bytes, std::streamsize count)
{
	return append(bytes, static_cast<std::size_t>(count)) ? count : 0;
}


bool AnswerBuffer::append(const char* bytes, std::size_t count)
{
	if (count > _limit - _content.size())
	{
		_overflowed = true;
		return false;
	}
	if (count > _content.capacity() - _content.size())
	{
		// Grown by hand, so that the outgrown storage is wiped as well.
		std::string larger;
		larger.reserve(std::min(_limit, std::max<std::size_t>(2*(_content.size() + count), 1024)));
		larger = _content;
		_content.swap(larger);
		::explicit_bzero(larger.data(), larger.size());
	}
	_content.append(bytes, count);
	return true;
}


} } // namespace AuthPlug::Host
