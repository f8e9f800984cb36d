#!/usr/bin/env python3
#
# generate.py
#
# Makes common-passwords.txt: the passwords that attackers try first, among
# those that satisfy the composition rule (8 characters or more, an upper-case
# and a lower-case letter and a digit). Others would never reach the list.
#
# Source: the list `passwords` of zxcvbn (30 000 passwords by frequency, in
# lower case), MIT licence, from Debian's package python3-zxcvbn. A password is
# taken as it is, with its first letter in upper case, where that is enough.
# Frequent words of the list are also taken in the forms in which people make
# them obey such a rule: a number behind them, signs for letters, a year. Days,
# months and seasons with years, and walks over the keyboard, are added.
#
# Usage: generate.py [FREQUENCY_LISTS.py] > common-passwords.txt
# The result depends on the source alone.
#
# SPDX-License-Identifier: BSL-1.0
#

import importlib.util
import re
import sys

DEFAULT_SOURCE = "/usr/lib/python3/dist-packages/zxcvbn/frequency_lists.py"
DERIVED = 6000
MINIMUM = 8

SUFFIXES = ["1", "123", "12", "2", "01", "1!", "3", "123!", "1234", "7", "11", "5", "69", "10", "99", "00", "22", "21",
            "13", "4", "8", "9", "23", "6", "007", "12345", "!1", "@123", "#1", "123456", "666", "2020", "2021", "2022",
            "2023", "2024", "2025", "2026"]
STEMS = ["password", "passwort", "passw", "welcome", "willkommen", "bienvenue", "admin", "administrator", "root", "user",
         "guest", "login", "letmein", "changeme", "default", "secret", "temp", "test", "testing", "demo", "sample",
         "start", "access", "master", "system", "server", "service", "support", "manager", "office", "company",
         "internet", "computer", "windows", "google", "facebook", "iloveyou", "qwerty", "qwertz", "azerty", "asdfgh"]
TIMES = ["spring", "summer", "autumn", "fall", "winter", "january", "february", "march", "april", "may", "june", "july",
         "august", "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday",
         "friday", "saturday", "sunday"]
YEARS = range(2010, 2031)
LEET = [{"a": "@"}, {"o": "0"}, {"a": "@", "o": "0"}, {"e": "3"}, {"i": "1"}, {"s": "$"}, {"a": "4"}, {"s": "5"},
        {"a": "@", "s": "$"}, {"a": "@", "s": "$", "o": "0"}, {"a": "@", "e": "3"}, {"e": "3", "o": "0"}]
ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "abcdefghij"]
COLUMNS = ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"]


def capitalised(word):
    """The word with its first letter in upper case."""
    for position, letter in enumerate(word):
        if letter.isalpha():
            return word[:position] + letter.upper() + word[position + 1:]
    return word


def satisfies_rule(word):
    return (len(word) >= MINIMUM and word.isascii() and re.search("[A-Z]", word) and re.search("[a-z]", word)
            and re.search("[0-9]", word))


def direct(ranked):
    for rank, word in enumerate(ranked):
        yield rank, capitalised(word)


def with_suffix(ranked):
    words = [word for word in ranked if re.fullmatch("[a-z]{3,12}", word)]
    for rank, word in enumerate(words):
        for place, suffix in enumerate(SUFFIXES):
            yield (rank + 1) * (place + 1), capitalised(word + suffix)


def with_signs(ranked):
    words = [word for word in ranked if re.fullmatch("[a-z]{4,12}", word)][:400]
    for rank, word in enumerate(words):
        for kind, signs in enumerate(LEET):
            replaced = "".join(signs.get(letter, letter) for letter in word)
            if replaced == word:
                continue
            for place, suffix in enumerate([""] + SUFFIXES[:6]):
                yield (rank + 1) * (kind + 1) * (place + 1), capitalised(replaced + suffix)


def by_calendar():
    for place, word in enumerate(TIMES):
        for year in YEARS:
            for sign, suffix in enumerate(["", "!", "!!", "."]):
                yield 100 + place * (sign + 1), capitalised(word + str(year) + suffix)
                yield 200 + place * (sign + 1), capitalised(word + str(year)[2:] + suffix)


def by_keyboard():
    walks = []
    for row in ROWS[1:]:
        for length in range(3, len(row) + 1):
            for digits in range(1, 11):
                walks.append(row[:length] + ROWS[0][:digits])
                walks.append(ROWS[0][:digits] + row[:length])
    for count in range(2, len(COLUMNS) + 1):
        for start in range(len(COLUMNS) - count + 1):
            columns = COLUMNS[start:start + count]
            walks.append("".join(columns))
            walks.append("".join(column[::-1] for column in columns))
            walks.append("".join(column if i % 2 == 0 else column[::-1] for i, column in enumerate(columns)))
    for place, walk in enumerate(walks):
        yield 50 + place, capitalised(walk)


def best(candidates, known, limit):
    """The limit best candidates that satisfy the rule and are not known, regardless of case."""
    found = []
    for _, word in sorted(candidates):
        if len(found) == limit:
            break
        if satisfies_rule(word) and word.lower() not in known:
            known.add(word.lower())
            found.append(word)
    return found


def load(path):
    spec = importlib.util.spec_from_file_location("frequency_lists", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return [word for word in module.FREQUENCY_LISTS["passwords"] if word.isascii()]


HEADER = """\
# Common passwords that satisfy the composition rule: compared as a whole and
# without regard to the case of ASCII letters. One on each line; the first {direct}
# are those of the source in the order of their frequency, the others are
# variations of its most frequent words. Made by generate.py; add your own lines
# at the end or keep a list of your own.
#
# Source: zxcvbn, list of passwords by frequency (Debian package python3-zxcvbn 4.4.28),
# used under the MIT licence:
#
#   Copyright 2012-2013 Dropbox, Inc.
#   Copyright 2016 Daniel Wolf
#
#   Permission is hereby granted, free of charge, to any person obtaining a copy
#   of this software and associated documentation files (the "Software"), to deal
#   in the Software without restriction, including without limitation the rights
#   to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
#   copies of the Software, and to permit persons to whom the Software is
#   furnished to do so, subject to the following conditions:
#
#   The above copyright notice and this permission notice shall be included in
#   all copies or substantial portions of the Software.
#
#   THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
#   IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
#   FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
#   AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
#   LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
#   OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
#   SOFTWARE.
#"""


def main():
    ranked = load(sys.argv[1] if len(sys.argv) > 1 else DEFAULT_SOURCE)
    known = set()
    listed = best(direct(ranked), known, len(ranked))

    derived = []
    for source in (with_suffix(STEMS), with_suffix(ranked), with_signs(STEMS + ranked), by_calendar(), by_keyboard()):
        derived.extend(source)
    variations = best(derived, known, DERIVED)

    print(HEADER.format(direct=len(listed)))
    print("\n".join(listed + variations))


if __name__ == "__main__":
    main()
