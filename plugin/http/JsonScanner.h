//
// JsonScanner.h
//
// Library: AuthPlug/Password
// Package: Http
// Module:  JsonScanner
//
// Strict JSON, read in place.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Password_JsonScanner_INCLUDED
#define AuthPlug_Password_JsonScanner_INCLUDED


#include "core/Outcome.h"
#include "AuthPlug/Api/SecretView.h"
#include <optional>
#include <string_view>
#include <vector>


namespace AuthPlug {
namespace Password {


class JsonScanner
	/// Checks a JSON text (RFC 8259) and notes where the members of its root
	/// object are. It decodes nothing and copies nothing, so that passwords
	/// stay in the caller's buffer alone.
	///
	/// Stricter than the grammar, as I-JSON (RFC 7493): valid UTF-8 without a
	/// byte order mark, no escaped lone surrogates, no member name twice in an
	/// object, also not when written with escapes. At most MAX_DEPTH objects
	/// and arrays inside each other.
	///
	/// To be used for one text; the views are into it.
{
public:
	static constexpr int MAX_DEPTH = 4;

	enum class Kind
	{
		object,
		array,
		string,
		other  /// number, true, false, null
	};

	struct Member
	{
		std::string_view name;   /// between the quotes, see JsonString
		Kind kind = Kind::other;
		std::string_view value;  /// of a string: between the quotes; else empty
	};

	explicit JsonScanner(Api::SecretView text) noexcept;

	std::optional<Outcome> scan();
		/// Reads the text. Returns the fault, nothing if there is none. Of
		/// several faults: bodyNotUtf8, then the first of bodyMalformed and
		/// bodyTooDeep, then bodyNotObject, then duplicateMember.

	const std::vector<Member>& members() const noexcept;
		/// Returns the members of the root, after a scan without fault.

private:
	bool value(int depth, Member& found);
	bool object(int depth);
	bool array(int depth);
	bool member(int depth, Member& found);
	bool string(std::string_view& content);
	bool number();
	bool digits();
	bool word(std::string_view expected);
	bool take(char expected);
	bool fail(Outcome fault);
	void skipSpace();
	char peek() const noexcept;

	std::string_view _rest;
	std::optional<Outcome> _fault;
	bool _duplicate = false;
	std::vector<Member> _members;
};


} } // namespace AuthPlug::Password


#endif // AuthPlug_Password_JsonScanner_INCLUDED
