# SPDX-License-Identifier: GPL-3.0-or-later
"""Compressed forms of a payload: gzip members like VMware's, zstd frames, trailers."""

import struct
import zlib

from . import noise

# mtime 0, no name, XFL 2, OS 255: what payloads have had since 7.0 (real-artifacts.md section 5)
GZIP_HEADER = bytes.fromhex("1f8b08000000000002ff")
# Above this size data are stored instead of deflated, so that large media are made quickly.
STORE_ABOVE = 1 << 20
ZSTD_MAGIC = 0xFD2FB528
ZSTD_BLOCK_MAX = 128 << 10
TRAILER_MAGIC = 0x1ABE11ED


def gzip_member(data, level=6):
    """Exactly one gzip member that holds `data`; level 0 stores."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
    return b"".join((GZIP_HEADER, deflate.compress(data), deflate.flush(),
                     struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)))


def gzip_unlike(data, sizes):
    """The same at the first level that gives a size not yet in `sizes`."""
    for level in (6, 7, 8, 9, 5, 4, 3, 2, 1, 0):
        member = gzip_member(data, level)
        if len(member) not in sizes:
            sizes.add(len(member))
            return member
    raise ValueError("no level gives a size of its own")


def gzip_noise(data):
    """The same for content that is mostly noise: stored where deflating would take long."""
    return gzip_member(data, 0 if len(data) > STORE_ABOVE else 6)


def zstd_frame(data):
    """One zstd frame of raw blocks with a 128 MiB window and without a checksum, as in ESXi 9.0."""
    # Frame header: content size in 8 bytes, no single segment, window exponent 17 (2^27).
    parts = [struct.pack("<IBBQ", ZSTD_MAGIC, 0xC0, 17 << 3, len(data))]
    offset = 0
    while True:
        block = data[offset:offset + ZSTD_BLOCK_MAX]
        offset += len(block)
        last = offset >= len(data)
        parts.append(struct.pack("<I", len(block) << 3 | int(last))[:3])
        parts.append(block)
        if last:
            return b"".join(parts)


def signature_trailer(name, schema, key_id, signature_size):
    """What follows a signed boot module: schema, key id, signature, length, magic.

    The signature is noise: nothing here could sign for VMware, and no loader of ours checks it.
    """
    signed = key_id.encode().ljust(16, b"\0") + noise.data("signature " + name, signature_size)
    return struct.pack("<I", schema) + signed + struct.pack("<II", len(signed), TRAILER_MAGIC)
