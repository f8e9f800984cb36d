//
// BareSelect.cpp
//
// Tests: bench
//
//   bench-bare-select THREADS REQUESTS FILE.properties
//
// A bare server that asks the database for one row: PUT /select/USER answers 429
// after a SELECT by key. Through the pool that the product uses, since a plain one
// of POCO takes two round trips.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/JsonLog.h"
#include "AuthPlug/Host/PluginHost.h"
#include "AuthPlug/Host/SqlDatabase.h"
#include "AuthPlug/Host/SystemClock.h"
#include "AuthPlug/Host/SystemRandom.h"
#include "BareServer.h"
#include "core/OneStatement.h"
#include <Poco/Exception.h>


using namespace AuthPlug;


namespace {


class SelectByKey final: public Password::OneStatement
{
public:
	explicit SelectByKey(const Api::Value* key) noexcept: OneStatement(STATEMENT, key, 1)
	{
	}

	std::string hash;

private:
	void onRow(const Api::Value* columns, std::size_t) noexcept override
	{
		hash = columns[0].text;
	}

	void forget() noexcept override
	{
		hash.clear();
	}

	static constexpr Api::ValueType BYTES[] = {Api::ValueType::bytes};
	static constexpr Api::Statement STATEMENT{"SELECT hash FROM pw WHERE user_id=?", BYTES, 1, BYTES, 1, false};
};


} // namespace


int main(int argc, char** argv)
{
	if (argc != 4) return 64;
	try
	{
		const auto settings = Host::PluginHost::schema().check(Host::PropertiesFile::load(argv[3]));
		Host::SystemClock clock;
		Host::SystemRandom random;
		Host::JsonLog log(*settings, clock);
		const auto database = Host::SqlDatabase::create(Host::DatabaseOptions::from(*settings), clock, random, log);
		serveBare(argv[1], argv[2], [&](const std::string& path)
		{
			const Api::Value key[] = {Api::Value::ofBytes(std::string_view(path).substr(8))};
			SelectByKey work(key);
			if (!work.runOn(*database, clock.monotonic() + 10000000) || work.hash.empty()) throw Poco::NotFoundException("no such user");
			return 429;
		});
		return 0;
	}
	catch (const Poco::Exception& exception)
	{
		std::cerr << exception.displayText() << std::endl;
		return 1;
	}
}
