//
// RequestBuilder.h
//
// Library: AuthPlug/Testing
// Package: Testing
// Module:  RequestBuilder
//
// The bytes of an HTTP request.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Testing_RequestBuilder_INCLUDED
#define AuthPlug_Testing_RequestBuilder_INCLUDED


#include <string>
#include <string_view>


namespace AuthPlug {
namespace Testing {


class RequestBuilder
	/// Puts a request together for a raw socket, byte by byte as the test wants
	/// it, valid or not.
{
public:
	RequestBuilder(const std::string& method, const std::string& target): _head(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n")
	{
	}

	static RequestBuilder changePassword(const std::string& token, const std::string& oldPassword, const std::string& newPassword)
		/// Returns a request to change the password.
	{
		RequestBuilder builder("PUT", "/user/password/old-password");
		builder.bearer(token);
		builder.json("{\"oldPassword\":" + quoted(oldPassword) + ",\"newPassword\":" + quoted(newPassword) + "}");
		return builder;
	}

	RequestBuilder& header(const std::string& name, const std::string& value)
	{
		_head += name + ": " + value + "\r\n";
		return *this;
	}

	RequestBuilder& bearer(const std::string& token)
	{
		return header("Authorization", "Bearer " + token);
	}

	RequestBuilder& json(const std::string& body)
		/// Sets the body, with media type and length.
	{
		header("Content-Type", "application/json");
		header("Content-Length", std::to_string(body.size()));
		_body = body;
		return *this;
	}

	const std::string& body() const
	{
		return _body;
	}

	std::string str() const
		/// Returns the whole request.
	{
		return _head + "\r\n" + _body;
	}

	static std::string quoted(std::string_view text)
		/// Returns the text as a JSON string (RFC 8259).
	{
		static const char DIGITS[] = "0123456789abcdef";
		std::string json = "\"";
		for (const char c: text)
		{
			const auto byte = static_cast<unsigned char>(c);
			if (c == '"' || c == '\\') (json += '\\') += c;
			else if (byte < 0x20) ((json += "\\u00") += DIGITS[byte >> 4]) += DIGITS[byte & 15];
			else json += c;
		}
		return json += "\"";
	}

private:
	std::string _head;
	std::string _body;
};


} } // namespace AuthPlug::Testing


#endif // AuthPlug_Testing_RequestBuilder_INCLUDED
