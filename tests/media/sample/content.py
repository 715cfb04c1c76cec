# SPDX-License-Identifier: GPL-3.0-or-later
"""The bytes of module payloads: what archives hold, and how they are packed."""

from . import noise, pack
from .archive import Entry, gnu_tar, visor_tar
from .vib import measure

SMALLEST = 3000


def driver_entries(name, size):
    """A kernel module with its alias map and device ids, as driver VIBs have."""
    table = noise.text(name + " map", 700 + noise.number(name, 0, 900))
    ids = noise.text(name + " ids", 300 + noise.number(name, 0, 500))
    module = b"\x7fELF" + noise.data(name, max(SMALLEST, size - len(table) - len(ids)))
    return [Entry("usr/lib/vmware/vmkmod/" + name, module, kind="7"),
            Entry("etc/vmware/default.map.d/%s.map" % name, table),
            Entry("usr/share/hwdata/default.pciids.d/%s.ids" % name, ids)]


def system_entries(name, size):
    """A program, its library, a settings file, an empty file and an empty folder."""
    config = noise.text(name + " conf", 1500 + noise.number(name, 0, 2000))
    rest = max(SMALLEST, size - len(config))
    return [Entry("bin/" + name, b"\x7fELF" + noise.data(name, rest * 2 // 3), kind="7"),
            Entry("etc/vmware/%s/config" % name, config),
            Entry("etc/vmware/%s/empty" % name),
            Entry("lib64/lib%s.so" % name, b"\x7fELF" + noise.data(name + " so", rest // 3),
                  kind="7"),
            Entry("var/lib/%s/" % name)]


def locker_entries(name, size):
    """VMware Tools: a few large images."""
    names = ("linux.iso", "windows.iso", "solaris.iso")
    return [Entry("packages/vmtools/" + image, noise.data(name + image, size // len(names)))
            for image in names]


def kernel(name, size):
    return b"\x7fELF" + noise.data(name, max(SMALLEST, size))


def build(payload, release, size):
    """(stored bytes, unpacked bytes, bytes after one gunzip if other) of a module payload."""
    seed = "%s %s" % (release.name, payload.file)
    recipe = payload.recipe
    if recipe == "empty":
        return pack.gzip_member(b""), b"", None
    if recipe in ("kernel", "microcode"):
        data = kernel(seed, size)
    elif recipe == "locker":
        entries = locker_entries(payload.name, size)
        payload.files = [entry.name for entry in entries]
        data = gnu_tar(entries)
    else:
        make = driver_entries if recipe == "driver" else system_entries
        entries = make(payload.module, size)
        payload.files = [entry.name for entry in entries if entry.kind != "5"]
        data = visor_tar(entries, paged=release.paged, padded=release.padded)
    if recipe in ("kernel", "signed"):
        data += pack.signature_trailer(seed, *release.trailer)
    if payload.type == "vzstd":
        frame = pack.zstd_frame(data)
        return pack.gzip_member(frame, 0), data, frame
    return pack.gzip_noise(data), data, None


def make(payload, release, size, sizes):
    """The stored bytes of a module, of a length not yet in `sizes`; fills in size and checksums.

    Many modules of one size can hang the BIOS loader (loader.md), so only the stubs may tie.
    """
    while True:
        stored, unpacked, once = build(payload, release, size)
        if payload.recipe == "empty" or len(stored) not in sizes:
            sizes.add(len(stored))
            measure(payload, stored, unpacked, once)
            return stored
        size += 4099
