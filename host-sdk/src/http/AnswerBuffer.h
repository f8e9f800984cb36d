//
// AnswerBuffer.h
//
// Library: AuthPlug/Host
// Package: Http
// Module:  AnswerBuffer
//
// A stream buffer that keeps a bounded answer.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Host_AnswerBuffer_INCLUDED
#define AuthPlug_Host_AnswerBuffer_INCLUDED


#include <cstddef>
#include <streambuf>
#include <string>
#include <string_view>


namespace AuthPlug {
namespace Host {


class AnswerBuffer: public std::streambuf
	/// Keeps what is written, up to a limit, and wipes it in the end: an answer
	/// may hold a token.
{
public:
	explicit AnswerBuffer(std::size_t limit);
	~AnswerBuffer() override;

	std::string_view content() const noexcept;

	bool overflowed() const noexcept;
		/// Tells whether more was written than the limit allows.

protected:
	int_type overflow(int_type byte) override;
	std::streamsize xsputn(const char* bytes, std::streamsize count) override;

private:
	bool append(const char* bytes, std::size_t count);

	const std::size_t _limit;
	std::string _content;
	bool _overflowed = false;
};


} } // namespace AuthPlug::Host


#endif // AuthPlug_Host_AnswerBuffer_INCLUDED
