//
// GaleraNode.cpp
//
// Tests: cluster
//
// SPDX-License-Identifier: BSL-1.0
//


#include "GaleraNode.h"
#include "Cases.h"
#include "Machine.h"
#include "PrivateMariaDb.h"
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pwd.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>


namespace fs = std::filesystem;


namespace AuthPlug {
namespace Tests {


namespace {


const char* const PROVIDER = "/usr/lib/galera/libgalera_smm.so";
const char* const LOCAL = "127.0.0.1:";


std::string textOf(const std::string& path)
{
	std::ifstream file(path, std::ios::binary);
	return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}


std::vector<std::string> asOrdinaryAccount(std::vector<std::string> command)
{
	if (::getuid() != 0) return command;
	// The last one is what ends the server with the tests: a change of account
	// clears what the parent has asked for.
	std::vector<std::string> whole = {Machine::findProgram("setpriv"), "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--pdeathsig", "KILL"};
	whole.insert(whole.end(), command.begin(), command.end());
	return whole;
}


void giveAway(const std::string& path)
{
	if (::getuid() != 0) return;
	const passwd* const account = ::getpwnam("nobody");
	if (!account || ::chown(path.c_str(), account->pw_uid, account->pw_gid) != 0) throw std::runtime_error("can't give " + path + " to nobody");
}


} // namespace


GaleraNode::GaleraNode(const std::string& folder, std::vector<std::string> environment):
	_folder(folder),
	_environment(std::move(environment)),
	_socket(folder + "/m.sock"),
	_port(Machine::freePort()),
	_groupPort(Machine::freePort()),
	_incrementalPort(Machine::freePort()),
	_transferPort(Machine::freePort())
{
	if (!fs::exists(PROVIDER)) throw Skipped("galera-4 is not installed");
	Machine::findProgram("rsync");
	Machine::findProgram("wsrep_sst_rsync");
	for (const std::string& path : {_folder, _folder + "/tmp"})
	{
		fs::create_directory(path);
		fs::permissions(path, fs::perms::owner_all);
		giveAway(path);
	}
	std::string output;
	const std::vector<std::string> install = asOrdinaryAccount({Machine::findProgram("mariadb-install-db"), "--no-defaults",
		"--datadir=" + _folder + "/data", "--tmpdir=" + _folder + "/tmp", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
		"--innodb-log-file-size=8M"});
	if (PrivateMariaDb::run(install, output) != 0) throw std::runtime_error("mariadb-install-db failed: " + output);
}


GaleraNode::~GaleraNode()
{
	kill();
}


std::vector<std::string> GaleraNode::options() const
{
	std::vector<std::string> words = {Machine::findProgram("env")};
	words.insert(words.end(), _environment.begin(), _environment.end());
	words.insert(words.end(), {Machine::findProgram("mariadbd"), "--no-defaults",
		"--datadir=" + _folder + "/data", "--tmpdir=" + _folder + "/tmp", "--socket=" + _socket, "--pid-file=" + _folder + "/m.pid",
		"--port=" + std::to_string(_port), "--bind-address=127.0.0.1", "--skip-name-resolve",
		"--performance-schema=0", "--innodb-buffer-pool-size=16M", "--innodb-log-file-size=8M", "--key-buffer-size=1M",
		"--aria-pagecache-buffer-size=1M", "--max-connections=200", "--innodb-flush-log-at-trx-commit=1",
		"--binlog-format=ROW", "--innodb-autoinc-lock-mode=2", "--general-log-file=" + _folder + "/general.log",
		"--wsrep-on=ON", std::string("--wsrep-provider=") + PROVIDER, "--wsrep-cluster-name=authplug-tests",
		"--wsrep-node-address=" + address(), "--wsrep-node-incoming-address=" + (LOCAL + std::to_string(_port)),
		"--wsrep-sst-method=rsync", "--wsrep-sst-receive-address=" + (LOCAL + std::to_string(_transferPort)), "--wsrep-slave-threads=2",
		// A node that is gone is given up after one second instead of five.
		"--wsrep-provider-options=base_host=127.0.0.1;base_port=" + std::to_string(_groupPort)
			+ ";gmcast.listen_addr=tcp://" + address() + ";ist.recv_addr=" + LOCAL + std::to_string(_incrementalPort)
			+ ";gcache.size=16M;gcache.page_size=16M;gcache.recover=yes;pc.recovery=false;evs.keepalive_period=PT0.3S;evs.inactive_check_period=PT0.2S"
			";evs.suspect_timeout=PT1S;evs.inactive_timeout=PT3S;evs.install_timeout=PT3S"});
	if (std::getenv("AUTHPLUG_GENERAL_LOG")) words.emplace_back("--general-log");
	return words;
}


std::vector<std::string> GaleraNode::command(const std::vector<std::string>& further) const
{
	std::vector<std::string> words = options();
	words.insert(words.end(), further.begin(), further.end());
	return asOrdinaryAccount(words);
}


void GaleraNode::start(const std::vector<std::string>& further)
{
	std::vector<std::string> all = further;
	all.push_back("--log-error=" + errorLogPath());
	_process = std::make_unique<ChildProcess>(command(all), std::vector<std::string>(), _folder + "/m.out");
}


void GaleraNode::bootstrap()
{
	// The node that was killed last can't know that it was.
	const std::string state = _folder + "/data/grastate.dat";
	std::string text = textOf(state);
	const std::string unsafe = "safe_to_bootstrap: 0";
	const auto at = text.find(unsafe);
	std::vector<std::string> further = {"--wsrep-cluster-address=gcomm://", "--wsrep-new-cluster"};
	if (at != std::string::npos)
	{
		further.push_back("--wsrep-start-position=" + recoverPosition());
		std::ofstream(state) << text.replace(at, unsafe.size(), "safe_to_bootstrap: 1");
	}
	start(further);
}


void GaleraNode::join(const std::string& clusterAddress)
{
	std::vector<std::string> further = {"--wsrep-cluster-address=" + clusterAddress};
	if (fs::exists(_folder + "/data/grastate.dat")) further.push_back("--wsrep-start-position=" + recoverPosition());
	start(further);
}


std::string GaleraNode::recoverPosition()
{
	const std::string log = _folder + "/recover.log";
	fs::remove(log);
	std::string output;
	PrivateMariaDb::run(command({"--wsrep-recover", "--wsrep-cluster-address=gcomm://", "--skip-networking", "--log-error=" + log}), output);
	const std::string text = textOf(log);
	const std::string mark = "Recovered position: ";
	const auto at = text.rfind(mark);
	if (at == std::string::npos) throw std::runtime_error("no position recovered: " + output + text);
	return text.substr(at + mark.size(), text.find_first_of(" \n", at + mark.size()) - at - mark.size());
}


void GaleraNode::kill()
{
	if (!_process) return;
	const std::string pid = std::to_string(_process->pid());
	_process->signalAndWait(SIGKILL);
	_process.reset();
	// What libfaketime would have removed at an orderly end.
	for (const char* name : {"/dev/shm/faketime_shm_", "/dev/shm/sem.faketime_sem_"}) fs::remove(name + pid);
}


void GaleraNode::suspend()
{
	::kill(_process->pid(), SIGSTOP);
	// Its threads go on for a moment until the signal has reached them.
	int status = 0;
	while (::waitpid(_process->pid(), &status, WUNTRACED) < 0 && errno == EINTR) {}
}


void GaleraNode::resume()
{
	::kill(_process->pid(), SIGCONT);
}


bool GaleraNode::isRunning() const
{
	if (!_process) return false;
	siginfo_t info{};
	return ::waitid(P_PID, static_cast<id_t>(_process->pid()), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}


bool GaleraNode::waitUntilSynced(int seconds)
{
	const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
	while (std::chrono::steady_clock::now() < limit && isRunning())
	{
		try
		{
			const RootSql::Rows rows = query("SHOW STATUS WHERE Variable_name='wsrep_ready' AND Value='ON' OR Variable_name='wsrep_cluster_status' AND Value='Primary'"
				" OR Variable_name='wsrep_local_state_comment' AND Value='Synced'");
			if (rows.size() == 3) return true;
		}
		catch (const SqlFailed&)
		{
			// Not yet.
		}
		std::this_thread::sleep_for(std::chrono::milliseconds(50));
	}
	return false;
}


std::string GaleraNode::value(const std::string& sql, const std::string& database) const
{
	return RootSql(_socket, database).value(sql);
}


RootSql::Rows GaleraNode::query(const std::string& sql, const std::string& database) const
{
	return RootSql(_socket, database).query(sql);
}


std::uint64_t GaleraNode::status(const std::string& name) const
{
	return std::stoull(*query("SHOW STATUS LIKE '" + name + "'").at(0).at(1));
}


std::string GaleraNode::address() const
{
	return LOCAL + std::to_string(_groupPort);
}


std::uint16_t GaleraNode::port() const
{
	return _port;
}


const std::string& GaleraNode::socket() const
{
	return _socket;
}


std::string GaleraNode::errorLogPath() const
{
	return _folder + "/m.err";
}


} } // namespace AuthPlug::Tests
