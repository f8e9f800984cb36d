//
// LoadGenerator.cpp
//
// Tests: bench
//
// SPDX-License-Identifier: BSL-1.0
//


#include "LoadGenerator.h"
#include <arpa/inet.h>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <netinet/tcp.h>
#include <queue>
#include <stdexcept>
#include <string>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <thread>
#include <unistd.h>
#include <vector>


namespace AuthPlug {
namespace Tests {


namespace {


using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using std::chrono::system_clock;


constexpr milliseconds PATIENCE(30000);
constexpr milliseconds RECONNECT_PAUSE(20);
constexpr milliseconds TICK(10);
constexpr std::string_view HEADER_END = "\r\n\r\n";


double threadSeconds()
{
	timespec time{};
	::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec)/1e9;
}


int connectTo(std::uint16_t port)
	/// Returns -1 if nobody takes the connection.
{
	const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (descriptor < 0) return -1;
	sockaddr_in address{};
	address.sin_family = AF_INET;
	address.sin_port = htons(port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	const int on = 1;
	::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	::setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
	if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) return descriptor;
	::close(descriptor);
	return -1;
}


ssize_t receiveStamped(int descriptor, char* bytes, std::size_t size, system_clock::time_point& arrived)
	/// As recv() without waiting; also tells when the bytes came, not when this
	/// thread came to read them.
{
	iovec part{bytes, size};
	alignas(cmsghdr) char control[CMSG_SPACE(sizeof(timespec))];
	msghdr message{};
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control;
	message.msg_controllen = sizeof(control);
	const ssize_t got = ::recvmsg(descriptor, &message, MSG_DONTWAIT);
	const cmsghdr* const stamp = got > 0 ? CMSG_FIRSTHDR(&message) : nullptr;
	if (!stamp || stamp->cmsg_type != SCM_TIMESTAMPNS)
	{
		arrived = system_clock::now();
		return got;
	}
	timespec time{};
	std::memcpy(&time, CMSG_DATA(stamp), sizeof(time));
	arrived = system_clock::time_point(std::chrono::duration_cast<system_clock::duration>(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec)));
	return got;
}


std::size_t contentLength(std::string_view header)
{
	for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "})
	{
		const std::size_t at = header.find(name);
		if (at == std::string_view::npos) continue;
		std::size_t length = 0;
		const char* const begin = header.data() + at + name.size();
		std::from_chars(begin, header.data() + header.size(), length);
		return length;
	}
	return 0;
}


int statusOf(std::string_view header)
{
	int status = 0;
	if (header.size() > 12) std::from_chars(header.data() + 9, header.data() + 12, status);
	return status;
}


struct Link
	/// One connection.
{
	int descriptor = -1;
	bool waiting = false;            // for an answer
	steady_clock::time_point due;    // of the request after this one, for those that pause
	system_clock::time_point sent;   // by the clock that the kernel stamps answers with
	std::string received;
};


class Run
{
public:
	Run(std::uint16_t port, std::size_t connections, LoadSource& source):
		_port(port), _source(source), _links(connections), _epoll(::epoll_create1(EPOLL_CLOEXEC))
	{
		if (_epoll < 0) throw std::runtime_error("no epoll descriptor");
	}

	Run(const Run&) = delete;
	Run& operator = (const Run&) = delete;

	~Run()
	{
		for (const Link& link : _links)
		{
			if (link.descriptor >= 0) ::close(link.descriptor);
		}
		::close(_epoll);
	}

	LoadGenerator::Outcome execute(milliseconds lead, milliseconds window)
	{
		start();
		stepUntil(steady_clock::now() + lead);

		const double cpu = threadSeconds();
		const auto begin = steady_clock::now();
		_counting = true;
		_source.windowBegins();
		stepUntil(begin + window);
		const auto stopped = steady_clock::now();
		_outcome.seconds = std::chrono::duration<double>(stopped - begin).count();
		_outcome.cpuSeconds = threadSeconds() - cpu;
		_counting = false;
		_source.windowEnds();

		_sending = false;
		while (_underWay > 0 && steady_clock::now() < stopped + PATIENCE) step(stopped + PATIENCE);
		_outcome.drainSeconds = std::chrono::duration<double>(steady_clock::now() - stopped).count();
		return _outcome;
	}

private:
	struct Later
	{
		steady_clock::time_point due;
		std::size_t connection;

		bool operator < (const Later& other) const
			/// The earliest is the greatest, as std::priority_queue wants it.
		{
			return due > other.due;
		}
	};

	void start();
	void stepUntil(steady_clock::time_point end);
	void step(steady_clock::time_point until);
	void look(int millis);
	int millisUntil(steady_clock::time_point until) const;
	void sendDue(steady_clock::time_point now);
	bool open(std::size_t connection);
	void send(std::size_t connection);
	void receive(std::size_t connection);
	void take(std::size_t connection, int status, bool closes, system_clock::time_point arrived);
	void drop(std::size_t connection);

	const std::uint16_t _port;
	LoadSource& _source;
	std::vector<Link> _links;
	const int _epoll;
	std::priority_queue<Later> _later;
	steady_clock::time_point _nextTick;  // when what is due then is sent
	std::size_t _underWay = 0;
	bool _sending = true;
	bool _paces = true;  // all connections pause between their requests
	bool _counting = false;
	LoadGenerator::Outcome _outcome;
};


void Run::start()
	/// Connects all before anything is sent.
{
	std::size_t connected = 0;
	for (std::size_t i = 0; i < _links.size(); ++i) connected += open(i) ? 1 : 0;
	if (connected == 0) throw std::runtime_error("nobody answers on port " + std::to_string(_port));
	const auto begin = steady_clock::now();
	for (std::size_t i = 0; i < _links.size(); ++i)
	{
		// Those that pause are spread over their interval.
		const microseconds interval = _source.interval(i);
		if (interval == microseconds(0)) _paces = false;
		_links[i].due = begin + interval*static_cast<long>(i)/static_cast<long>(_links.size());
		_later.push(Later{_links[i].due, i});
	}
}


void Run::stepUntil(steady_clock::time_point end)
{
	while (steady_clock::now() < end) step(end);
	look(0);
}


void Run::step(steady_clock::time_point until)
{
	// Not to be woken for each request leaves more to those measured.
	const auto now = steady_clock::now();
	if (now >= _nextTick)
	{
		sendDue(now);
		_nextTick = now + TICK;
	}
	if (!_paces || !_sending)
	{
		look(millisUntil(until));
		return;
	}
	// Nobody waits for an answer to send the next request, and when it came is known.
	std::this_thread::sleep_until(std::min(until, _nextTick));
	look(0);
}


void Run::look(int millis)
	/// Reads the answers that have come, or waits for one.
{
	epoll_event events[256];
	const int count = ::epoll_wait(_epoll, events, 256, millis);
	for (int i = 0; i < count; ++i) receive(events[i].data.u64);
}


int Run::millisUntil(steady_clock::time_point until) const
{
	if (_sending && !_later.empty()) until = std::min(until, std::max(_later.top().due, _nextTick));
	const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
	return static_cast<int>(std::clamp<long>(left, 0, 100));
}


void Run::sendDue(steady_clock::time_point now)
{
	if (!_sending) return;
	while (!_later.empty() && _later.top().due <= now)
	{
		const std::size_t connection = _later.top().connection;
		_later.pop();
		send(connection);
	}
}


bool Run::open(std::size_t connection)
{
	Link& link = _links[connection];
	link.descriptor = connectTo(_port);
	if (link.descriptor < 0)
	{
		++_outcome.refused;
		return false;
	}
	epoll_event event{};
	event.events = EPOLLIN;
	event.data.u64 = connection;
	::epoll_ctl(_epoll, EPOLL_CTL_ADD, link.descriptor, &event);
	return true;
}


void Run::send(std::size_t connection)
{
	Link& link = _links[connection];
	if (link.descriptor < 0 && !open(connection))
	{
		_later.push(Later{steady_clock::now() + RECONNECT_PAUSE, connection});
		return;
	}
	const std::string_view request = _source.request(connection);
	if (request.empty()) return;
	link.due = std::max(link.due + _source.interval(connection), steady_clock::now());
	link.waiting = true;
	++_underWay;
	link.sent = system_clock::now();
	// A request is much smaller than the buffer of an idle socket.
	if (::send(link.descriptor, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) drop(connection);
}


void Run::receive(std::size_t connection)
{
	Link& link = _links[connection];
	if (link.descriptor < 0) return;
	char bytes[16384];
	system_clock::time_point arrived;
	const ssize_t got = receiveStamped(link.descriptor, bytes, sizeof(bytes), arrived);
	if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
	if (got <= 0)
	{
		drop(connection);
		return;
	}
	std::string_view answer(bytes, static_cast<std::size_t>(got));
	if (!link.received.empty())
	{
		link.received.append(answer);
		answer = link.received;
	}
	const std::size_t end = answer.find(HEADER_END);
	const std::string_view header = answer.substr(0, end);
	if (end == std::string_view::npos || answer.size() < end + HEADER_END.size() + contentLength(header))
	{
		if (link.received.empty()) link.received = answer;
		return;
	}
	const bool closes = header.find("\r\nConnection: Close") != std::string_view::npos || header.find("\r\nConnection: close") != std::string_view::npos;
	const int status = statusOf(header);
	link.received.clear();
	take(connection, status, closes, arrived);
}


void Run::take(std::size_t connection, int status, bool closes, system_clock::time_point arrived)
{
	Link& link = _links[connection];
	const auto now = steady_clock::now();
	link.waiting = false;
	--_underWay;
	if (_counting) ++_outcome.answers;
	_source.answered(connection, status, static_cast<std::uint32_t>(std::max<std::int64_t>(std::chrono::duration_cast<microseconds>(arrived - link.sent).count(), 0)));
	if (closes)
	{
		::close(link.descriptor);
		link.descriptor = -1;
	}
	if (!_sending) return;
	if (link.due > now) _later.push(Later{link.due, connection});
	else send(connection);
}


void Run::drop(std::size_t connection)
{
	Link& link = _links[connection];
	::close(link.descriptor);
	link.descriptor = -1;
	link.received.clear();
	// A server may end a connection that is idle.
	if (!link.waiting) return;
	link.waiting = false;
	--_underWay;
	++_outcome.failures;
	_source.failed(connection);
	if (_sending) _later.push(Later{steady_clock::now() + RECONNECT_PAUSE, connection});
}


} // namespace


void LoadSource::windowBegins()
{
}


void LoadSource::windowEnds()
{
}


microseconds LoadSource::interval(std::size_t) const
{
	return microseconds(0);
}


LoadGenerator::Outcome LoadGenerator::run(std::uint16_t port, std::size_t connections, milliseconds window, LoadSource& source, milliseconds lead)
{
	return Run(port, connections, source).execute(lead, window);
}


} } // namespace AuthPlug::Tests
