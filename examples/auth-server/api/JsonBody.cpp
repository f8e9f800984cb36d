//
// JsonBody.cpp
//
// Example: auth-server
// Package: api
//
// SPDX-License-Identifier: BSL-1.0
//


#include "api/JsonBody.h"
#include "AuthPlug/Password/Utf8.h"
#include "api/Problem.h"
#include <Poco/JSON/Handler.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Exception.h>
#include <optional>
#include <set>
#include <string.h>


namespace AuthServer {


namespace {


using AuthPlug::Api::SecretBuffer;
using AuthPlug::Api::SecretView;
using AuthPlug::Password::Utf8;


constexpr std::size_t MAX_DEPTH = 4;


struct Found
	/// What the body holds for one rule.
{
	bool present = false;
	std::optional<SecretBuffer> text;  /// none: the member is not a string
};


class Collector: public Poco::JSON::Handler
	/// Takes what the parser reads of `[body]`. POCO's own handler keeps the
	/// last of two members of one name and turns numbers into text.
{
public:
	Collector(const std::vector<StringRule>& rules, std::size_t capacity):
		found(rules.size()), _rules(rules), _capacity(capacity)
	{
	}

	std::vector<Found> found;
	std::size_t roots = 0;
	bool rootIsObject = false;
	bool duplicate = false;
	bool tooDeep = false;

	void reset() override
	{
	}

	void startObject() override
	{
		other();
		if (_depth == 1) rootIsObject = true;
		enter();
		_names.emplace_back();
	}

	void endObject() override
	{
		_names.pop_back();
		--_depth;
	}

	void startArray() override
	{
		if (_depth > 0) other();
		enter();
	}

	void endArray() override
	{
		--_depth;
	}

	void key(const std::string& name) override
	{
		if (!_names.back().insert(name).second) duplicate = true;
		_current = nullptr;
		if (_depth != 2) return;
		for (std::size_t i = 0; i < _rules.size(); ++i)
		{
			if (_rules[i].name == name) _current = &found[i];
		}
		if (_current) _current->present = true;
	}

	void value(const std::string& text) override
	{
		if (_current)
		{
			_current->text.emplace(_capacity);
			_current->text->append(text);
		}
		other();
	}

	void null() override
	{
		other();
	}

	void value(int) override
	{
		other();
	}

	void value(unsigned) override
	{
		other();
	}

	void value(Poco::Int64) override
	{
		other();
	}

	void value(Poco::UInt64) override
	{
		other();
	}

	void value(double) override
	{
		other();
	}

	void value(bool) override
	{
		other();
	}

private:
	void other()
		/// Some value. That of a rule's member, if it is not a string, leaves it
		/// present without a text.
	{
		if (_depth == 1) ++roots;
		_current = nullptr;
	}

	void enter()
	{
		if (++_depth > MAX_DEPTH + 1) tooDeep = true;
	}

	const std::vector<StringRule>& _rules;
	const std::size_t _capacity;
	Found* _current = nullptr;
	std::vector<std::set<std::string>> _names;
	std::size_t _depth = 0;
};


class WipedText
	/// `[body]`, since the parser wants a std::string. It takes no scalar as a
	/// root; the array around it tells one, which is JSON but no object, from
	/// text that is not JSON.
{
public:
	explicit WipedText(std::string_view body)
	{
		_text.reserve(body.size() + 2);
		_text += '[';
		_text += body;
		_text += ']';
	}

	WipedText(const WipedText&) = delete;
	WipedText& operator = (const WipedText&) = delete;

	~WipedText()
	{
		::explicit_bzero(_text.data(), _text.size());
	}

	const std::string& get() const
	{
		return _text;
	}

private:
	std::string _text;
};


void parse(SecretView body, const Poco::SharedPtr<Collector>& collector)
{
	const WipedText text(body.expose());
	try
	{
		Poco::JSON::Parser parser(collector);
		parser.setDepth(64);
		parser.parse(text.get());
	}
	catch (const Poco::Exception&)
	{
		throw Refusal::badRequest("The request body is not valid JSON");
	}
	if (collector->roots != 1) throw Refusal::badRequest("The request body is not valid JSON");
}


void requireSound(const Collector& collector)
{
	if (collector.tooDeep) throw Refusal::badRequest("The request body is nested too deeply");
	if (!collector.rootIsObject) throw Refusal::badRequest("body must be object");
	if (collector.duplicate) throw Refusal::badRequest("The request body holds a member more than once");
}


void requireRules(const std::vector<StringRule>& rules, const std::vector<Found>& found)
	/// All rules of one kind come before those of the next.
{
	for (std::size_t i = 0; i < rules.size(); ++i)
	{
		if (!found[i].present) throw Refusal::badRequest("body must have required property '" + rules[i].name + "'");
	}
	for (std::size_t i = 0; i < rules.size(); ++i)
	{
		if (!found[i].text) throw Refusal::badRequest("body/" + rules[i].name + " must be string");
	}
	for (std::size_t i = 0; i < rules.size(); ++i)
	{
		if (Utf8::codePoints(found[i].text->view().expose()) < rules[i].minimum)
		{
			throw Refusal::badRequest("body/" + rules[i].name + " must NOT have fewer than " + std::to_string(rules[i].minimum) + " characters");
		}
	}
	for (std::size_t i = 0; i < rules.size(); ++i)
	{
		if (Utf8::codePoints(found[i].text->view().expose()) > rules[i].maximum)
		{
			throw Refusal::badRequest("body/" + rules[i].name + " must NOT have more than " + std::to_string(rules[i].maximum) + " characters");
		}
	}
}


} // namespace


JsonBody::JsonBody(AuthPlug::Api::SecretView body, const std::vector<StringRule>& rules)
{
	if (!Utf8::valid(body.expose())) throw Refusal::badRequest("The request body is not valid UTF-8");
	Poco::SharedPtr<Collector> collector = new Collector(rules, body.expose().size());
	parse(body, collector);
	requireSound(*collector);
	requireRules(rules, collector->found);

	_members.reserve(rules.size());
	for (std::size_t i = 0; i < rules.size(); ++i)
	{
		_members.push_back(Member{rules[i].name, std::move(*collector->found[i].text)});
	}
}


AuthPlug::Api::SecretView JsonBody::operator [] (std::string_view name) const
{
	for (const Member& member : _members)
	{
		if (member.name == name) return member.value.view();
	}
	return AuthPlug::Api::SecretView();
}


} // namespace AuthServer
