//
// SettingsSchema.cpp
//
// Library: AuthPlug/Host
// Package: Config
// Module:  SettingsSchema
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/SettingsSchema.h"
#include "AuthPlug/Host/ConfigException.h"
#include "SecretFile.h"
#include <Poco/Path.h>
#include <Poco/StringTokenizer.h>
#include <algorithm>
#include <charconv>


namespace AuthPlug {
namespace Host {


namespace {


std::string join(const std::vector<std::string>& words)
{
	std::string text;
	for (const std::string& word: words)
	{
		if (!text.empty()) text += " | ";
		text += word;
	}
	return text;
}


bool endsIn(const std::string& text, std::string_view end)
{
	return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}


std::size_t editDistance(std::string_view a, std::string_view b)
	/// Levenshtein's: insertions, deletions and replacements.
{
	std::vector<std::size_t> row(b.size() + 1);
	for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
	for (std::size_t i = 1; i <= a.size(); ++i)
	{
		std::size_t diagonal = row[0];
		row[0] = i;
		for (std::size_t j = 1; j <= b.size(); ++j)
		{
			const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
			diagonal = row[j];
			row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
		}
	}
	return row[b.size()];
}


} // namespace


SettingsSchema& SettingsSchema::add(const Api::SettingSpec* specs, std::size_t count)
{
	for (std::size_t i = 0; i < count; ++i)
	{
		Spec spec = copyOf(specs[i]);
		requireSound(spec);
		if (find(spec.key)) throw Poco::InvalidArgumentException("setting", spec.key + ": the schema holds this key already");
		_specs.push_back(std::move(spec));
	}
	return *this;
}


SettingsMap::Ptr SettingsSchema::check(const PropertiesFile& file) const
{
	return read(file, true);
}


SettingsMap::Ptr SettingsSchema::checkKnown(const PropertiesFile& file) const
{
	return read(file, false);
}


SettingsMap::Ptr SettingsSchema::read(const PropertiesFile& file, bool refuseUnknown) const
{
	SettingsMap::Values values;
	SettingsMap::Lines lines;
	for (const PropertiesFile::Entry& entry: file.entries())
	{
		const Spec* spec = find(entry.key);
		if (!spec && !refuseUnknown) continue;
		if (!spec) throw ConfigException(file.path(), entry.line, entry.key, "unknown key" + nearest(entry.key));
		try
		{
			values.emplace(entry.key, valueOf(*spec, entry.value, file.path()));
			lines.emplace(entry.key, static_cast<std::uint32_t>(entry.line));
		}
		catch (const Poco::Exception& exception)
		{
			throw ConfigException(file.path(), entry.line, entry.key, exception.message());
		}
	}
	for (const Spec& spec: _specs)
	{
		if (values.count(spec.key)) continue;
		if (!spec.defaultValue) throw ConfigException(file.path(), 0, spec.key, "missing, and it has no default");
		values.emplace(spec.key, plainValue(spec, *spec.defaultValue));
	}
	return std::make_shared<const SettingsMap>(file.path(), std::move(values), std::move(lines));
}


std::string SettingsSchema::describe() const
{
	std::string text;
	for (const Spec& spec: _specs)
	{
		if (!text.empty()) text += "\n";
		text += "# " + spec.description + "\n# " + rangeOf(spec);
		text += spec.defaultValue ? "; default: " + (spec.defaultValue->empty() ? "none" : *spec.defaultValue) : "; required";
		text += "\n";
		if (spec.defaultValue) text += "#";
		text += spec.key + " =";
		if (spec.defaultValue && !spec.defaultValue->empty()) text += " " + *spec.defaultValue;
		text += "\n";
	}
	return text;
}


std::vector<std::string> SettingsSchema::keys() const
{
	std::vector<std::string> keys;
	for (const Spec& spec: _specs) keys.push_back(spec.key);
	return keys;
}


SettingsSchema::Spec SettingsSchema::copyOf(const Api::SettingSpec& spec)
{
	Spec copy;
	copy.key = spec.key ? spec.key : "";
	copy.type = spec.type;
	copy.unit = spec.unit ? spec.unit : "";
	copy.minimum = spec.minimum;
	copy.maximum = spec.maximum;
	if (spec.defaultValue) copy.defaultValue = spec.defaultValue;
	const Poco::StringTokenizer choices(spec.choices ? spec.choices : "", "|", Poco::StringTokenizer::TOK_IGNORE_EMPTY);
	copy.choices.assign(choices.begin(), choices.end());
	copy.description = spec.description ? spec.description : "";
	return copy;
}


void SettingsSchema::requireSound(const Spec& spec)
{
	const auto demand = [&spec](bool fulfilled, const std::string& reason)
	{
		if (!fulfilled) throw Poco::InvalidArgumentException("setting", spec.key + ": " + reason);
	};
	try
	{
		PropertiesFile::parse("schema", spec.key + " =");
	}
	catch (const ConfigException&)
	{
		demand(false, "malformed key");
	}
	demand(!spec.description.empty() && spec.description.find('\n') == std::string::npos, "wanted a description of one line");
	demand(spec.minimum <= spec.maximum || spec.type != Api::SettingType::integer, "minimum greater than maximum");
	demand(!spec.choices.empty() || spec.type != Api::SettingType::choice, "a choice without words");
	demand(endsIn(spec.key, "_file") || spec.type != Api::SettingType::secret, "a secret's key must end in `_file`");
	demand(spec.type <= Api::SettingType::secret, "unknown type");
	if (!spec.defaultValue) return;
	if (spec.type == Api::SettingType::secret) demand(spec.defaultValue->empty(), "a secret's default can only be \"\"");
	try
	{
		plainValue(spec, *spec.defaultValue);
	}
	catch (const Poco::Exception& exception)
	{
		demand(false, "default: " + exception.message());
	}
}


SettingsMap::Value SettingsSchema::valueOf(const Spec& spec, const std::string& text, const std::string& file)
	// Secrets are read here; their file's name is no secret.
{
	if (spec.type != Api::SettingType::secret) return plainValue(spec, text);
	if (text.empty())
	{
		if (spec.defaultValue) return Api::SecretBuffer(0);
		throw Poco::DataFormatException("wanted the name of a file, got nothing");
	}
	return readSecretFile(Poco::Path(text).makeAbsolute(Poco::Path(file).makeAbsolute().parent()).toString());
}


SettingsMap::Value SettingsSchema::plainValue(const Spec& spec, const std::string& text)
{
	// The value is repeated in the reason, save for a text: there it may be a
	// secret in the wrong place.
	const auto refuse = [&]() { throw Poco::DataFormatException("wanted " + rangeOf(spec) + ", got \"" + text + "\""); };
	switch (spec.type)
	{
	case Api::SettingType::integer:
	{
		std::int64_t number = 0;
		const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
		if (error != std::errc() || end != text.data() + text.size()) refuse();
		if (number < spec.minimum || number > spec.maximum) refuse();
		return number;
	}
	case Api::SettingType::flag:
		if (text != "true" && text != "false") refuse();
		return text == "true";
	case Api::SettingType::choice:
		if (std::find(spec.choices.begin(), spec.choices.end(), text) == spec.choices.end()) refuse();
		return text;
	case Api::SettingType::secret:
		return Api::SecretBuffer(0);
	case Api::SettingType::text:
		break;
	}
	if (text.empty() && !spec.defaultValue) throw Poco::DataFormatException("wanted " + rangeOf(spec) + ", got nothing");
	if (spec.maximum > 0 && text.size() > static_cast<std::uint64_t>(spec.maximum))
	{
		throw Poco::DataFormatException("wanted " + rangeOf(spec) + ", got " + std::to_string(text.size()) + " bytes");
	}
	return text;
}


std::string SettingsSchema::rangeOf(const Spec& spec)
{
	switch (spec.type)
	{
	case Api::SettingType::integer:
		return "an integer from " + std::to_string(spec.minimum) + " to " + std::to_string(spec.maximum) + (spec.unit.empty() ? "" : " (" + spec.unit + ")");
	case Api::SettingType::flag:
		return "true | false";
	case Api::SettingType::choice:
		return join(spec.choices);
	case Api::SettingType::secret:
		return "the name of a file that holds the secret";
	case Api::SettingType::text:
		break;
	}
	return spec.maximum > 0 ? "a text of at most " + std::to_string(spec.maximum) + " bytes" : "a text";
}


const SettingsSchema::Spec* SettingsSchema::find(std::string_view key) const noexcept
{
	const auto it = std::find_if(_specs.begin(), _specs.end(), [key](const Spec& spec) { return spec.key == key; });
	return it == _specs.end() ? nullptr : &*it;
}


std::string SettingsSchema::nearest(std::string_view key) const
{
	const auto it = std::min_element(_specs.begin(), _specs.end(), [key](const Spec& a, const Spec& b)
		{ return editDistance(key, a.key) < editDistance(key, b.key); });
	return it == _specs.end() ? "" : "; the nearest known key is " + it->key;
}


} } // namespace AuthPlug::Host
