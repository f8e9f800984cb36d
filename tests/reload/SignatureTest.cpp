//
// SignatureTest.cpp
//
// Tests: reload
//
// Plugins that must be signed: by whom, where the signature is, and the
// commands of docs/operations.md that make it.
//
// SPDX-License-Identifier: BSL-1.0
//


#include "Cases.h"
#include "SigningBench.h"
#include "Workshop.h"
#include <Poco/Exception.h>
#include <filesystem>
#include <sys/stat.h>


using AuthPlug::Host::PluginState;
using AuthPlug::Tests::SigningBench;
using AuthPlug::Tests::Workshop;
using AuthPlug::Tests::addCase;


namespace {


const std::string THING = "library = thing\n";


class Keys: public SigningBench
{
public:
	Keys()
	{
		makeKey("first");
		makeKey("second");
		makeKey("stranger");
		makeKey("rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
		makeKey("ed448", "-algorithm ed448");
		makeKey("x25519", "-algorithm x25519");
	}
};


const SigningBench& bench()
	// Made once, for all tests.
{
	static const Keys keys;
	return keys;
}


class Signed: public Workshop
	/// A host that trusts the first key. Nothing is young in it, unless a test
	/// says so.
{
public:
	Signed()
	{
		options.arrivingMillis = 0;
		trust(bench().publicKey("first"));
	}

	void trust(const std::string& pem)
	{
		folder.write(".new", pem);
		std::filesystem::rename(folder.file(".new"), folder.file("keys.pem"));
		options.trustedKeys = folder.file("keys.pem");
	}

	void installSigned(const std::string& fixtureName, const std::string& key = "first")
	{
		install(fixtureName);
		attach(bench().sign(fixture(fixtureName), key));
	}

	void attach(const std::string& signature)
		/// Puts the detached signature beside the library.
	{
		folder.write("plugins/.new", signature);
		std::filesystem::rename(folder.file("plugins/.new"), folder.file("plugins/thing.so.sig"));
	}

	std::string refusal()
	{
		configure(THING);
		manager().start();
		CPPUNIT_ASSERT_EQUAL(error().empty() ? std::string("1 hello") : std::string("404"), answer());
		return error();
	}

	std::string startFault()
	{
		try
		{
			configure(THING);
			manager().start();
			return "started";
		}
		catch (const Poco::RuntimeException& exception)
		{
			return without(exception.message());
		}
	}
};


std::string wanted(const std::string& fingerprints)
{
	return "plugins/thing.so: signature: wanted one of these bytes by " + fingerprints + ", got another";
}


struct BadKeys
{
	const char* name;
	std::function<std::string()> pem;
	const char* reason;
};


std::string damaged(std::string pem)
{
	pem[pem.find('\n') + 5] = '!';
	return pem;
}


const BadKeys BAD_KEYS[] = {
	{"an empty file", [] { return std::string(); }, "wanted public keys in PEM form, got an empty file"},
	{"a file without a key", [] { return std::string("to be done\n"); }, "wanted public keys in PEM form, got no PEM block"},
	{"a private key", [] { return bench().privateKey("first"); },
		"key 1: wanted a PUBLIC KEY, got PRIVATE KEY, which belongs on the machine that signs and on no other"},
	{"a private key after a public one", [] { return bench().publicKey("first") + bench().privateKey("second"); },
		"key 2: wanted a PUBLIC KEY, got PRIVATE KEY, which belongs on the machine that signs and on no other"},
	{"an encrypted private key", []
		{
			return SigningBench::run("openssl pkcs8 -topk8 -in " + bench().folder.file("first.pem") + " -passout pass:x -iter 1");
		}, "key 1: wanted a PUBLIC KEY, got ENCRYPTED PRIVATE KEY, which belongs on the machine that signs and on no other"},
	{"an RSA key", [] { return bench().publicKey("rsa"); }, "key 1: wanted an Ed25519 key, got one of type RSA"},
	{"an Ed448 key", [] { return bench().publicKey("first") + bench().publicKey("ed448"); }, "key 2: wanted an Ed25519 key, got one of type ED448"},
	{"an X25519 key", [] { return bench().publicKey("x25519"); }, "key 1: wanted an Ed25519 key, got one of type X25519"},
	{"a certificate", []
		{
			return SigningBench::run("openssl req -x509 -new -key " + bench().folder.file("first.pem") + " -subj /CN=x -days 1");
		}, "key 1: wanted a PUBLIC KEY, got CERTIFICATE"},
	{"a damaged key", [] { return damaged(bench().publicKey("first")); }, "key 1: wanted a PEM block, got a damaged one"},
	{"a second key that is damaged", [] { return bench().publicKey("first") + damaged(bench().publicKey("second")); },
		"key 2: wanted a PEM block, got a damaged one"},
	{"a key that is cut off", [] { return bench().publicKey("first").substr(0, 60); }, "key 1: wanted a PEM block, got a damaged one"},
	{"a block of other bytes", [] { return std::string("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"); },
		"key 1: wanted a PUBLIC KEY, got bytes that are none"},
};


std::string documented()
	// The commands of the chapter, as they stand there.
{
	const std::string text = SigningBench::read(AUTHPLUG_SOURCE_DIR "/docs/operations.md");
	const auto chapter = text.find("## Signed plugins\n");
	CPPUNIT_ASSERT(chapter != std::string::npos);
	const auto start = text.find("```sh\n", chapter) + 6;
	return text.substr(start, text.find("```", start) - start);
}


} // namespace


AUTHPLUG_CASES(SignatureTest)
{
	addCase(suite, "a detached signature by the trusted key", []
	{
		Signed shop;
		shop.installSigned("good-1");
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.refusal());
		CPPUNIT_ASSERT_EQUAL(bench().fingerprint("first"), shop.row().signedBy);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.serving plugin=one generation=1 version=1 library=thing.so sha256="
			+ shop.row().sha256 + " signed_by=" + bench().fingerprint("first")).size());
	});
	addCase(suite, "a signature in the .properties file", []
	{
		Signed shop;
		shop.install("good-1");
		shop.configure(THING + "signature = " + SigningBench::base64(bench().sign(Workshop::fixture("good-1"), "first")) + "\n");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(bench().fingerprint("first"), shop.row().signedBy);
	});
	addCase(suite, "the .properties file goes before the detached signature", []
	{
		Signed shop;
		shop.installSigned("good-1");
		shop.configure(THING + "signature = " + SigningBench::base64(bench().sign(Workshop::fixture("good-2"), "first")) + "\n");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(wanted(bench().fingerprint("first")), shop.error());
	});
	addCase(suite, "a signature by either of two trusted keys", []
	{
		for (const char* key: {"first", "second"})
		{
			Signed shop;
			shop.trust("# the old key\n" + bench().publicKey("first") + "\n# the new key\n" + bench().publicKey("second"));
			shop.installSigned("good-1", key);
			CPPUNIT_ASSERT_EQUAL(std::string(), shop.refusal());
			CPPUNIT_ASSERT_EQUAL(bench().fingerprint(key), shop.row().signedBy);
		}
	});
	addCase(suite, "no signature where none is asked for", []
	{
		Signed shop;
		shop.options.trustedKeys.clear();
		shop.install("good-1");
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.refusal());
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.row().signedBy);
	});

	addCase(suite, "no signature where one is asked for", []
	{
		Signed shop;
		shop.install("good-1");
		const std::string path = "plugins/thing.so";
		CPPUNIT_ASSERT_EQUAL(path + ": signature: wanted the key `signature` or the file " + path + ".sig, got neither", shop.refusal());
		CPPUNIT_ASSERT(shop.row().state == PluginState::rejected);
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.copies());
	});
	addCase(suite, "a signature by a key that is not trusted", []
	{
		Signed shop;
		shop.installSigned("good-1", "stranger");
		CPPUNIT_ASSERT_EQUAL(wanted(bench().fingerprint("first")), shop.refusal());
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.copies());
	});
	addCase(suite, "the refusal names all trusted keys", []
	{
		Signed shop;
		shop.trust(bench().publicKey("first") + bench().publicKey("second"));
		shop.installSigned("good-1", "stranger");
		CPPUNIT_ASSERT_EQUAL(wanted(bench().fingerprint("first") + ", " + bench().fingerprint("second")), shop.refusal());
	});
	addCase(suite, "a signature of other bytes", []
	{
		Signed shop;
		shop.install("good-1");
		shop.attach(bench().sign(Workshop::fixture("good-2"), "first"));
		CPPUNIT_ASSERT_EQUAL(wanted(bench().fingerprint("first")), shop.refusal());
	});
	addCase(suite, "one bit of the library is another", []
	{
		Signed shop;
		shop.installSigned("good-1");
		std::string bytes = Workshop::fixture("good-1");
		bytes[bytes.size()/2] = static_cast<char>(bytes[bytes.size()/2] ^ 1);
		shop.overwrite(bytes);
		CPPUNIT_ASSERT_EQUAL(wanted(bench().fingerprint("first")), shop.refusal());
	});
	addCase(suite, "one bit of the signature is another", []
	{
		Signed shop;
		shop.install("good-1");
		std::string signature = bench().sign(Workshop::fixture("good-1"), "first");
		signature[10] = static_cast<char>(signature[10] ^ 1);
		shop.attach(signature);
		CPPUNIT_ASSERT_EQUAL(wanted(bench().fingerprint("first")), shop.refusal());
	});
	addCase(suite, "a signature by another scheme", []
	{
		Signed shop;
		shop.install("good-1");
		shop.attach(bench().sign(Workshop::fixture("good-1"), "ed448"));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so.sig: wanted the 64 bytes of an Ed25519 signature, got 114"), shop.refusal());
	});
	addCase(suite, "a signature file that is text", []
	{
		Signed shop;
		shop.install("good-1");
		shop.attach(SigningBench::base64(bench().sign(Workshop::fixture("good-1"), "first")));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so.sig: wanted the 64 bytes of an Ed25519 signature, got 88"), shop.refusal());
	});
	addCase(suite, "a signature file that others can write", []
	{
		Signed shop;
		shop.installSigned("good-1");
		CPPUNIT_ASSERT_EQUAL(0, ::chmod(shop.folder.file("plugins/thing.so.sig").c_str(), 0666));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so.sig: mode: wanted not writable by group or others, got 0666"), shop.refusal());
	});
	addCase(suite, "a signature file that is a symbolic link", []
	{
		Signed shop;
		shop.installSigned("good-1");
		std::filesystem::rename(shop.folder.file("plugins/thing.so.sig"), shop.folder.file("plugins/real"));
		std::filesystem::create_symlink("real", shop.folder.file("plugins/thing.so.sig"));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins/thing.so.sig: wanted a regular file, got a symbolic link"), shop.refusal());
	});
	for (const std::string& text: {std::string("x"), std::string(88, 'A'), std::string(86, '*') + "==", std::string(84, 'A') + "====", std::string(85, 'A') + "B==", std::string(85, 'A') + " =="})
	{
		addCase(suite, "the setting signature = ..." + text.substr(text.size() < 4 ? 0 : 84) + " of " + std::to_string(text.size()), [text]
		{
			Signed shop;
			shop.installSigned("good-1");
			shop.configure(THING + "signature = " + text + "\n");
			shop.manager().start();
			CPPUNIT_ASSERT_EQUAL("plugins.d/one.properties:2: signature: wanted the base64 form of 64 bytes, 88 characters, got "
				+ std::to_string(text.size()) + " characters", shop.error());
		});
	}
	addCase(suite, "the setting signature on a host without trusted keys", []
	{
		Signed shop;
		shop.options.trustedKeys.clear();
		shop.install("good-1");
		shop.configure(THING + "signature = " + std::string(86, 'A') + "==\n");
		shop.manager().start();
		CPPUNIT_ASSERT_EQUAL(std::string("plugins.d/one.properties:2: signature: the host has no plugins.trusted_keys to check it by"), shop.error());
	});

	for (const BadKeys& row: BAD_KEYS)
	{
		addCase(suite, std::string("trusted keys: ") + row.name + " stops the start", [&row]
		{
			Signed shop;
			shop.installSigned("good-1");
			shop.trust(row.pem());
			CPPUNIT_ASSERT_EQUAL(std::string("plugins: trusted keys: keys.pem: ") + row.reason, shop.startFault());
		});
	}
	addCase(suite, "trusted keys: a missing file stops the start", []
	{
		Signed shop;
		shop.options.trustedKeys = shop.folder.file("nowhere.pem");
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: trusted keys: nowhere.pem: No such file or directory"), shop.startFault());
	});
	addCase(suite, "trusted keys: a file that others can write stops the start", []
	{
		Signed shop;
		CPPUNIT_ASSERT_EQUAL(0, ::chmod(shop.options.trustedKeys.c_str(), 0664));
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: trusted keys: keys.pem: mode: wanted not writable by group or others, got 0664"), shop.startFault());
	});
	addCase(suite, "trusted keys: a symbolic link stops the start", []
	{
		Signed shop;
		std::filesystem::create_symlink("keys.pem", shop.folder.file("link.pem"));
		shop.options.trustedKeys = shop.folder.file("link.pem");
		CPPUNIT_ASSERT_EQUAL(std::string("plugins: trusted keys: link.pem: wanted a regular file, got a symbolic link"), shop.startFault());
	});
	addCase(suite, "trusted keys that go bad leave everything serving", []
	{
		Signed shop;
		shop.installSigned("good-1");
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.refusal());
		shop.trust("oops\n");
		shop.installSigned("good-2");
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(std::string("trusted keys: keys.pem: wanted public keys in PEM form, got no PEM block"), shop.error());
		shop.trust(bench().publicKey("first"));
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("2 hello"), shop.answer());
	});

	addCase(suite, "a key that is withdrawn: its plugin is named, and serves until it is taken away", []
	{
		Signed shop;
		shop.installSigned("good-1");
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.refusal());
		shop.trust(bench().publicKey("second"));
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
		CPPUNIT_ASSERT_EQUAL(wanted(bench().fingerprint("second")), shop.error());
		shop.remove();
		shop.manager().reloadAndWait();
		shop.configure(THING);
		shop.manager().reloadAndWait();
		CPPUNIT_ASSERT_EQUAL(std::string("404"), shop.answer());
	});
	addCase(suite, "a key takes over from another without a restart", []
	{
		Signed shop;
		shop.options.pollMillis = 10;
		shop.installSigned("good-1");
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.refusal());
		shop.trust(bench().publicKey("first") + bench().publicKey("second"));
		shop.installSigned("good-1", "second");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.row().signedBy == bench().fingerprint("second"); }));
		shop.trust(bench().publicKey("second"));
		shop.installSigned("good-2", "second");
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() == "2 hello"; }));
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.error());
	});
	addCase(suite, "trusted keys that change are looked at without being asked", []
	{
		Signed shop;
		shop.options.pollMillis = 10;
		shop.installSigned("good-1", "second");
		CPPUNIT_ASSERT_EQUAL(wanted(bench().fingerprint("first")), shop.refusal());
		shop.trust(bench().publicKey("second"));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() == "1 hello"; }));
	});

	addCase(suite, "a signature that comes late, or goes bad, is noticed without being asked", []
	{
		Signed shop;
		shop.options.pollMillis = 10;
		shop.install("good-1");
		shop.configure(THING);
		shop.manager().start();
		CPPUNIT_ASSERT(shop.row().state == PluginState::rejected);
		shop.attach(bench().sign(Workshop::fixture("good-1"), "first"));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() == "1 hello"; }));
		shop.attach(bench().sign(Workshop::fixture("good-1"), "stranger"));
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.error() == wanted(bench().fingerprint("first")); }));
		CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
	});
	for (const bool libraryFirst: {true, false})
	{
		addCase(suite, libraryFirst ? "an upgrade: the library, then its signature" : "an upgrade: the signature, then its library", [libraryFirst]
		{
			Signed shop;
			shop.options.arrivingMillis = 60000;
			shop.options.pollMillis = 10;
			shop.installSigned("good-1");
			CPPUNIT_ASSERT_EQUAL(std::string(), shop.refusal());
			const std::string signature = bench().sign(Workshop::fixture("good-2"), "first");
			if (libraryFirst) shop.install("good-2");
			else shop.attach(signature);
			CPPUNIT_ASSERT(Workshop::eventually([&] { return !shop.log.lines("info plugin.arriving plugin=one").empty(); }));
			CPPUNIT_ASSERT_EQUAL(std::string("1 hello"), shop.answer());
			if (libraryFirst) shop.attach(signature);
			else shop.install("good-2");
			CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() == "2 hello"; }));
			CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.log.lines("plugin.rejected").size());
			CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.error().empty(); }));
		});
	}
	addCase(suite, "a signature that is half written is not yet an error", []
	{
		Signed shop;
		shop.options.arrivingMillis = 60000;
		shop.options.pollMillis = 10;
		shop.install("good-1");
		const std::string signature = bench().sign(Workshop::fixture("good-1"), "first");
		shop.folder.write("plugins/thing.so.sig", signature.substr(0, 20));
		shop.configure(THING);
		shop.manager().start();
		CPPUNIT_ASSERT(shop.row().state == PluginState::found);
		shop.folder.write("plugins/thing.so.sig", signature);
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.answer() == "1 hello"; }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(0), shop.log.lines("plugin.rejected").size());
	});
	addCase(suite, "a missing signature becomes an error when the files are no longer young", []
	{
		Signed shop;
		shop.options.arrivingMillis = 300;
		shop.options.pollMillis = 20;
		shop.install("good-1");
		shop.configure(THING);
		shop.manager().start();
		CPPUNIT_ASSERT(Workshop::eventually([&] { return shop.row().state == PluginState::rejected; }));
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.arriving").size());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), shop.log.lines("plugin.rejected").size());
	});

	addCase(suite, "the commands of the documentation", []
	{
		const SigningBench desk;
		desk.folder.write("authplug-password.so", Workshop::fixture("good-1"));
		const std::string output = SigningBench::run("cd " + desk.folder.path() + " && { " + documented() + " } 2>&1");
		CPPUNIT_ASSERT(output.find("Signature Verified Successfully") != std::string::npos);

		Signed shop;
		shop.trust(SigningBench::read(desk.folder.file("trusted-keys.pem")));
		shop.install("good-1");
		const std::string signature = SigningBench::read(desk.folder.file("authplug-password.so.sig"));
		shop.attach(signature);
		CPPUNIT_ASSERT_EQUAL(std::string(), shop.refusal());
		CPPUNIT_ASSERT(output.find(shop.row().signedBy) != std::string::npos);
		CPPUNIT_ASSERT(output.find(SigningBench::base64(signature)) != std::string::npos);
	});
}
