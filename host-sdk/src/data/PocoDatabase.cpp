//
// PocoDatabase.cpp
//
// Library: AuthPlug/Host
// Package: Host
// Module:  PocoDatabase
//
// SPDX-License-Identifier: BSL-1.0
//


#include "AuthPlug/Host/PocoDatabase.h"
#include "PocoConnector.h"
#include "PocoSession.h"
#include "SqlError.h"
#include "WorkTransaction.h"


namespace AuthPlug {
namespace Host {


namespace {


struct OnPoco
	/// A transaction and the POCO session beneath it.
{
	explicit OnPoco(Api::Transaction& any):
		transaction(dynamic_cast<WorkTransaction*>(&any)),
		session(transaction ? dynamic_cast<PocoSession*>(&transaction->session()) : nullptr)
	{
		if (!session) throw Poco::InvalidArgumentException("the transaction is not a PocoDatabase's");
	}

	WorkTransaction* const transaction;
	PocoSession* const session;
};


} // namespace


PocoDatabase::PocoDatabase(const DatabaseOptions& options, Api::Clock& clock, Api::Random& random, Api::Log& log):
	SqlDatabase(std::make_unique<PocoConnector>(options, clock), clock, random, log)
{
}


Poco::Data::Session PocoDatabase::sessionOf(Api::Transaction& transaction)
{
	const OnPoco on(transaction);
	on.transaction->markUsedDirectly();
	return on.session->session();
}


void PocoDatabase::noteFailure(Api::Transaction& transaction, const Poco::Exception& exception)
{
	OnPoco(transaction).transaction->noteFailure(SqlError::numberIn(exception.message()));
}


} } // namespace AuthPlug::Host
