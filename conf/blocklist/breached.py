#!/usr/bin/env python3
#
# breached.py
#
# Makes a set of breached passwords for the setting policy.breached: reads one
# password a line (UTF-8 bytes, taken exactly, without the LF) and writes the
# first 16 bytes of the SHA-256 of each, in ascending order, without duplicates.
#
# Usage: breached.py < passwords.txt > breached.bin
# Needs about 100 bytes of memory for each password.
#
# SPDX-License-Identifier: BSL-1.0
#

import hashlib
import sys

records = {hashlib.sha256(line.rstrip(b"\n")).digest()[:16] for line in sys.stdin.buffer}
sys.stdout.buffer.write(b"".join(sorted(records)))
