//
// JsonScanner.cpp
//
// Library: AuthPlug/Password
// Package: Http
// Module:  JsonScanner
//
// SPDX-License-Identifier: BSL-1.0
//


#include "http/JsonScanner.h"
#include "core/Ascii.h"
#include "core/Utf8.h"
#include "http/JsonString.h"
#include <algorithm>


namespace AuthPlug {
namespace Password {


namespace {


bool hasDuplicate(const std::vector<JsonScanner::Member>& members)
	/// Sorts pointers to the members by name, so that the time stays small
	/// for any names that fit into a body.
{
	std::vector<const JsonScanner::Member*> sorted;
	sorted.reserve(members.size());
	for (const auto& member : members) sorted.push_back(&member);
	std::sort(sorted.begin(), sorted.end(),
		[](const auto* a, const auto* b) { return JsonString::compare(a->name, b->name) < 0; });
	return std::adjacent_find(sorted.begin(), sorted.end(),
		[](const auto* a, const auto* b) { return JsonString::compare(a->name, b->name) == 0; }) != sorted.end();
}


} // namespace


JsonScanner::JsonScanner(Api::SecretView text) noexcept: _rest(text.expose())
{
}


std::optional<Outcome> JsonScanner::scan()
{
	if (!Utf8::valid(_rest)) return Outcome::bodyNotUtf8;

	Member root;
	if (!value(1, root)) return _fault;
	skipSpace();
	if (!_rest.empty()) return Outcome::bodyMalformed;
	if (root.kind != Kind::object) return Outcome::bodyNotObject;
	if (_duplicate) return Outcome::duplicateMember;
	return std::nullopt;
}


const std::vector<JsonScanner::Member>& JsonScanner::members() const noexcept
{
	return _members;
}


bool JsonScanner::value(int depth, Member& found)
{
	skipSpace();
	switch (peek())
	{
	case '{':
		found.kind = Kind::object;
		return object(depth);
	case '[':
		found.kind = Kind::array;
		return array(depth);
	case '"':
		found.kind = Kind::string;
		return string(found.value);
	case 't': return word("true");
	case 'f': return word("false");
	case 'n': return word("null");
	default:  return number();
	}
}


bool JsonScanner::object(int depth)
{
	if (depth > MAX_DEPTH) return fail(Outcome::bodyTooDeep);
	take('{');
	skipSpace();

	std::vector<Member> members;
	if (!take('}'))
	{
		do
		{
			if (!member(depth, members.emplace_back())) return false;
			skipSpace();
		}
		while (take(','));
		if (!take('}')) return fail(Outcome::bodyMalformed);
	}

	if (hasDuplicate(members)) _duplicate = true;
	if (depth == 1) _members = std::move(members);
	return true;
}


bool JsonScanner::member(int depth, Member& found)
{
	skipSpace();
	if (!string(found.name)) return false;
	skipSpace();
	if (!take(':')) return fail(Outcome::bodyMalformed);
	return value(depth + 1, found);
}


bool JsonScanner::array(int depth)
{
	if (depth > MAX_DEPTH) return fail(Outcome::bodyTooDeep);
	take('[');
	skipSpace();
	if (take(']')) return true;
	do
	{
		Member element;
		if (!value(depth + 1, element)) return false;
		skipSpace();
	}
	while (take(','));
	return take(']') || fail(Outcome::bodyMalformed);
}


bool JsonScanner::string(std::string_view& content)
{
	if (!take('"')) return fail(Outcome::bodyMalformed);
	const std::size_t length = JsonString::validLength(_rest);
	if (length == JsonString::INVALID) return fail(Outcome::bodyMalformed);
	content = _rest.substr(0, length);
	_rest.remove_prefix(length + 1);
	return true;
}


bool JsonScanner::number()
{
	take('-');
	if (!take('0') && !digits()) return fail(Outcome::bodyMalformed);
	if (take('.') && !digits()) return fail(Outcome::bodyMalformed);
	if (take('e') || take('E'))
	{
		if (!take('+')) take('-');
		if (!digits()) return fail(Outcome::bodyMalformed);
	}
	return true;
}


bool JsonScanner::digits()
{
	if (!Ascii::isDigit(peek())) return false;
	while (Ascii::isDigit(peek())) _rest.remove_prefix(1);
	return true;
}


bool JsonScanner::word(std::string_view expected)
{
	if (_rest.substr(0, expected.size()) != expected) return fail(Outcome::bodyMalformed);
	_rest.remove_prefix(expected.size());
	return true;
}


bool JsonScanner::take(char expected)
{
	if (_rest.empty() || _rest[0] != expected) return false;
	_rest.remove_prefix(1);
	return true;
}


bool JsonScanner::fail(Outcome fault)
{
	_fault = fault;
	return false;
}


void JsonScanner::skipSpace()
{
	const std::size_t start = std::min(_rest.find_first_not_of(" \t\n\r"), _rest.size());
	_rest.remove_prefix(start);
}


char JsonScanner::peek() const noexcept
{
	return _rest.empty() ? '\0' : _rest[0];
}


} } // namespace AuthPlug::Password
