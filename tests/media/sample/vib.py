# SPDX-License-Identifier: GPL-3.0-or-later
"""A VIB as data, and its descriptor (media-5-to-9.md section 3.2, real-artifacts.md section 2)."""

import hashlib
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

RELEASE_DATE = "2024-01-02T00:00:00.000000"
NORMALISED_ZONE = "+00:00"


@dataclass
class Payload:
    name: str
    type: str
    boot_order: int = 0
    vfat_name: str = ""
    place: str = ""             # path on the medium of a payload that is no module
    weight: float = 0.0         # share of the medium's size
    recipe: str = ""            # how content.py makes it
    module: str = ""            # what its files are called after: no two VIBs bring one file
    file: str = ""              # name in the profile, given by naming.py
    size: int = 0
    sums: list = field(default_factory=list)    # (checksum-type, verify-process, hex)
    unpacked_size: int = 0
    files: list = field(default_factory=list)

    @property
    def is_module(self):
        return self.type in ("boot", "vgz", "vzstd", "tgz", "installer_vgz")


@dataclass
class Vib:
    vendor: str
    name: str
    version: str
    summary: str
    payloads: list
    type: str = "bootbank"
    acceptance: str = "certified"
    overlay: bool = False
    depends: tuple = ()         # (name, relation, version); the last two may be empty
    provides: tuple = ()        # (name, version)
    tags: tuple = ()
    signature: bytes = b""

    def __post_init__(self):
        self.payloads.sort(key=lambda payload: payload.name.encode())
        for payload in self.payloads:
            payload.module = self.name if len(self.payloads) == 1 else payload.name

    @property
    def id(self):
        return "_".join((self.vendor, self.type, self.name, self.version))


def measure(payload, stored, unpacked, once=None):
    """Fill in size and checksums of the stored, the unpacked and the once gunzipped bytes."""
    payload.size = len(stored)
    raw = ("sha-256", "", hashlib.sha256(stored).hexdigest())
    payload.sums = [raw]
    if unpacked is not None:
        payload.unpacked_size = len(unpacked)
        payload.sums = [("sha-256", "gunzip", hashlib.sha256(unpacked).hexdigest()), raw,
                        ("sha-1", "gunzip", hashlib.sha1(unpacked).hexdigest())]
    if once is not None:
        payload.sums.append(("sha-256-gunzip1", "", hashlib.sha256(once).hexdigest()))


def node(tag, inner, modern, **attributes):
    """One element; an attribute whose value is empty is left out."""
    given = [(key.replace("_", "-"), value) for key, value in attributes.items() if value]
    if modern:
        given.sort()
    head = tag + "".join(' %s="%s"' % (key, escape(str(value))) for key, value in given)
    if not inner:
        return "<%s />" % head if modern else "<%s/>" % head
    return "<%s>%s</%s>" % (head, inner, tag)


def payload_node(payload, release):
    sums = payload.sums
    if not release.full_sums:
        sums = [entry for entry in sums if entry[:2] != ("sha-256", "gunzip")]
    inner = "".join(node("checksum", value, release.modern_xml, checksum_type=kind,
                         verify_process=process) for kind, process, value in sums)
    unpacked = payload.unpacked_size if release.modern_xml else 0
    option = "level=18" if payload.type == "vzstd" else ""
    return node("payload", inner, release.modern_xml, name=payload.name, type=payload.type,
                size=payload.size, boot_order=payload.boot_order, vfat_name=payload.vfat_name,
                uncompressed_size=unpacked, compression_option=option)


def descriptor(vib, release, database=False):
    """The descriptor's bytes; `database` gives the normalised copy of the VIB database."""
    modern = release.modern_xml

    def leaf(tag, value):
        return node(tag, escape(value), modern)

    depends = "".join(node("constraint", "", modern, name=name, relation=relation,
                           version=version) for name, relation, version in vib.depends)
    provides = "".join(node("provide", "", modern, name=name, version=version)
                       for name, version in vib.provides)
    relationships = (node("depends", depends, modern) + node("conflicts", "", modern)
                     + node("replaces", "", modern) + node("provides", provides, modern)
                     + node("compatibleWith", "", modern))
    requires = leaf("maintenance-mode", "true")
    if modern:
        requires += node("softwarePlatform", "", modern, locale="",
                         productLineID="embeddedEsx", version="%d.*" % release.major)
    files = sorted(name for payload in vib.payloads for name in payload.files)
    return node("vib", "".join((
        leaf("type", vib.type), leaf("name", vib.name), leaf("version", vib.version),
        leaf("vendor", vib.vendor), leaf("summary", vib.summary),
        leaf("description", vib.summary + " of the sample medium."),
        leaf("release-date", RELEASE_DATE + (NORMALISED_ZONE if database else "")),
        node("urls", "", modern), node("relationships", relationships, modern),
        node("software-tags", "".join(leaf("tag", tag) for tag in vib.tags), modern),
        node("system-requires", requires, modern),
        node("file-list", "".join(leaf("file", name) for name in files), modern),
        leaf("acceptance-level", vib.acceptance), leaf("live-install-allowed", "false"),
        leaf("live-remove-allowed", "false"), leaf("cimom-restart", "false"),
        leaf("stateless-ready", "true"), leaf("overlay", "true" if vib.overlay else "false"),
        node("payloads", "".join(payload_node(one, release) for one in vib.payloads), modern),
    )), modern, version="5.0").encode()
