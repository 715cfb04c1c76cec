# SPDX-License-Identifier: GPL-3.0-or-later
"""An installer medium as plain data: its files, boot.cfg, the members of imgdb.tgz, the profile."""

import io
import re
import tarfile
import xml.etree.ElementTree as xml
import zipfile
from pathlib import Path

from . import vib as reader
from .disc import Disc

CONFIGS = ("BOOT.CFG", "EFI/BOOT/BOOT.CFG")
PROFILE_XML, METADATA_ZIP, IMGDB = "UPGRADE/PROFILE.XML", "UPGRADE/METADATA.ZIP", "IMGDB.TGZ"


def boot_cfg(data):
    """Keys in lower case, values with single blanks; the last of a key counts."""
    keys = {}
    for line in data.decode("ascii").splitlines():
        key, equals, value = " ".join(line.split()).partition("=")
        if equals and not key.startswith("#"):
            keys[key.lower()] = value.strip()
    return keys


def module_files(keys):
    """The kernel and the modules as file names in lower case."""
    names = [keys.get("kernel", "")] + re.split("---", keys.get("modules", ""))
    return [name.strip().split(" ")[0].lstrip("/").lower() for name in names if name.strip()]


def tar_entries(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        return [(entry, tar.extractfile(entry).read() if entry.isreg() else b"") for entry in tar]


class Profile:
    """An image profile."""

    def __init__(self, data):
        self.root = xml.fromstring(data)
        self.fields = {node.tag: node.text or "" for node in self.root if not len(node)}
        self.files = {}         # (vib id, payload name) -> file name
        self.ids = []
        for node in self.root.iterfind("viblist/vib"):
            identity = node.findtext("vib-id")
            self.ids.append(identity)
            for payload in node.iterfind("payloads/payload"):
                self.files[identity, payload.get("payload-name")] = payload.text
        self.bulletins = [node.text for node in self.root.iterfind("bulletinlist/bulletin-id")]
        self.level = self.fields.get("acceptancelevel", "")


class Database:
    """The members of imgdb.tgz, by kind."""

    def __init__(self, stored):
        content, behind = reader.gunzip(stored, "imgdb.tgz")
        self.behind = behind
        self.entries = tar_entries(content)
        self.members = {entry.name: data for entry, data in self.entries if entry.isreg()}
        self.profiles = self.below("profiles")
        self.bulletins = self.below("bulletins")
        self.stems = {}         # path without .xml -> described descriptor, of the VIBs
        for name, data in sorted(self.below("vibs").items()):
            if name.endswith(".xml"):
                self.stems[name.removesuffix(".xml")] = reader.describe(data)

    def below(self, folder):
        return {name: data for name, data in self.members.items()
                if "/%s/" % folder in "/" + name}

    def descriptors(self):
        """{id: descriptor} as signed, or as normalised where the signed one is not there."""
        found = {}
        for stem, values in self.stems.items():
            original = self.members.get(stem + ".xml.orig")
            found[values["id"]] = reader.describe(original) if original else values
        return found

    def stem_of(self, identity):
        return [stem for stem, values in self.stems.items() if values["id"] == identity]


class Medium:
    """Everything of one ISO."""

    def __init__(self, path, folder):
        self.path = Path(path)
        disc = Disc(self.path, Path(folder))
        self.files = {name.upper(): file for name, file in disc.files.items()}
        self.configs = [boot_cfg(self.read(name)) for name in CONFIGS]
        self.modules = module_files(self.configs[0])
        self.database = Database(self.read(IMGDB))
        profile = sorted(self.database.profiles.values())
        self.profile = Profile(profile[0]) if profile else None

    def read(self, name):
        return self.files[name.upper()].read_bytes()

    def has(self, name):
        return name.upper() in self.files

    def metadata(self):
        """{name: bytes} of UPGRADE/METADATA.ZIP, whose checksums are compared on the way."""
        with zipfile.ZipFile(io.BytesIO(self.read(METADATA_ZIP))) as archive:
            return {name: archive.read(name) for name in archive.namelist()
                    if not name.endswith("/")}

    def release(self):
        """Two numbers of the version in .DISCINFO."""
        return ".".join(self.read(".DISCINFO").decode().split("Version: ")[1].split(".")[:2])

    def place(self, vib, payload, file):
        """Where a payload lies: as a file of the profile's name, or under a name of its own."""
        name = payload["name"]
        if payload["type"] in ("boot", "vgz", "tgz", "vzstd", "installer_vgz"):
            return file if self.has(file) else None
        text = "%s-%s-%s" % (vib["vendor"], vib["name"], name)
        for place in (text, name, "EFI/BOOT/" + name, "UPGRADE/" + name, file):
            if self.has(place):
                return place
        return None
