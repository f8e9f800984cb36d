//
// Canary.cpp
//
// Tests: support
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Canary.h"
#include <cstdlib>
#include <fstream>
#include <random>


namespace AuthPlug {
namespace Tests {


namespace {


std::string hexOf(std::string_view text, const char* digits, const std::string& before = std::string())
	/// Two digits for each byte, with a text before each.
{
	std::string hex;
	for (const char c: text)
	{
		const auto byte = static_cast<unsigned char>(c);
		hex += before;
		hex += digits[byte >> 4];
		hex += digits[byte & 15];
	}
	return hex;
}


std::string base64Inside(std::string_view text, std::size_t preceding)
	/// The characters of the base64 encoding that depend on the text alone, with
	/// so many bytes before it. Both alphabets agree on letters and digits.
{
	static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const std::string bytes = std::string(preceding, '\0') + std::string(text);
	std::string encoded;
	for (std::size_t bit = 0; bit + 6 <= 8*bytes.size(); bit += 6)
	{
		if (bit < 8*preceding) continue;
		const auto high = static_cast<unsigned char>(bytes[bit/8]);
		const auto low = static_cast<unsigned char>(bit/8 + 1 < bytes.size() ? bytes[bit/8 + 1] : '\0');
		encoded += ALPHABET[(high << 8 | low) >> (10 - bit%8) & 63];
	}
	return encoded;
}


std::string randomWord()
{
	std::random_device device;
	std::string word = "canary";
	for (int i = 0; i < 16; ++i) word += "0123456789abcdef"[device() % 16];
	return word;
}


std::string takeWord()
{
	if (const char* given = std::getenv("AUTHPLUG_CANARY"); given && *given) return given;
	const std::string word = randomWord();
	::setenv("AUTHPLUG_CANARY", word.c_str(), 1);
	return word;
}


std::vector<std::string> formsOf(const std::string& word)
{
	std::string capitals;
	for (const char c: word) capitals += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
	std::vector<std::string> forms{word, capitals};
	for (const char* digits: {"0123456789abcdef", "0123456789ABCDEF"})
	{
		for (const char* before: {"", "%", "\\u00"}) forms.push_back(hexOf(word, digits, before));
	}
	for (std::size_t preceding = 0; preceding < 3; ++preceding) forms.push_back(base64Inside(word, preceding));
	return forms;
}


void replace(std::string& text, const std::string& secret)
{
	static const std::string MASK = "<secret>";
	for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos; at += MASK.size()) text.replace(at, secret.size(), MASK);
}


} // namespace


const std::string& Canary::word()
{
	static const std::string word = takeWord();
	return word;
}


std::string Canary::password(const std::string& name)
{
	return name + "-Aa1-" + word();
}


std::string Canary::token(const std::string& name)
{
	return name + "." + word();
}


const std::vector<std::string>& Canary::forms()
{
	static const std::vector<std::string> forms = formsOf(word());
	return forms;
}


bool Canary::isIn(std::string_view text)
{
	for (const std::string& form: forms())
	{
		if (text.find(form) != std::string_view::npos) return true;
	}
	return false;
}


std::string Canary::masked(std::string text)
{
	if (const char* list = std::getenv("AUTHPLUG_SECRETS_FILE"))
	{
		std::ifstream secrets(list);
		// Short ones are no secrets but parts of ordinary texts.
		for (std::string secret; std::getline(secrets, secret);)
		{
			if (secret.size() >= 16) replace(text, secret);
		}
	}
	for (const std::string& form: forms()) replace(text, form);
	return text;
}


} } // namespace AuthPlug::Tests
