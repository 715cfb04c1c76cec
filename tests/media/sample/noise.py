# SPDX-License-Identifier: GPL-3.0-or-later
"""Deterministic content: the same name always gives the same bytes, on any machine."""

import hashlib
import random

WORDS = ("vmk", "device", "alias", "driver", "map", "pci", "registered", "version",
         "heap", "queue", "storage", "uplink", "world", "option", "default", "table")
CHUNK = 64 << 20                # randbytes() cannot do 256 MiB at once


def number(name, low, high):
    """An integer of the closed range low..high that depends on nothing but the name."""
    digest = hashlib.sha256(name.encode()).digest()
    return low + int.from_bytes(digest[:8], "big") % (high - low + 1)


def data(name, size):
    """`size` bytes that do not compress."""
    source = random.Random("esxmint sample " + name)
    return b"".join(source.randbytes(min(CHUNK, size - start)) for start in range(0, size, CHUNK))


def text(name, size):
    """About `size` bytes of lines that compress well, ending in a newline."""
    source = random.Random("esxmint sample text " + name)
    lines = []
    length = 0
    while length < size:
        line = "%s = 0x%04x\n" % (" ".join(source.choices(WORDS, k=4)), source.randrange(65536))
        lines.append(line)
        length += len(line)
    return "".join(lines).encode()
