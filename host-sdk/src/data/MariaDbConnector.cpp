//
// MariaDbConnector.cpp
//
// Library: AuthPlug/Host
// Package: Data
// Module:  MariaDbConnector
//
// SPDX-License-Identifier: BSL-1.0
//


#include "MariaDbConnector.h"
#include "SqlError.h"
#include <algorithm>
#include <cerrno>
#include <errmsg.h>
#include <fcntl.h>
#include <new>
#include <optional>
#include <poll.h>
#include <unistd.h>


namespace AuthPlug {
namespace Host {


namespace {


constexpr std::int64_t MICROS_PER_SECOND = 1000000;

// Connecting runs on a stack of its own; the resolver and TLS need more than the
// library's 60 KiB may hold.
constexpr std::size_t STACK_BYTES = 256*1024;

// None of these gives the password to whoever has taken the server's place and
// only listens; without this list a server may ask for it in clear text.
const char* const METHODS_WITHOUT_TLS = "mysql_native_password,client_ed25519,caching_sha2_password,sha256_password";


DatabaseOptions forMariaDb(DatabaseOptions options)
{
	options.client = DatabaseOptions::Client::libmariadb;
	return options;
}


class MariaDbSession final: public Session
{
public:
	MariaDbSession(): _handle(::mysql_init(nullptr), &::mysql_close)
	{
		if (!_handle) throw std::bad_alloc();
	}

	MYSQL* handle() const noexcept override
	{
		return _handle.get();
	}

private:
	const std::unique_ptr<MYSQL, decltype(&mysql_close)> _handle;
};


class GuardedSocket
	/// Has a socket shut down at the deadline. By a duplicate: the library
	/// closes its own when an address does not answer, and others reuse the number.
{
public:
	GuardedSocket(int descriptor, SocketWatchdog& watchdog, Api::Deadline deadline):
		_descriptor(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0))
	{
		if (_descriptor >= 0) _watch.emplace(watchdog, _descriptor, deadline);
	}

	GuardedSocket(const GuardedSocket&) = delete;
	GuardedSocket& operator = (const GuardedSocket&) = delete;

	~GuardedSocket()
	{
		_watch.reset();
		if (_descriptor >= 0) ::close(_descriptor);
	}

private:
	const int _descriptor;
	std::optional<SocketWatchdog::Watch> _watch;
};


template <class Value>
void set(MYSQL* handle, mysql_option option, const Value& value)
{
	// It fails only for an option that the library does not know.
	if (::mysql_optionsv(handle, option, &value) != 0) throw ConnectFailed("unknown_option", SqlError::UNKNOWN);
}


void setText(MYSQL* handle, mysql_option option, const std::string& text)
{
	if (!text.empty() && ::mysql_optionsv(handle, option, text.c_str()) != 0) throw ConnectFailed("unknown_option", SqlError::UNKNOWN);
}


int awaited(int descriptor, int events, std::int64_t micros)
	/// Waits for what the library waits for. Returns what has happened.
{
	pollfd waiting{descriptor, 0, 0};
	if (events & MYSQL_WAIT_READ) waiting.events |= POLLIN;
	if (events & MYSQL_WAIT_WRITE) waiting.events |= POLLOUT;
	if (events & MYSQL_WAIT_EXCEPT) waiting.events |= POLLPRI;
	const auto millis = static_cast<int>((std::max<std::int64_t>(micros, 0) + 999)/1000);
	const int found = ::poll(&waiting, 1, millis);
	// Whatever wakes the wait too early is found by the library, which waits again.
	if (found < 0 && errno == EINTR) return events & ~MYSQL_WAIT_TIMEOUT;
	return found > 0 ? events & ~MYSQL_WAIT_TIMEOUT : MYSQL_WAIT_TIMEOUT;
}


} // namespace


MariaDbConnector::MariaDbConnector(DatabaseOptions options, Api::Clock& clock):
	Connector(forMariaDb(std::move(options))),
	_clock(clock)
{
	// Before other threads do, of which each would.
	if (::mysql_library_init(0, nullptr, nullptr) != 0) throw std::bad_alloc();
}


std::unique_ptr<Session> MariaDbConnector::connect(Api::Deadline deadline, SocketWatchdog& watchdog)
{
	auto session = std::make_unique<MariaDbSession>();
	MYSQL* const handle = session->handle();
	prepare(handle);
	const Api::Deadline end = std::min(deadline, _clock.monotonic() + options().connectTimeoutSeconds*MICROS_PER_SECOND);

	const bool bySocket = !options().socket.empty();
	MYSQL* connected = nullptr;
	int events = ::mysql_real_connect_start(&connected, handle, bySocket ? nullptr : options().host.c_str(), options().user.c_str(),
		options().password.c_str(), options().name.c_str(), bySocket ? 0 : options().port, bySocket ? options().socket.c_str() : nullptr, 0);
	std::optional<GuardedSocket> guarded;
	while (events != 0)
	{
		const int descriptor = ::mysql_get_socket(handle);
		// With TLS the library waits by itself once it is connected.
		if (options().encrypts()) guarded.emplace(descriptor, watchdog, end);
		events = ::mysql_real_connect_cont(&connected, handle, awaited(descriptor, events, end - _clock.monotonic()));
	}
	if (!connected)
	{
		const unsigned number = ::mysql_errno(handle);
		const bool cutOff = number == CR_SSL_CONNECTION_ERROR && !(_clock.monotonic() < end);
		throw ConnectFailed(SqlError::connectReason(cutOff ? SqlError::SERVER_LOST : number), number);
	}
	return session;
}


void MariaDbConnector::prepare(MYSQL* handle) const
{
	const my_bool no = 0;
	const my_bool yes = 1;
	set(handle, MYSQL_OPT_NONBLOCK, STACK_BYTES);
	set(handle, MYSQL_OPT_PROTOCOL, static_cast<unsigned>(options().socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET));
	set(handle, MYSQL_OPT_CONNECT_TIMEOUT, static_cast<unsigned>(options().connectTimeoutSeconds));
	set(handle, MYSQL_OPT_LOCAL_INFILE, static_cast<unsigned>(0));
	set(handle, MYSQL_OPT_RECONNECT, no);
	setText(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	set(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, options().encrypts() ? yes : no);
	if (options().encrypts())
	{
		// Without the verification a server that offers no TLS would get
		// everything in plain text: this alone does not prevent it.
		set(handle, MYSQL_OPT_SSL_ENFORCE, yes);
		setText(handle, MYSQL_OPT_SSL_CA, options().tlsCa);
		setText(handle, MYSQL_OPT_SSL_CERT, options().tlsCert);
		setText(handle, MYSQL_OPT_SSL_KEY, options().tlsKey);
		setText(handle, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
	}
	else if (options().socket.empty())
	{
		setText(handle, MARIADB_OPT_RESTRICTED_AUTH, METHODS_WITHOUT_TLS);
	}
}


} } // namespace AuthPlug::Host
