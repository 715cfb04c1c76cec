# SPDX-License-Identifier: GPL-3.0-or-later
"""One payload: its files, the archive around them, the compression around that, its checksums."""

import hashlib
import struct
import zlib
from dataclasses import dataclass, field

from sample import noise, pack
from sample.archive import BLOCK, EPOCH, Entry, gnu_tar, round_up, visor_header, visor_tar

ARCHIVES = ("vgz", "tgz", "vzstd", "locker-tgz", "installer_vgz")
NAMED = 8                       # gzip: a file name follows
MEGABYTE = 1 << 20
ZSTD_BLOCK = 128 << 10
CRC_MAX = 1 << 30


@dataclass
class Payload:
    """What goes into the container, and what the descriptor says of it."""
    name: str
    type: str
    stored: bytes = b""
    unpacked: bytes = None      # None: not compressed
    once: bytes = None          # after one gunzip, where that is not the end
    unpacked_size: int = 0
    files: list = field(default_factory=list)
    attributes: dict = field(default_factory=dict)
    sums: list = field(default_factory=list)
    size: int = 0               # as the descriptor says


def entries(recipe, name):
    """The files of a payload: given ones, or those of a driver."""
    given = recipe.get("files")
    if given is None:
        stem = recipe.get("module", name)
        size = recipe.get("size", 5000 + noise.number(name, 0, 3000))
        return [Entry("usr/lib/vmware/vmkmod/" + stem,
                      b"\x7fELF" + noise.data(name, max(1, size - 500)), kind="7"),
                Entry("etc/vmware/default.map.d/%s.map" % stem, noise.text(name + " map", 200)),
                Entry("usr/share/hwdata/default.pciids.d/%s.ids" % stem,
                      noise.text(name + " ids", 300))]
    result = []
    for one in given:
        one = {"path": one} if isinstance(one, str) else one
        data = one.get("data", "").encode()
        if "mixed" in one:
            data = mixed(name + one["path"], one["mixed"])
        elif "size" in one:
            data = noise.data(name + one["path"], one["size"])
        elif "data" not in one and not one["path"].endswith("/") and "link" not in one:
            data = noise.text(name + one["path"], 100)
        kind = str(one.get("kind", "2" if "link" in one else "0"))
        result.append(Entry(one["path"], data, kind, one.get("link", "")))
    return result


def mixed(name, size):
    """Noise and text in turns: content that compresses about as well as programs do."""
    chunk = 64 << 10
    texts = [noise.text("%s %d" % (name, number), chunk)[:chunk] for number in range(4)]
    rest = noise.data(name, size // 2 + chunk)
    parts = []
    for number in range(size // chunk // 2 + 1):
        parts += [rest[number * chunk:number * chunk + chunk], texts[number % len(texts)]]
    return b"".join(parts)[:size]


def unsigned_sum(header):
    return sum(header)


def pack_archive(recipe, kind, content, release):
    form = recipe.get("archive") or ("gnu" if kind in ("tgz", "locker-tgz") else "visor")
    if form == "gnu":
        return gnu_tar(content)
    paged = recipe.get("layout", release["layout"]) == "B"
    total = {"total": unsigned_sum} if recipe.get("unsigned_sums") else {}
    return visor_tar(content, paged=paged, padded=recipe.get("padded", release["padded"]), **total)


def gzip(data, form, name, level):
    """One member: with a name and a date (`named`), bare, or in stored blocks."""
    if form == "stored":
        return pack.gzip_member(data, 0)
    member = pack.gzip_member(data, level)
    if form == "named":
        head = b"\x1f\x8b\x08" + bytes((NAMED,)) + struct.pack("<I", EPOCH) + b"\0\3"
        return head + ("%s.vtar\0" % name).encode() + member[10:]
    return member


def zeros_crc(start, size):
    """The CRC of `start` and `size` zeros; 0 where that takes long and nobody should get so far."""
    if size > CRC_MAX:
        return 0
    chunk = bytes(16 * MEGABYTE)
    crc = zlib.crc32(start)
    while size:
        part = min(size, len(chunk))
        crc = zlib.crc32(chunk[:part] if part < len(chunk) else chunk, crc)
        size -= part
    return crc


def bomb_gzip(head, size):
    """A gzip member of `head` and `size` zeros (whole MiB), made from one repeated block."""
    first = zlib.compressobj(9, zlib.DEFLATED, -15)
    chunk = zlib.compressobj(9, zlib.DEFLATED, -15)
    parts = [pack.GZIP_HEADER, first.compress(head) + first.flush(zlib.Z_FULL_FLUSH)]
    parts += [chunk.compress(bytes(MEGABYTE)) + chunk.flush(zlib.Z_FULL_FLUSH)] * (size // MEGABYTE)
    parts.append(zlib.compressobj(9, zlib.DEFLATED, -15).flush())
    total = len(head) + size
    parts.append(struct.pack("<II", zeros_crc(head, size), total & 0xFFFFFFFF))
    return b"".join(parts)


def bomb_zstd(head, size):
    """The same as a zstd frame of repeated-byte blocks, in a stored gzip member."""
    parts = [struct.pack("<IBBQ", pack.ZSTD_MAGIC, 0xC0, 17 << 3, len(head) + size),
             struct.pack("<I", len(head) << 3)[:3], head]
    blocks = size // ZSTD_BLOCK
    parts += [struct.pack("<I", ZSTD_BLOCK << 3 | 2)[:3] + b"\0"] * (blocks - 1)
    parts.append(struct.pack("<I", ZSTD_BLOCK << 3 | 3)[:3] + b"\0")
    return pack.gzip_member(b"".join(parts), 0)


def bomb(recipe, name, kind):
    """A small payload that unpacks to one huge file; its checksums of the content are wrong."""
    size = recipe["bomb"]
    entry = Entry("opt/%s/zero" % name)
    start = round_up(2 * BLOCK, 4096)
    head = bytearray(visor_header(entry, start))
    head[124:135] = b"%011o" % size
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(byte - 256 if byte > 127 else byte for byte in head)
    head = bytes(head).ljust(start, b"\0")
    stored = bomb_zstd(head, size) if kind == "vzstd" else bomb_gzip(head, size)
    return Payload(name, kind, stored, b"", None, start + size, ["opt/%s/zero" % name])


def make(recipe, release):
    """A payload from its recipe."""
    name, kind = recipe["name"], recipe.get("type", "vgz")
    if "bomb" in recipe:
        result = bomb(recipe, name, kind)
    elif kind in ARCHIVES:
        content = entries(recipe, name)
        plain = pack_archive(recipe, kind, content, release)
        result = Payload(name, kind, unpacked=plain, unpacked_size=len(plain),
                         files=[one.name for one in content if one.kind != "5"])
        form = recipe.get("gzip", release["gzip"])
        if kind == "vzstd":
            result.once, form = pack.zstd_frame(plain), "stored"
        level = recipe.get("level", 0 if len(plain) > pack.STORE_ABOVE else 6)
        result.stored = gzip(result.once or plain, form, name, level)
    elif kind == "boot":
        data = recipe.get("data", "").encode() or noise.data(name, recipe.get("size", 3000))
        result = Payload(name, kind, gzip(data, "bare", name, 6), data, None, len(data))
    else:
        data = recipe.get("data", "").encode() or noise.text(name, recipe.get("size", 500))
        result = Payload(name, kind, data)
    damage(result, recipe.get("damage"))
    result.size = len(result.stored)
    result.attributes = {key.replace("_", "-"): recipe[key]
                         for key in ("vfat_name", "boot_order") if key in recipe}
    if release["modern"] and result.unpacked_size:
        result.attributes["uncompressed-size"] = recipe.get("uncompressed_size",
                                                            result.unpacked_size)
    if kind == "vzstd":
        result.attributes["compression-option"] = "level=18"
    result.sums = checksums(result, recipe.get("sums", release["sums"]))
    return result


def damage(payload, how):
    """Damage that the checksums of the stored bytes know of: only unpacking shows it."""
    stored = payload.stored
    if how == "crc":
        payload.stored = stored[:-8] + bytes((stored[-8] ^ 1,)) + stored[-7:]
    elif how == "length":
        payload.stored = stored[:-4] + bytes((stored[-4] ^ 1,)) + stored[-3:]
    elif how == "cut":
        payload.stored = stored[:len(stored) // 2]
    elif how == "two":
        payload.stored = stored + pack.gzip_member(b"second member")
    elif how == "zeros":
        payload.stored = stored + bytes(64)
    elif how == "raw":
        payload.stored = payload.unpacked
    elif how is not None:
        raise SystemExit("unknown damage '%s'" % how)


def checksums(payload, form):
    """`old`: raw SHA-256 and SHA-1 of the content, up to 6.5; `new`: SHA-256 of the content too."""
    raw = [("sha-256", "", hashlib.sha256(payload.stored).hexdigest())]
    if payload.unpacked is None or form == "raw":
        return raw
    full = [("sha-256", "gunzip", hashlib.sha256(payload.unpacked).hexdigest())]
    sums = (full if form == "new" else []) + raw
    sums.append(("sha-1", "gunzip", hashlib.sha1(payload.unpacked).hexdigest()))
    if payload.once is not None:
        sums.append(("sha-256-gunzip1", "", hashlib.sha256(payload.once).hexdigest()))
    return sums
