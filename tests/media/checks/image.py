# SPDX-License-Identifier: GPL-3.0-or-later
"""What the medium says about itself: boot.cfg, modules, image profile, VIB database."""

import hashlib
import io
import re
import struct
import subprocess
import tarfile
import xml.etree.ElementTree as xml
import zipfile
import zlib

from .disc import run

ARCHIVES = ("imgdb.tgz", "basemisc.tgz", "resvibs.tgz", "esxiodpt.tgz", "imgpayld.tgz")
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


def boot_cfg(disc, name):
    """Keys in lower case, values with single blanks."""
    keys = {}
    for line in disc.read(name).decode("ascii").splitlines():
        line = " ".join(line.split())
        if line and not line.startswith("#"):
            key, equals, value = line.partition("=")
            assert equals, "%s: a line without '='" % name
            keys[key.lower()] = value.strip()
    return keys


def module_names(keys):
    return [item.strip().lstrip("/") for item in [keys["kernel"], *keys["modules"].split("---")]]


def boot_configs(disc, variants):
    root, efi = boot_cfg(disc, "BOOT.CFG"), boot_cfg(disc, "EFI/BOOT/BOOT.CFG")
    for name, keys, carries in (("BOOT.CFG", root, "ks" in variants),
                                ("EFI/BOOT/BOOT.CFG", efi, variants & {"ks", "one-ks"})):
        assert ("ks=cdrom:/KS.CFG" in keys["kernelopt"]) == bool(carries), "%s: ks=" % name
        assert "runweasel" in keys["kernelopt"], "%s: runweasel" % name
        assert ("allowLegacyCPU" in keys["kernelopt"]) == ("oem" in variants), "%s: oem" % name
        assert keys["bootstate"] == "0" and "title" in keys, "%s: keys" % name
    assert ("KS.CFG" in disc.files) == bool(variants & {"ks", "one-ks"}), "KS.CFG"
    if "one-ks" in variants:
        efi["kernelopt"] = root["kernelopt"]
    assert root == efi, "the two boot.cfg differ"
    return module_names(root)


def gunzip(data, name):
    """The content of exactly one gzip member; the CRC and the length are compared by zlib."""
    stream = zlib.decompressobj(31)
    try:
        content = stream.decompress(data)
    except zlib.error as problem:
        raise AssertionError("'%s': %s" % (name, problem)) from problem
    assert stream.eof and not stream.unused_data, "'%s' is not one whole gzip member" % name
    return content


def modules(disc, names):
    """Every module exists, is one gzip member by zlib and by gzip, and has a size of its own."""
    assert len(names) == len(set(names)), "a module is listed twice"
    assert 80 <= len(names) <= 170, "%d modules" % len(names)
    contents, sizes = {}, {}
    for name in names:
        data = disc.read(name)
        contents[name] = gunzip(data, name)
        if contents[name]:
            assert len(data) not in sizes, "'%s' and '%s' have one size" % (
                name, sizes[len(data)])
            sizes[len(data)] = name
        else:
            assert len(data) == 20, "'%s' is empty but has %d bytes" % (name, len(data))
    # gzip insists on a suffix for names on its command line, not on standard input.
    for name in names[:12] + names[-6:]:
        with open(disc.files[name.upper()], "rb") as stream:
            assert subprocess.run(["gzip", "-t"], stdin=stream, check=False).returncode == 0, name
    return contents


def visor_headers(data, name):
    """Magic, signed checksum and data range of every header of a visor tar."""
    position = count = 0
    while data[position:position + 512].strip(b"\0"):
        head = data[position:position + 512]
        blank = head[:148] + b" " * 8 + head[156:]
        signed = sum(struct.unpack("512b", blank))
        assert head[257:265] == b"visor  \0", "'%s': magic" % name
        assert int(head[148:154], 8) == signed, "'%s': header checksum" % name
        start, size = struct.unpack_from("<I", head, 496)[0], int(head[124:135], 8)
        assert start + size <= len(data), "'%s': data beyond the end" % name
        assert (start > 0) == (size > 0), "'%s': offset of an empty file" % name
        position += 512
        count += 1
    assert count, "'%s' is empty" % name


def unzstd(data, folder):
    source = folder / "frame.zst"
    source.write_bytes(data)
    return subprocess.run(["zstd", "-dc", "--long=27", source], capture_output=True,
                          check=True).stdout


def database(disc):
    """The members of imgdb.tgz by path."""
    members = {}
    with tarfile.open(fileobj=io.BytesIO(disc.read("IMGDB.TGZ")), mode="r:gz") as tar:
        for member in tar:
            assert member.name.startswith("var"), member.name
            if member.isfile():
                members[member.name] = tar.extractfile(member).read()
    return members


def profile(disc, members, components):
    """The one profile, equal in all three places; {vib id: {payload name: file}}."""
    found = [data for name, data in members.items() if "/profiles/" in name]
    assert len(found) == 1, "%d profiles in imgdb.tgz" % len(found)
    assert disc.read("UPGRADE/PROFILE.XML") == found[0], "UPGRADE/PROFILE.XML differs"
    with zipfile.ZipFile(io.BytesIO(disc.read("UPGRADE/METADATA.ZIP"))) as archive:
        assert archive.testzip() is None, "METADATA.ZIP is damaged"
        names = [name for name in archive.namelist() if name.startswith("profiles/")]
        assert len(names) == 1 and archive.read(names[0]) == found[0], "profile in METADATA.ZIP"
        zipped = sorted(archive.read(name) for name in archive.namelist()
                        if name.startswith("vibs/"))
    own = sorted(data for name, data in members.items() if name.endswith(".xml")
                 and "/vibs/" in name)
    assert zipped == own, "VIBs of METADATA.ZIP differ from imgdb.tgz"
    root = xml.fromstring(found[0])
    bulletins = {xml.fromstring(data).findtext("id") for name, data in members.items()
                 if "/bulletins/" in name}
    listed = {node.text for node in root.iter("bulletin-id")}
    assert bulletins == listed and bool(listed) == components, "bulletins"
    return root


def signatures(members, signer, folder):
    """Some of the detached signatures, by openssl; all are there."""
    certificate = folder / "signer.pem"
    certificate.write_text(run(signer))
    signed = sorted(name for name in members if name.endswith(".sig"))
    assert all(members[name] for name in signed), "a VIB without signature"
    for name in signed[::12]:
        for suffix, key in ((".sig", name), (".orig", name[:-4] + ".orig")):
            (folder / ("vib" + suffix)).write_bytes(members[key])
        run("openssl", "cms", "-verify", "-inform", "PEM", "-binary", "-purpose", "any",
            "-CAfile", certificate, "-in", folder / "vib.sig", "-content", folder / "vib.orig")


def other_place(payload, files):
    """Where a payload that is no module lies on the medium."""
    name = payload.get("name").upper()
    for place in (name, "EFI/BOOT/" + name, "UPGRADE/" + name, "VMWARE-ESX-BASE-" + name):
        if place in files:
            return place
    return None


def payloads(disc, members, root, names, contents, variants, folder):
    """Descriptors against the profile's map, and both against the files on the medium."""
    mapped = {}
    ids = set()
    for vib in root.iter("vib"):
        ids.add(vib.findtext("vib-id"))
        for payload in vib.iter("payload"):
            mapped[vib.findtext("vib-id"), payload.get("payload-name")] = payload.text
    assert len(set(mapped.values())) == len(mapped), "two payloads share a file name"
    used, seen = set(), set()
    for path, data in members.items():
        if not path.endswith(".orig"):
            continue
        assert path[:-5] in members and path[:-5] + ".sig" in members, path
        vib = xml.fromstring(data)
        vib_id = "_".join(vib.findtext(tag) for tag in ("vendor", "type", "name", "version"))
        seen.add(vib_id)
        for payload in vib.iter("payload"):
            file = mapped.pop((vib_id, payload.get("name")))
            place = file if file in contents else other_place(payload, disc.files)
            if "hidden-boot" in variants and place is None:
                continue
            assert place, "no file for payload '%s' of %s" % (payload.get("name"), vib_id)
            used.add(place)
            if place != "ISOLINUX.BIN":         # carries the boot info table
                checksums(payload, disc.read(place), contents.get(place), folder)
    assert not mapped and seen == ids, "profile and VIB database name different VIBs"
    rest = [name for name in names if name not in used]
    assert rest == [name for name in ARCHIVES if name in rest], "modules nobody owns: %s" % rest
    assert names[-len(rest):] == rest, "the archives are not last"


def checksums(payload, stored, content, folder):
    name = payload.get("name")
    assert int(payload.get("size")) == len(stored), "size of '%s'" % name
    full = content
    if content is not None and content[:4] == ZSTD_MAGIC:
        assert payload.get("type") == "vzstd", "type of '%s'" % name
        full = unzstd(content, folder)
    if payload.get("uncompressed-size"):
        assert int(payload.get("uncompressed-size")) == len(full), "unpacked size of '%s'" % name
    for node in payload.iter("checksum"):
        kind = node.get("checksum-type")
        data = full if node.get("verify-process") == "gunzip" else stored
        if kind == "sha-256-gunzip1":
            kind, data = "sha-256", content
        assert hashlib.new(kind.replace("-", ""), data).hexdigest() == node.text, (
            "%s of '%s'" % (kind, name))
    if full and payload.get("type") in ("vgz", "vzstd"):
        visor_headers(full, name)


def texts(disc, root, release):
    """The profile's name and the build agree wherever they are written."""
    name = root.findtext("name")
    assert disc.read("ISOLINUX.CFG").decode().count(name) == 2, "ISOLINUX.CFG"
    version = disc.read(".DISCINFO").decode().split("\n")
    assert version[0] == "ESXi" and version[1].startswith("Version: " + release), ".DISCINFO"
    build = re.search(r"<build>(\d+)</build>", disc.read("UPGRADE/METADATA.XML").decode())[1]
    assert version[1].endswith(build), "builds differ"
    run("7z", "t", disc.files["UPGRADE/ESXIMAGE.ZIP"])
    return name
