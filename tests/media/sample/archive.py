# SPDX-License-Identifier: GPL-3.0-or-later
"""The archives inside payloads: visor tar (media section 3.4) and plain GNU tar."""

import io
import struct
import tarfile

# 2024-01-02 00:00:00 UTC: the one date of everything in a sample medium.
EPOCH = 1704153600
PAGE = 4096
BLOCK = 512
GNU_TYPES = {"1": tarfile.LNKTYPE, "2": tarfile.SYMTYPE, "5": tarfile.DIRTYPE}


class Entry:
    """A file or, if the name ends in '/', a directory of an archive."""

    def __init__(self, name, data=b"", kind="0", link=""):
        self.name = name
        self.data = data
        self.kind = "5" if name.endswith("/") else kind
        self.link = link
        self.mode = 0o755 if self.kind in "57" else 0o644


def round_up(value, unit):
    return (value + unit - 1) // unit * unit


def with_parents(entries):
    """The entries with their folders in front, each once."""
    seen = set()
    result = []
    for entry in entries:
        parts = entry.name.rstrip("/").split("/")
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth]) + "/"
            if folder not in seen:
                seen.add(folder)
                result.append(Entry(folder))
        seen.add(entry.name)
        result.append(entry)
    return result


def signed_sum(header):
    return sum(byte - 256 if byte > 127 else byte for byte in header)


def visor_header(entry, offset, total=signed_sum):
    head = bytearray(BLOCK)
    fields = ((0, entry.name), (100, "%07o" % entry.mode), (108, "%07o" % 0), (116, "%07o" % 0),
              (124, "%011o" % len(entry.data)), (136, "%011o" % EPOCH), (148, " " * 8),
              (156, entry.kind), (157, entry.link), (257, "visor  "), (265, "root"), (297, "root"))
    for position, value in fields:
        raw = value.encode()
        head[position:position + len(raw)] = raw
    struct.pack_into("<I", head, 496, offset)
    # The writers of ESXi add the bytes as signed ones (real-artifacts.md section 6).
    head[148:156] = b"%06o\0 " % total(head)
    return bytes(head)


def visor_tar(entries, paged=True, padded=False, total=signed_sum):
    """A visor tar: all headers, one zero block, then the data.

    paged: every file starts at a page (6.7 and later); else at a block, page-aligned only around
    type 7. padded: the archive ends at a block (8.0.1 and later). total: sums up a header.
    """
    entries = with_parents(entries)
    position = (len(entries) + 1) * BLOCK
    if paged:
        position = round_up(position, PAGE)
    offsets = []
    aligned_next = False
    for entry in entries:
        if not entry.data:
            offsets.append(0)
            continue
        aligned = paged or entry.kind == "7" or aligned_next
        aligned_next = entry.kind == "7"
        position = round_up(position, PAGE if aligned else BLOCK)
        offsets.append(position)
        position += len(entry.data)
    parts = [visor_header(entry, offset, total) for entry, offset in zip(entries, offsets)]
    parts.append(bytes(BLOCK))
    length = len(parts) * BLOCK
    for entry, offset in zip(entries, offsets):
        if offset:
            parts.append(bytes(offset - length))
            parts.append(entry.data)
            length = offset + len(entry.data)
    if padded:
        parts.append(bytes(round_up(length, BLOCK) - length))
    return b"".join(parts)


def gnu_tar(entries):
    """A GNU tar with owner root, the fixed date, and folders before their content."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for entry in with_parents(entries):
            info = tarfile.TarInfo(entry.name)
            info.mode = entry.mode
            info.mtime = EPOCH
            info.uname = info.gname = "root"
            info.size = len(entry.data)
            if entry.kind in GNU_TYPES:
                info.type = GNU_TYPES[entry.kind]
                info.linkname = entry.link
            tar.addfile(info, io.BytesIO(entry.data))
    return stream.getvalue()
