//
// MySqlProxy.h
//
// Tests: support
//
// A TCP proxy before a MySQL server that loses chosen messages, or answers them
// with an error.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_MySqlProxy_INCLUDED
#define AuthPlug_Tests_MySqlProxy_INCLUDED


#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>


namespace AuthPlug {
namespace Tests {


class MySqlProxy
	/// Forwards connections on a port of 127.0.0.1 to another port, and
	/// carries out one fault at a time: at the next message of the kind that
	/// was armed. Thread-safe.
{
public:
	enum class Message
	{
		any,       /// whatever the client sends, its part of the handshake included
		begin,     /// the query `START TRANSACTION`
		commit,    /// the query `COMMIT`
		rollback,  /// the query `ROLLBACK`
		execute,   /// execution of a prepared statement
		prepare,   /// preparation of a statement
		ping       /// the question for a sign of life
	};

	enum class Fault
	{
		dropAnswer,    /// the server gets the message and answers; the answer is lost, then the connection
		dropRequest,   /// the message is lost, and the connection
		reset,         /// the message is lost, and the connection is reset instead of closed
		freeze,        /// the message is lost, and nothing goes through that connection any more
		freezeAnswer,  /// the server gets the message; nothing goes through that connection any more
		halfAnswer,    /// of the answer the first half goes through, then nothing any more
		holdRequest,   /// the message waits here until release()
		holdAnswer     /// the server gets the message; its answer waits here until release()
	};

	explicit MySqlProxy(std::uint16_t targetPort);
		/// Listens on any free port. Throws std::runtime_error.

	MySqlProxy(const MySqlProxy&) = delete;
	MySqlProxy& operator = (const MySqlProxy&) = delete;

	~MySqlProxy();
		/// Cuts all connections.

	std::uint16_t port() const;

	void arm(Message message, Fault fault, int after = 0);
		/// Strikes the next such message, after letting `after` of them pass.

	void armError(Message message, unsigned number, int after = 0, int times = 1);
		/// After letting `after` such messages pass, keeps the next ones from the
		/// server and answers each with this error of a server's.

	void disarm();

	bool awaitHeld(int seconds);
		/// Returns true when a message or an answer waits here; false if none
		/// does within this time.

	void release();
		/// Lets what waits go on.

	void delay(int millis);
		/// Lets every answer come so much later.

	void keepSilent(bool silent);
		/// Accepts connections from now on and lets nothing through them.

	int messages() const;
		/// Returns how many messages the clients have sent so far.

	int fired() const;
		/// Returns how many faults were carried out.

	void cutAll();
		/// Closes all connections.

	void freezeAll();
		/// Lets nothing through the present connections any more, and keeps
		/// them open.

	int accepted() const;
		/// Returns how many connections there were so far.

private:
	struct Link;

	void acceptLoop();
	void forward(Link& link);
	bool strike(Link& link, std::string_view chunk);
	void hold();
	bool isArmed(std::string_view chunk, unsigned& error);
	bool matches(std::string_view packet) const;

	std::uint16_t _targetPort;
	int _listener = -1;
	int _wake[2] = {-1, -1};
	std::uint16_t _port = 0;
	mutable std::mutex _mutex;
	std::condition_variable _heldChanged;
	bool _isHeld = false;
	std::list<Link> _links;
	bool _armed = false;
	Message _message = Message::commit;
	Fault _fault = Fault::dropAnswer;
	int _skip = 0;
	int _times = 1;
	unsigned _error = 0;  // to be answered instead of a fault; 0: none
	std::atomic<int> _delayMillis{0};
	std::atomic<bool> _silent{false};
	std::atomic<int> _messages{0};
	std::atomic<int> _fired{0};
	std::atomic<int> _accepted{0};
	std::atomic<bool> _stopping{false};
	std::thread _acceptor;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_MySqlProxy_INCLUDED
