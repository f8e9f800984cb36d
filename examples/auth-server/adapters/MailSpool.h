//
// MailSpool.h
//
// Example: auth-server
// Package: adapters
//
// Notices by mail.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthServer_MailSpool_INCLUDED
#define AuthServer_MailSpool_INCLUDED


#include "model/Hex.h"
#include <string>
#include <string_view>


namespace AuthServer {


class MailSpool
	/// A folder of messages (RFC 5322) for a mail system to pick up. A message
	/// is named after its event, so that an event that is delivered twice makes
	/// one mail. Thread-safe, also between processes.
{
public:
	MailSpool(const std::string& folder, const std::string& domain);
		/// domain is that of the sender.

	void prepare();
		/// Makes the folder with mode 0700 if it is missing. Throws
		/// Poco::FileException.

	bool put(std::string_view eventId, std::string_view to, const std::string& subject, const std::string& text);
		/// Writes the message unless it is there. Returns false if it can't be written.

private:
	std::string message(std::string_view eventId, std::string_view to, const std::string& subject, const std::string& text) const;

	const std::string _folder;
	const std::string _domain;
};


} // namespace AuthServer


#endif // AuthServer_MailSpool_INCLUDED
