//
// SecretBuffer.h
//
// Library: AuthPlug/Api
// Package: Api
// Module:  SecretBuffer
//
// Bytes that are wiped when their owner goes.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Api_SecretBuffer_INCLUDED
#define AuthPlug_Api_SecretBuffer_INCLUDED


#include "AuthPlug/Api/SecretView.h"
#include <cstddef>
#include <cstring>
#include <memory>
#include <string.h>


namespace AuthPlug {
namespace Api {


class SecretBuffer
	/// A buffer of fixed capacity for secret bytes. It never reallocates, so no
	/// copy of its content is left behind, and wipes all of its capacity with
	/// explicit_bzero when it is cleared, moved from or destroyed.
	///
	/// Not thread-safe. Not for use across the border: pass a SecretView.
{
public:
	explicit SecretBuffer(std::size_t capacity): _bytes(new char[capacity + 1]()), _capacity(capacity)
		/// Creates an empty buffer. Throws std::bad_alloc.
	{
	}

	SecretBuffer(SecretBuffer&& other) noexcept:
		_bytes(std::move(other._bytes)), _capacity(other._capacity), _size(other._size)
	{
		other._capacity = 0;
		other._size = 0;
	}

	SecretBuffer(const SecretBuffer&) = delete;
	SecretBuffer& operator = (const SecretBuffer&) = delete;
	SecretBuffer& operator = (SecretBuffer&&) = delete;

	~SecretBuffer()
	{
		wipe();
	}

	bool append(std::string_view bytes) noexcept
		/// Adds bytes. Returns false, and changes nothing, if they do not fit.
	{
		if (bytes.size() > _capacity - _size) return false;
		if (!bytes.empty()) std::memcpy(_bytes.get() + _size, bytes.data(), bytes.size());
		_size += bytes.size();
		return true;
	}

	bool push(char byte) noexcept
		/// Adds one byte. Returns false if the buffer is full.
	{
		if (_size == _capacity) return false;
		_bytes[_size++] = byte;
		return true;
	}

	char* data() noexcept
		/// Returns the start of the storage: capacity() bytes that may be written.
	{
		return _bytes.get();
	}

	bool resize(std::size_t size) noexcept
		/// Declares the first size bytes of the storage as the content.
		/// Returns false if that is more than the capacity.
	{
		if (size > _capacity) return false;
		_size = size;
		return true;
	}

	std::size_t capacity() const noexcept
	{
		return _capacity;
	}

	std::size_t size() const noexcept
	{
		return _size;
	}

	SecretView view() const noexcept
	{
		return SecretView(std::string_view(_bytes.get(), _size));
	}

	void wipe() noexcept
		/// Overwrites the whole storage with zeros and makes the buffer empty.
	{
		if (_bytes) ::explicit_bzero(_bytes.get(), _capacity + 1);
		_size = 0;
	}

private:
	std::unique_ptr<char[]> _bytes;
	std::size_t _capacity;
	std::size_t _size = 0;
};


} } // namespace AuthPlug::Api


#endif // AuthPlug_Api_SecretBuffer_INCLUDED
