# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to damage a medium of 7.0: each gives the files to put on it (None: to take off)."""

import io
import re
import struct
import tarfile
import zipfile
import zlib

from .medium import IMGDB, METADATA_ZIP, PROFILE_XML

CONFIGS = ("BOOT.CFG", "EFI/BOOT/BOOT.CFG")
VICTIM = "lpfc"                 # a VIB with a payload of its own name


def gzip_member(data):
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    return b"".join((bytes.fromhex("1f8b08000000000002ff"), deflate.compress(data),
                     deflate.flush(), struct.pack("<II", zlib.crc32(data), len(data))))


def imgdb(medium, change):
    """imgdb.tgz after `change` of the list of (name, bytes); folders stay."""
    rows = change([(entry.name, data) for entry, data in medium.database.entries
                   if entry.isreg()])
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for entry, _ in medium.database.entries:
            if entry.isdir():
                tar.addfile(entry)
        for name, data in rows:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return {IMGDB: gzip_member(stream.getvalue())}


def metadata(medium, change):
    """UPGRADE/METADATA.ZIP after `change` of the list of (name, bytes)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in change(sorted(medium.metadata().items())):
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 0, 0, 0)), data)
    return {METADATA_ZIP: stream.getvalue()}


def profile(medium, old, new):
    """Another profile in all three places."""
    def change(rows):
        return [(name, data.replace(old, new) if "profiles/" in name else data)
                for name, data in rows]

    data = medium.read(PROFILE_XML)
    assert old in data, old
    return {**imgdb(medium, change), **metadata(medium, change),
            PROFILE_XML: data.replace(old, new)}


def config(medium, old, new, names=CONFIGS):
    result = {name: medium.read(name).replace(old, new) for name in names}
    assert all(data != medium.read(name) for name, data in result.items()), old
    return result


def drop(part):
    return lambda rows: [row for row in rows if not re.search(part, row[0])]


def add(name, data):
    return lambda rows: rows + [(name, data)]


def edit(part, change):
    return lambda rows: [(name, change(data) if re.search(part, name) else data)
                         for name, data in rows]


def flipped(data, at=100):
    data = bytearray(data)
    data[at] ^= 1
    return bytes(data)


def twice(rows):
    return rows + [(name.replace("/%s-" % VICTIM, "/%s-1" % VICTIM), data)
                   for name, data in rows if "/%s-" % VICTIM in name]


# Name, what is changed, what the judge of images says, what any account of it has to name.
CASES = (
    ("module in one boot.cfg only", lambda m: config(m, b" --- /lpfc.v00", b"", CONFIGS[:1]),
     "different modules", "lpfc"),
    ("module that is not loaded", lambda m: config(m, b" --- /lpfc.v00", b""),
     "is not loaded", "lpfc"),
    ("order of modules", lambda m: config(m, b"/lpfc.v00 --- /lpnic.v00",
                                          b"/lpnic.v00 --- /lpfc.v00"),
     "order of the rule", None),
    ("module that is not there", lambda m: config(m, b" --- /lpfc.v00",
                                                   b" --- /lpfc.v00 --- /x.v00"),
     "'x.v00' is not on the medium", "x.v00"),
    ("payload gone", lambda m: {"LPFC.V00": None}, "lpfc.v00' is not on the medium", "lpfc.v00"),
    ("payload altered", lambda m: {"LPFC.V00": flipped(m.read("LPFC.V00"))}, "lpfc", "lpfc"),
    ("another payload", lambda m: {"LPFC.V00": gzip_member(b"x" * 5000)}, "sha-256", "lpfc"),
    ("UPGRADE/PROFILE.XML", lambda m: {PROFILE_XML: m.read(PROFILE_XML).replace(
        b"certified", b"community")}, "PROFILE.XML differs", "PROFILE.XML"),
    ("no profile in METADATA.ZIP", lambda m: metadata(m, drop("^profiles/")), "0 profiles",
     "METADATA.ZIP"),
    ("two profiles in METADATA.ZIP", lambda m: metadata(m, add(
        "profiles/b.xml", m.read(PROFILE_XML))), "2 profiles", "METADATA.ZIP"),
    ("another profile in METADATA.ZIP", lambda m: metadata(m, edit(
        "^profiles/", lambda data: data.replace(b"certified", b"partner"))), "METADATA.ZIP",
     "METADATA.ZIP"),
    ("VIB gone from METADATA.ZIP", lambda m: metadata(m, drop("/lpfc-")), "other vibs", "lpfc"),
    ("VIB of nobody in METADATA.ZIP", lambda m: metadata(m, lambda rows: rows + [
        ("vibs/x-1.xml", data.replace(b"<name>lpfc<", b"<name>lpfx<"))
        for name, data in rows if re.search("/lpfc-", name)]), "other vibs", "lpfx"),
    ("bulletin gone from METADATA.ZIP", lambda m: metadata(m, drop("bulletins/VMW-lpfc")),
     "other bulletins", "lpfc"),
    ("METADATA.ZIP altered", lambda m: {METADATA_ZIP: flipped(m.read(METADATA_ZIP), 5000)},
     "METADATA.ZIP", "METADATA.ZIP"),
    ("no signed descriptor", lambda m: imgdb(m, drop(r"/lpfc-.*orig$")), "no .xml.orig", "lpfc"),
    ("no signature", lambda m: imgdb(m, drop(r"/lpfc-.*sig$")), "no .xml.sig", "lpfc"),
    ("signature of another", lambda m: imgdb(m, edit(
        r"/lpfc-.*sig$", lambda data: next(other for name, other in m.database.members.items()
                                           if re.search(r"/nfnic-.*sig$", name)))),
     "not as in the base", "lpfc"),
    ("signed descriptor altered", lambda m: imgdb(m, edit(
        r"/lpfc-.*orig$", lambda data: data.replace(b"Driver lpfc", b"Drover lpfc"))),
     "summary", "lpfc"),
    ("database copy altered", lambda m: imgdb(m, edit(
        r"/lpfc-.*xml$", lambda data: data.replace(b"<summary>Driver", b"<summary>Drove"))),
     "summary of the database copy", "lpfc"),
    ("VIB gone from the database", lambda m: imgdb(m, drop("/lpfc-")), "0 times", "lpfc"),
    ("VIB twice in the database", lambda m: imgdb(m, twice), "2 times", "lpfc"),
    ("signature of nobody", lambda m: imgdb(m, add("var/db/esximg/vibs/x-1.xml.sig", b"")),
     "belongs to no VIB", "x-1.xml.sig"),
    ("two profiles in the database", lambda m: imgdb(m, add(
        "var/db/esximg/profiles/x", m.read(PROFILE_XML))), "2 profiles", "profile"),
    ("file name in the profile", lambda m: profile(m, b">lpfc.v00<", b">lpfc.v01<"), "by the rule",
     "lpfc"),
    ("level of the profile", lambda m: profile(m, b"<acceptancelevel>certified<",
                                               b"<acceptancelevel>community<"),
     "acceptance level", None),
    ("payload in the profile", lambda m: profile(m, b'payload-name="lpfc"',
                                                 b'payload-name="lpfd"'), "not in both", "lpf"),
    ("one file for two payloads", lambda m: profile(m, b">lpfc.v00<", b">lpnic.v00<"),
     "share a file name", "lpnic.v00"),
    ("bulletin of the profile", lambda m: profile(m, b"<bulletinlist><bulletin-id>",
                                                  b"<bulletinlist><bulletin-id>x"), "bulletins",
     None),
)
