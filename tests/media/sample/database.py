# SPDX-License-Identifier: GPL-3.0-or-later
"""The image profile, imgdb.tgz and UPGRADE/METADATA.ZIP (media-5-to-9.md sections 4 and 5)."""

import io
import zipfile
from urllib.parse import quote

from .archive import Entry, gnu_tar
from .collection import acceptance
from .naming import sorted_vibs
from .vib import NORMALISED_ZONE, RELEASE_DATE, descriptor

ZIP_DATE = (2024, 1, 2, 0, 0, 0)


def python_hash(text, bits):
    """The suffix of names in the database: Python 2's string hash (section 5.1)."""
    raw = text.encode()
    mask = (1 << bits) - 1
    value = raw[0] << 7 & mask
    for byte in raw:
        value = (1000003 * value & mask) ^ byte
    value ^= len(raw)
    if value >> (bits - 1):
        value -= 1 << bits
    return -2 if value == -1 else value


def vib_file(vib, release):
    return "%s-%d" % (vib.name, python_hash(vib.id, 32 if release.major < 7 else 64))


def profile_file(release):
    return quote(release.profile, safe="")[:50] + str(python_hash(release.profile, 64))


def components(vibs, release):
    """The components of 7.0 and later: one for the system, one for each VIB of anybody else."""
    if not release.components:
        return []
    system = [vib.id for vib in sorted_vibs(vibs) if vib.vendor == "VMware"]
    result = [("ESXi", release.vib_version, "VMware", "ESXi", system)]
    for vib in sorted_vibs(vibs):
        if vib.vendor != "VMware":
            result.append(("%s-%s" % (vib.vendor, vib.name), vib.version, vib.vendor, vib.summary,
                           [vib.id]))
    return result


def bulletin(component, release):
    name, version, vendor, summary, ids = component
    leaves = (("id", "%s_%s" % (name, version)), ("vendor", vendor), ("summary", summary),
              ("severity", "general"), ("category", "enhancement"), ("urgency", "low"),
              ("releaseType", "component"), ("description", summary), ("kbUrl", ""),
              ("contact", ""))
    text = "".join("<%s>%s</%s>" % (tag, value, tag) for tag, value in leaves)
    return ('<bulletin>%s<componentNameSpec name="%s" uiString="%s"/>'
            '<componentVersionSpec version="%s" uiString="%s"/>'
            '<releaseDate>%s</releaseDate><platforms><softwarePlatform locale="" '
            'productLineID="embeddedEsx" version="%d.*"/></platforms><vibList>%s</vibList>'
            '</bulletin>' % (text, name, summary, version, version, RELEASE_DATE + NORMALISED_ZONE,
                             release.major, "".join("<vibID>%s</vibID>" % one for one in ids))
            ).encode()


def profile(vibs, release):
    """The image profile's XML, with the file name of every payload."""
    entries = []
    for vib in sorted_vibs(vibs):
        files = "".join('<payload payload-name="%s">%s</payload>' % (one.name, one.file)
                        for one in vib.payloads)
        entries.append("<vib><vib-id>%s</vib-id><payloads>%s</payloads></vib>" % (vib.id, files))
    ids = ["%s_%s" % entry[:2] for entry in components(vibs, release)]
    bulletins = "".join("<bulletin-id>%s</bulletin-id>" % one for one in sorted(ids))
    date = RELEASE_DATE + NORMALISED_ZONE
    leaves = (("name", release.profile), ("creator", "VMware, Inc."),
              ("profileID", "SAMPLE-" + release.build), ("creationtime", date),
              ("modifiedtime", date), ("serialno", "0"),
              ("description", "Sample medium of ESXi " + release.product), ("readonly", "true"))
    return ("<imageprofile>%s<viblist>%s</viblist><acceptancelevel>%s</acceptancelevel>%s"
            "</imageprofile>" % (
                "".join("<%s>%s</%s>" % (tag, value, tag) for tag, value in leaves),
                "".join(entries), acceptance(vibs),
                "<bulletinlist>%s</bulletinlist>" % bulletins if bulletins else "")).encode()


def imgdb(vibs, release):
    """The tar inside imgdb.tgz."""
    root = "var/db/esximg/"
    entries = []
    if release.components:
        entries.append(Entry(root + "bulletins/"))
        for component in components(vibs, release):
            name = "%sbulletins/%s_%s.xml" % (root, component[0], component[1])
            entries.append(Entry(name, bulletin(component, release)))
    entries += [Entry(root + "profiles/"),
                Entry(root + "profiles/" + profile_file(release), profile(vibs, release)),
                Entry(root + "vibs/")]
    for vib in sorted_vibs(vibs):
        stem = root + "vibs/" + vib_file(vib, release)
        entries += [Entry(stem + ".xml", descriptor(vib, release, database=True)),
                    Entry(stem + ".xml.orig", descriptor(vib, release)),
                    Entry(stem + ".xml.sig", vib.signature)]
    return gnu_tar(entries)


def zip_bytes(files):
    """A zip of (name, bytes) with fixed dates."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return stream.getvalue()


def metadata_zip(vibs, release):
    """What upgrade checks read: one profile, every VIB's XML, the bulletins."""
    vendor_index = (
        "<metaList><metadata><productId>embeddedEsx</productId><version>%s</version><locale/>"
        "<url>metadata.zip</url><channelName/></metadata></metaList>" % release.product).encode()
    vmware = ("<metadataResponse><version>3.0</version><timestamp>%s</timestamp>"
              "</metadataResponse>" % (RELEASE_DATE + NORMALISED_ZONE)).encode()
    files = [("vendor-index.xml", vendor_index), ("vmware.xml", vmware)]
    files += [("bulletins/%s_%s.xml" % entry[:2], bulletin(entry, release))
              for entry in components(vibs, release)]
    files.append(("profiles/%s.xml" % profile_file(release), profile(vibs, release)))
    files += [("vibs/%s.xml" % vib_file(vib, release), descriptor(vib, release, database=True))
              for vib in sorted_vibs(vibs)]
    return zip_bytes(files)
