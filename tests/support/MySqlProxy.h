//
// MySqlProxy.h
//
// Tests: support
//
// A TCP proxy before a MySQL server that loses chosen messages.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_MySqlProxy_INCLUDED
#define AuthPlug_Tests_MySqlProxy_INCLUDED


#include <atomic>
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
		commit,    /// the query `COMMIT`
		execute,   /// execution of a prepared statement
		prepare    /// preparation of a statement
	};

	enum class Fault
	{
		dropAnswer,   /// the server gets the message and answers; the answer is lost, then the connection
		dropRequest,  /// the message is lost, and the connection
		freeze        /// the message is lost, and nothing goes through that connection any more
	};

	explicit MySqlProxy(std::uint16_t targetPort);
		/// Listens on any free port. Throws std::runtime_error.

	MySqlProxy(const MySqlProxy&) = delete;
	MySqlProxy& operator = (const MySqlProxy&) = delete;

	~MySqlProxy();
		/// Cuts all connections.

	std::uint16_t port() const;

	void arm(Message message, Fault fault, int after = 0);
		/// Loses the next such message, after letting `after` of them pass.

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
	bool isArmed(std::string_view chunk);

	std::uint16_t _targetPort;
	int _listener = -1;
	int _wake[2] = {-1, -1};
	std::uint16_t _port = 0;
	mutable std::mutex _mutex;
	std::list<Link> _links;
	bool _armed = false;
	Message _message = Message::commit;
	Fault _fault = Fault::dropAnswer;
	int _skip = 0;
	std::atomic<int> _fired{0};
	std::atomic<int> _accepted{0};
	std::atomic<bool> _stopping{false};
	std::thread _acceptor;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_MySqlProxy_INCLUDED
