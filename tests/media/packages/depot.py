# SPDX-License-Identifier: GPL-3.0-or-later
"""Offline bundles and component zips around given .vib files (media-5-to-9.md section 4)."""

import hashlib
import struct
import xml.etree.ElementTree as xml
import zlib
from xml.sax.saxutils import escape, quoteattr

from checks import vib as reader
from sample.database import python_hash, zip_bytes

DATE = "2024-03-04T05:06:07.000000+00:00"
LAYOUTS = {"vibauthor": "index.xml, metadata.zip, vib20/NAME/VIB-ID.vib; a bulletin without "
                        "component fields",
           "component": "the same with the bulletin of a component, as of 7.0",
           "flat": "as VIB2ZIP: VENDOR-NAME-metadata.zip, the .vib in the root",
           "plain": "no bulletin at all",
           "nested": "a zip that holds a vibauthor bundle only"}
FAULTS = {"checksum": "the metadata has a wrong SHA-256 of the first VIB",
          "size": "the metadata has a wrong size of the first VIB",
          "no-vib": "the first VIB is missing",
          "no-metadata": "the metadata zip is missing",
          "no-index": "vendor-index.xml and index.xml are missing",
          "corrupt": "a byte of the first VIB's compressed data altered",
          "corrupt-metadata": "a byte in the middle of metadata.zip altered, the outer zip intact",
          "truncated": "the zip ends in the middle",
          "traversal": "relative-path and the member's name lead out of the bundle",
          "other-id": "the metadata gives the first VIB another version",
          "bomb": "a member of 4 GiB of zeros beside the others",
          "bomb-vib": "the first VIB is such a member"}
BOMB_SIZE, BOMB_CRC = 4 << 30, 0xD202EF8D


class Package:
    """A .vib and what the metadata says of it."""

    def __init__(self, data, layout, faults):
        self.data = data
        members = dict(reader.members(data))
        self.descriptor = members["descriptor.xml"].strip()
        root = xml.fromstring(self.descriptor)
        self.vendor, self.type, self.name, self.version = (
            root.findtext(tag) for tag in ("vendor", "type", "name", "version"))
        self.summary = root.findtext("summary")
        self.id = "_".join((self.vendor, self.type, self.name, self.version))
        self.path = "%s.vib" % self.id
        if layout != "flat":
            self.path = "vib20/%s/%s" % (self.name, self.path)
        if "traversal" in faults:
            self.path = "../../" + self.path
        self.size = len(data) + ("size" in faults)
        self.sum = hashlib.sha256(data).hexdigest()
        if "checksum" in faults:
            self.sum = "0" * 64

    def metadata(self, flat, other):
        """The descriptor with path, size and checksum of the package."""
        inner = ("<relative-path>%s</relative-path><packed-size>%d</packed-size>"
                 '<checksum checksum-type="sha-256">%s</checksum>'
                 % (escape(self.path), self.size, self.sum)).encode()
        text = self.descriptor
        if other:
            text = text.replace(("<version>%s<" % self.version).encode(), b"<version>99.9-9<", 1)
        if flat:
            return text.replace(b"</vib>", inner + b"</vib>")
        for end in (b"</software-tags>", b"<software-tags />", b"<software-tags/>"):
            if end in text:
                return text.replace(end, end + inner, 1)
        raise SystemExit("no software-tags in '%s'" % self.id)


def bulletin(packages, component):
    """(id, bytes): of a component (name, version), or the older kind."""
    first = packages[0]
    name, version = component or (first.name, "")
    identifier = "%s_%s" % (name, version) if component else first.name
    leaves = (("id", identifier), ("vendor", first.vendor), ("summary", first.summary),
              ("severity", "general"), ("category", "enhancement"), ("urgency", "low"),
              ("releaseType", "component" if component else "patch"),
              ("description", first.summary), ("kbUrl", "http://localhost/"),
              ("contact", "nobody"))
    specs = ""
    if component:
        specs = ("<componentNameSpec name=%s uiString=%s/><componentVersionSpec version=%s "
                 "uiString=%s/>" % tuple(quoteattr(text) for text in (
                     name, first.summary, version, version)))
    ids = "".join("<vibID>%s</vibID>" % one.id for one in packages)
    return identifier, ("<bulletin>%s%s<releaseDate>%s</releaseDate><platforms><softwarePlatform "
                        'locale="" productLineID="embeddedEsx" version="*"/></platforms>'
                        "<vibList>%s</vibList></bulletin>" % (
                            "".join("<%s>%s</%s>" % (tag, escape(text), tag)
                                    for tag, text in leaves), specs, DATE, ids)).encode()


def index(vendor):
    return ("<vendorList>\n  <vendor>\n    <name>%s</name>\n    <code>%s</code>\n"
            "    <indexfile>vendor-index.xml</indexfile>\n    <patchUrl></patchUrl>\n"
            "    <relativePath></relativePath>\n    <content>\n      <name>VMware ESX</name>\n"
            "      <type>http://www.vmware.com/depotmanagement/esx</type>\n    </content>\n"
            "  </vendor>\n</vendorList>\n" % (vendor, vendor)).encode()


def vendor_index(url, products):
    rows = "".join("  <metadata>\n    <productId>embeddedEsx</productId>\n    <version>%s</version>"
                   "\n    <locale></locale>\n    <url>%s</url>\n    <channelName>default"
                   "</channelName>\n  </metadata>\n" % (product, escape(url))
                   for product in products)
    return ("<metaList>\n%s</metaList>\n" % rows).encode()


def bomb_member():
    """The compressed form of BOMB_SIZE zeros, and their CRC."""
    chunk = zlib.compressobj(9, zlib.DEFLATED, -15)
    part = chunk.compress(bytes(1 << 20)) + chunk.flush(zlib.Z_FULL_FLUSH)
    data = part * (BOMB_SIZE >> 20) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    return data, BOMB_CRC


def make(vibs, layout, products, component, faults):
    """The bytes of a bundle of the given .vib bytes."""
    packages = [Package(data, layout, faults if not number else
                        [fault for fault in faults if fault == "traversal"])
                for number, data in enumerate(vibs)]
    first = packages[0]
    if layout == "component" and component is None:
        component = ("%s-%s" % (first.vendor, first.name), first.version)
    url = "metadata.zip"
    if layout == "flat":
        url = "%s-%s-metadata.zip" % (first.vendor, first.name)
    listing = vendor_index(url, products)
    meta = [("vendor-index.xml", listing), ("vmware.xml", (
        "<metadataResponse><version>3.0</version><timestamp>%s</timestamp></metadataResponse>"
        % DATE).encode())]
    for number, one in enumerate(packages):
        suffix = -9999999990 if layout == "flat" else python_hash(one.id, 64)
        meta.append(("vibs/%s%d.xml" % (one.name, suffix) if suffix < 0 else
                     "vibs/%s-%d.xml" % (one.name, suffix),
                     one.metadata(layout == "flat", "other-id" in faults and not number)))
    if layout != "plain":
        identifier, text = bulletin(packages, component if layout == "component" else None)
        meta.append(("bulletins/%s.xml" % identifier, text))
    metadata = bytearray(zip_bytes(meta))
    if "corrupt-metadata" in faults:
        metadata[len(metadata) // 3] ^= 0x40
    files = [(url, bytes(metadata)), ("vendor-index.xml", listing), ("index.xml",
                                                                     index(first.vendor))]
    if "no-metadata" in faults:
        del files[0]
    if "no-index" in faults:
        files = [file for file in files if not file[0].endswith("index.xml")]
    files += [(one.path, one.data) for one in packages[int("no-vib" in faults):]]
    if "bomb" in faults or "bomb-vib" in faults:
        place = first.path if "bomb-vib" in faults else "zeros"
        files = [file for file in files if file[0] != place]
        data = with_bomb(zip_bytes(files), place)
    else:
        data = zip_bytes(files)
    if layout == "nested":
        data = zip_bytes([("a-bundle.zip", data), ("readme.txt", b"Unpack me.\n")])
    if "corrupt" in faults:
        data = bytearray(data)
        at = data.index(first.path.encode()) + len(first.path) + len(first.data) // 4
        data[at] ^= 0x40
    if "truncated" in faults:
        data = data[:len(data) // 2]
    return bytes(data)


def with_bomb(data, place):
    """A zip with one more member, a huge one, put before the central directory; ZIP64 for size."""
    stored, crc = bomb_member()
    end = data.rindex(b"PK\5\6")
    count, size, start = struct.unpack_from("<HII", data, end + 10)
    name = place.encode()
    extra = struct.pack("<HHQQ", 1, 16, BOMB_SIZE, len(stored))
    head = struct.pack("<HHHHHIII", 45, 0, 8, 0, 22562, crc, 0xFFFFFFFF, 0xFFFFFFFF)
    local = (b"PK\3\4" + head + struct.pack("<HH", len(name), len(extra)) + name + extra + stored)
    central = (b"PK\1\2" + struct.pack("<H", 0x31E) + head
               + struct.pack("<HHHHHII", len(name), len(extra), 0, 0, 0, 0o100644 << 16, start)
               + name + extra)
    place_of_directory = start + len(local)
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count + 1, count + 1, size + len(central),
                       place_of_directory, 0)
    return data[:start] + local + data[start:start + size] + central + tail
