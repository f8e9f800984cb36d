//
// MailSpool.cpp
//
// Example: auth-server
// Package: adapters
//
// SPDX-License-Identifier: BSL-1.0
//


#include "adapters/MailSpool.h"
#include <Poco/DateTimeFormatter.h>
#include <Poco/DateTimeFormat.h>
#include <Poco/Exception.h>
#include <Poco/Timestamp.h>
#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>


namespace AuthServer {


namespace {


bool fitsHeader(std::string_view address)
	/// A line break in an address would add headers.
{
	return !address.empty() && std::none_of(address.begin(), address.end(),
		[](char c) { return static_cast<unsigned char>(c) < 0x21 || c == 0x7f || c == '<' || c == '>' || c == ','; });
}


bool writeAll(int descriptor, std::string_view bytes)
{
	while (!bytes.empty())
	{
		const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
		if (written < 0 && errno == EINTR) continue;
		if (written <= 0) return false;
		bytes.remove_prefix(static_cast<std::size_t>(written));
	}
	return ::fsync(descriptor) == 0;
}


} // namespace


MailSpool::MailSpool(const std::string& folder, const std::string& domain): _folder(folder), _domain(domain)
{
}


void MailSpool::prepare()
{
	if (::mkdir(_folder.c_str(), 0700) != 0 && errno != EEXIST) throw Poco::FileException("can't make the mail folder", _folder, errno);
}


bool MailSpool::put(std::string_view eventId, std::string_view to, const std::string& subject, const std::string& text)
{
	const std::string path = _folder + "/" + toHex(eventId) + ".eml";
	if (::access(path.c_str(), F_OK) == 0) return true;
	if (!fitsHeader(to)) return true;  // there is nobody to tell, and never will be

	// Two deliveries at once write the same bytes; the file appears whole.
	const std::string part = path + "." + std::to_string(::getpid()) + ".part";
	const int descriptor = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (descriptor < 0) return false;
	const bool written = writeAll(descriptor, message(eventId, to, subject, text));
	::close(descriptor);
	if (written && ::rename(part.c_str(), path.c_str()) == 0) return true;
	::unlink(part.c_str());
	return false;
}


std::string MailSpool::message(std::string_view eventId, std::string_view to, const std::string& subject, const std::string& text) const
{
	return "Date: " + Poco::DateTimeFormatter::format(Poco::Timestamp(), Poco::DateTimeFormat::RFC1123_FORMAT)
		+ "\r\nMessage-ID: <" + toHex(eventId) + "@" + _domain
		+ ">\r\nFrom: <no-reply@" + _domain
		+ ">\r\nTo: <" + std::string(to)
		+ ">\r\nSubject: " + subject
		+ "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n";
}


} // namespace AuthServer
