//
// TerminalText.h
//
// Tool:    authplugctl
// Module:  TerminalText
//
// Text of unknown origin on a terminal.
//
// SPDX-License-Identifier: BSL-1.0
//


#ifndef AuthPlug_Ctl_TerminalText_INCLUDED
#define AuthPlug_Ctl_TerminalText_INCLUDED


#include <chrono>
#include <cstddef>
#include <string>
#include <vector>


namespace AuthPlug {
namespace Ctl {


std::string printable(const std::string& text);
	/// Returns the UTF-8 text with everything escaped that a terminal could take
	/// for more than a character: control characters as `\x1b`, invisible and
	/// direction-changing ones as `\u{202e}`, bytes that are not UTF-8 as
	/// `\xff`.


std::size_t columnsOf(const std::string& printable);
	/// Returns the number of characters.


std::string cut(const std::string& printable, std::size_t columns);
	/// Returns the text, or its beginning and `…` if it is longer.


std::vector<std::string> wrapped(const std::string& printable, std::size_t columns);
	/// Breaks the text into lines at blanks, and within words that are longer
	/// than a line. There is at least one line.


std::string inSeconds(std::chrono::milliseconds time);
	/// Returns e.g. `0.5 s`.


} } // namespace AuthPlug::Ctl


#endif // AuthPlug_Ctl_TerminalText_INCLUDED
