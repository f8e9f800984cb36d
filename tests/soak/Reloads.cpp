//
// Reloads.cpp
//
// Tests: soak
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Reloads.h"
#include "Client.h"
#include "AuthPlug/Api/Version.h"
#include <stdexcept>


namespace AuthPlug {
namespace Tests {


namespace {


constexpr std::uint64_t NOTHING_EVERY = 5;
constexpr std::uint64_t SECOND_EVERY = 3;


} // namespace


Reloads::Reloads(Site& site, bool withSecond): _site(site), _withSecond(withSecond), _plugins{Site::plugin(false), Site::plugin(true)}
{
}


void Reloads::next()
{
	const Row before = _site.row(Site::MAIN);
	const bool bySignal = _replaced/2%2 == 0;
	change();
	if (bySignal) _site.hangUp();
	expectServed(before.generation);
	++_replaced;
	if (_replaced%NOTHING_EVERY == 0) askForNothing();
	if (_withSecond && _replaced%SECOND_EVERY == 0) changeSecond();
}


void Reloads::begin()
{
	change();
	_site.hangUp();
	++_replaced;
}


void Reloads::change()
{
	if (_replaced%2 == 0)
	{
		_next = !_next;
		_site.installMain(_plugins[_next]);
	}
	else
	{
		_longer = !_longer;
		_site.configureMain("policy.minimum_length = " + std::to_string(wantedMinimum()) + "\n");
	}
}


void Reloads::expectServed(std::uint64_t before)
{
	Row row;
	Site::await("a new generation", [&] { return (row = _site.row(Site::MAIN)).generation != before; });
	if (row.state != "serving" || row.version != wantedVersion() || !row.lastError.empty())
	{
		throw std::runtime_error("wanted version " + wantedVersion() + " serving, got " + row.version + " " + row.state + " " + row.lastError);
	}
	// One answer of a known generation: it is the new configuration that speaks.
	Client(_site.port(), std::chrono::milliseconds(0)).ask(Ask::shortPassword(_site.token(1), {wantedMinimum()}).closing());
}


void Reloads::askForNothing()
{
	const std::uint64_t before = _site.row(Site::MAIN).generation;
	_site.hangUp();
	_site.reload();
	const std::uint64_t after = _site.row(Site::MAIN).generation;
	if (after != before) throw std::runtime_error("a reload without a change has replaced generation " + std::to_string(before));
}


void Reloads::changeSecond()
{
	_second = (_second + 1)%3;
	if (_second == 0) _site.remove(Site::SECOND);
	else _site.installSecond("good-" + std::to_string(_second));
	if (_second == 1) _site.configure(Site::SECOND, "library = second\n");
	const std::string wanted = _second == 0 ? "" : std::to_string(_second);
	Site::await("the second plugin", [&] { return _site.row(Site::SECOND).version == wanted; });
	++_others;
}


std::string Reloads::wantedVersion() const
{
	return _next ? Site::nextVersion() : AUTHPLUG_VERSION;
}


int Reloads::wantedMinimum() const
{
	return _longer ? 9 : 8;
}


std::uint64_t Reloads::replaced() const
{
	return _replaced;
}


std::uint64_t Reloads::others() const
{
	return _others;
}


} } // namespace AuthPlug::Tests
