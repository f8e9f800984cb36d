//
// WitnessFile.h
//
// Tests: fault
//
// What the server processes have told beside the database.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Tests_WitnessFile_INCLUDED
#define AuthPlug_Tests_WitnessFile_INCLUDED


#include <fstream>
#include <string>


namespace AuthPlug {
namespace Tests {


struct Testimony
	/// How often each word of Witness was written.
{
	int granted = 0;
	int doubt = 0;
	int verified = 0;
	int committed = 0;
	int unknown = 0;
};


class WitnessFile
	/// Reads what Witness has written.
{
public:
	explicit WitnessFile(const std::string& path): _path(path)
	{
	}

	std::streamoff end() const
		/// Returns a place to read from later.
	{
		std::ifstream in(_path, std::ios::ate);
		return in ? static_cast<std::streamoff>(in.tellg()) : 0;
	}

	Testimony since(std::streamoff place) const
	{
		Testimony said;
		std::ifstream in(_path);
		in.seekg(place);
		for (std::string word; in >> word;)
		{
			if (word == "granted") ++said.granted;
			if (word == "doubt") ++said.doubt;
			if (word == "verified") ++said.verified;
			if (word == "committed") ++said.committed;
			if (word == "unknown") ++said.unknown;
		}
		return said;
	}

private:
	const std::string _path;
};


} } // namespace AuthPlug::Tests


#endif // AuthPlug_Tests_WitnessFile_INCLUDED
