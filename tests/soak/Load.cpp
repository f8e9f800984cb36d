//
// Load.cpp
//
// Tests: soak
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Load.h"
#include <atomic>
#include <exception>
#include <random>


namespace AuthPlug {
namespace Tests {


namespace {


using std::chrono::steady_clock;

constexpr int KEEPERS = 22;
constexpr int CLOSERS = 16;
constexpr int SLOW = 8;
constexpr int ASKERS_OF_SECOND = 4;

constexpr std::size_t SHOWN = 20;

// It does nothing, so that four clients would keep the machine from all else.
constexpr std::chrono::milliseconds SECOND_PAUSE(2);


} // namespace


class Load::Worker
	/// One connection's thread.
{
public:
	Worker(Load& load, unsigned seed): _load(load), _client(load._site.port(), load._options.slowPause), _random(seed)
	{
	}

	void ask(const Ask& ask, bool hashes = false, Client::Pace pace = Client::Pace::once)
		/// Throws if the answer is not right.
	{
		const auto begin = steady_clock::now();
		_client.ask(ask, pace);
		const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begin).count();
		const std::lock_guard<std::mutex> lock(_mutex);
		++_answers[ask.kind];
		if (_load._options.samples && pace == Client::Pace::once) _samples.push_back(Sample{begin, micros, hashes});
	}

	int draw(int below)
	{
		return std::uniform_int_distribution<int>(0, below - 1)(_random);
	}

	void hangUp()
	{
		_client.hangUp();
	}

	void addTo(std::map<std::string, std::uint64_t>& answers) const
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		for (const auto& [kind, count]: _answers) answers[kind] += count;
	}

	void moveTo(std::vector<Sample>& samples)
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		samples.insert(samples.end(), _samples.begin(), _samples.end());
		_samples.clear();
	}

private:
	Load& _load;
	Client _client;
	std::mt19937 _random;

	mutable std::mutex _mutex;
	std::map<std::string, std::uint64_t> _answers;
	std::vector<Sample> _samples;
};


Load::Options Load::modest()
{
	Options options;
	if (!SANITIZED) return options;
	options.thinkTime = std::chrono::milliseconds(20);
	options.changers = 4;
	return options;
}


Load::Load(const Site& site, const Options& options): _site(site), _options(options)
{
	for (int i = 0; i < KEEPERS; ++i) add([this](Worker& worker) { keepAsking(worker, false); });
	for (int i = 0; i < CLOSERS; ++i) add([this](Worker& worker) { keepAsking(worker, true); });
	for (int i = 0; i < SLOW; ++i) add([this](Worker& worker) { askSlowly(worker); });
	for (int i = 0; i < ASKERS_OF_SECOND; ++i) add([this](Worker& worker) { askSecond(worker); });
	for (int i = 0; i < options.changers; ++i)
	{
		add([this, user = Site::LOCKED + 1 + i, closing = i%3 == 0](Worker& worker) { changeToAndFro(worker, user, closing); });
	}
}


Load::~Load()
{
	{
		const std::lock_guard<std::mutex> lock(_mutex);
		_ending = true;
		_pausing = false;
		_changed.notify_all();
	}
	for (std::thread& thread: _threads) thread.join();
}


void Load::add(Role role)
{
	_workers.push_back(std::make_unique<Worker>(*this, static_cast<unsigned>(_workers.size())));
	_threads.emplace_back([this, &worker = *_workers.back(), role = std::move(role)] { run(worker, role); });
}


void Load::run(Worker& worker, const Role& role)
{
	while (mayGoOn(worker))
	{
		try
		{
			role(worker);
		}
		catch (const std::exception& exception)
		{
			const std::lock_guard<std::mutex> lock(_mutex);
			if (++_failed <= SHOWN) _failures.emplace_back(exception.what());
		}
	}
	worker.hangUp();
}


bool Load::mayGoOn(Worker& worker)
{
	if (_options.thinkTime.count() > 0) std::this_thread::sleep_for(_options.thinkTime);
	std::unique_lock<std::mutex> lock(_mutex);
	if (!_pausing) return !_ending;
	worker.hangUp();
	++_parked;
	_changed.notify_all();
	_changed.wait(lock, [this] { return !_pausing; });
	--_parked;
	return !_ending;
}


void Load::pause()
{
	std::unique_lock<std::mutex> lock(_mutex);
	_pausing = true;
	_changed.wait(lock, [this] { return _parked == _workers.size(); });
}


void Load::resume()
{
	const std::lock_guard<std::mutex> lock(_mutex);
	_pausing = false;
	_changed.notify_all();
}


std::uint64_t Load::answers() const
{
	std::uint64_t sum = 0;
	for (const auto& [kind, count]: answersByKind()) sum += count;
	return sum;
}


std::map<std::string, std::uint64_t> Load::answersByKind() const
{
	std::map<std::string, std::uint64_t> answers;
	for (const auto& worker: _workers) worker->addTo(answers);
	return answers;
}


std::vector<std::string> Load::failures() const
{
	const std::lock_guard<std::mutex> lock(_mutex);
	std::vector<std::string> failures = _failures;
	if (_failed > 0) failures.push_back(std::to_string(_failed) + " in all");
	return failures;
}


std::vector<Load::Sample> Load::takeSamples()
{
	std::vector<Sample> samples;
	for (const auto& worker: _workers) worker->moveTo(samples);
	return samples;
}


void Load::keepAsking(Worker& worker, bool closing)
{
	Ask ask = Ask::noToken();
	const int user = 1 + worker.draw(Site::LOCKED);
	switch (worker.draw(5))
	{
	case 0: ask = Ask::badToken(); break;
	case 1: ask = Ask::badJson(_site.token(user)); break;
	case 2: ask = Ask::shortPassword(_site.token(user), {8, 9}); break;
	case 3: ask = Ask::locked(_site.token(user)); break;
	default: break;
	}
	if (closing) ask.closing();
	worker.ask(ask);
}


void Load::askSlowly(Worker& worker)
{
	Ask ask = worker.draw(2) == 0 ? Ask::badToken() : Ask::shortPassword(_site.token(1), {8, 9});
	ask.kind = "slow, " + ask.kind;
	if (worker.draw(2) == 0) ask.closing();
	worker.ask(ask, false, worker.draw(2) == 0 ? Client::Pace::slowHeader : Client::Pace::slowBody);
}


void Load::askSecond(Worker& worker)
{
	worker.ask(Ask::second());
	std::this_thread::sleep_for(SECOND_PAUSE);
}


void Load::changeToAndFro(Worker& worker, int user, bool closing)
	/// Ends with the password that it begins with.
{
	const std::string token = _site.token(user);
	const auto ask = [&](Ask request)
	{
		if (closing) request.closing();
		worker.ask(request, true);
	};
	for (const auto& [from, to]: {std::pair("Even", "Odd"), std::pair("Odd", "Even")})
	{
		const Ask change = Ask::change(token, _site.password(from), _site.password(to));
		if (worker.draw(2) == 0) ask(Ask::wrongGuess(token, _site.password("Wrong"), _site.password("Other")));
		ask(change);
		if (worker.draw(3) > 0) continue;
		Ask repeated = change;
		repeated.kind = "repeated change";
		ask(repeated);
	}
}


} } // namespace AuthPlug::Tests
