//
// main.cpp
//
// Tests: install-consumer
//
// A program that is built by way of pkg-config: it links the host's side and
// the password core, and says what it was built with.
//
// SPDX-License-Identifier: BSL-1.0
//


#include <AuthPlug/Api/Handshake.h>
#include <AuthPlug/Host/PluginHost.h>
#include <AuthPlug/Host/SystemRandom.h>
#include <AuthPlug/Password/StandardHasher.h>
#include <iostream>


int main()
{
	AuthPlug::Host::SystemRandom random;
	AuthPlug::Password::StandardHasher hasher(AuthPlug::Password::Argon2Options(), random);
	std::cout << "version " << AUTHPLUG_VERSION
		<< " flags " << AuthPlug::Api::buildStamp().flags
		<< " keys " << AuthPlug::Host::PluginHost::schema().keys().size()
		<< " usable " << hasher.usable("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$Tm90IGEgcmVhbCB0YWcsIGJ1dCAzMiBieXRlcyBsb25nLg")
		<< std::endl;
	return 0;
}
