# SPDX-License-Identifier: GPL-3.0-or-later
"""An independent reader of VIBs: container, descriptor, signature, payloads, archives."""

import hashlib
import io
import re
import struct
import subprocess
import tarfile
import tempfile
import xml.etree.ElementTree as xml
import zlib
from pathlib import Path

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
GZIP_MAGIC = b"\x1f\x8b"
RELATIONSHIPS = ("depends", "conflicts", "replaces", "provides", "compatibleWith")
# SHA-256 of the certificates that VMware's VIBs carry (real-artifacts.md section 4).
VMWARE = """
    D484739DDD38E1B38117CEC209B7ED125F61933052FE1F8A42FBB95D38017187
    321690A8E06810B184032F073C305A082112BDAD5870EF2E8953E01BE956D710
    131CBB0F7F3E9BB2B15455D47D55B1BD6C59E48BDE6BC00BB0E0033CF7B5036E
    74FA17E755711EEFB1C234FE6368DB9264274DC99568056EF9A79090EF8679C2
    4476E1B3CE65B5A6E8D2DCAD62CE539A07E475C32821D20E74476038432FBCF9
    8BB46C3CAD8F7F4C7F72743944B2CB55198B5D835989CE04DAE0D91D5243172C
""".split()


class Broken(ValueError):
    """What cannot be read as what it should be."""


def members(data):
    """(name, bytes) of each member of an ar archive; the table of long names is resolved."""
    if data[:8] != b"!<arch>\n":
        raise Broken("no ar archive")
    result, table, at = [], b"", 8
    while at < len(data):
        head = data[at:at + 60]
        if len(head) < 60 or head[58:] != b"`\n":
            raise Broken("no member header at byte %d" % at)
        size = int(head[48:58])
        content = data[at + 60:at + 60 + size]
        if len(content) != size:
            raise Broken("the member at byte %d goes beyond the end" % at)
        name = head[:16].rstrip(b" \0").decode()
        if name == "//":
            table = content
        else:
            if re.fullmatch(r"/\d+", name):
                name = table[int(name[1:]):].split(b"\n")[0].decode()
            result.append((name.rstrip("/"), content))
        at += 60 + size + size % 2
    return result


def gunzip(data, name="gzip"):
    """The content of the first gzip member, and what is behind it."""
    stream = zlib.decompressobj(31)
    try:
        content = stream.decompress(data) + stream.flush()
    except zlib.error as problem:
        raise Broken("%s: %s" % (name, problem)) from problem
    if not stream.eof:
        raise Broken("%s: ends within the gzip member" % name)
    return content, stream.unused_data


def unzstd(data):
    done = subprocess.run(["zstd", "-dcq", "--long=27"], input=data, capture_output=True,
                          check=False)
    if done.returncode:
        raise Broken("zstd: %s" % done.stderr.decode().strip())
    return done.stdout


def unpack(data, name="payload"):
    """(content after one gunzip, content fully unpacked); (None, None) if it is not compressed."""
    if data[:2] != GZIP_MAGIC:
        return None, None
    once, rest = gunzip(data, name)
    if rest:
        raise Broken("%s: %d bytes behind the gzip member" % (name, len(rest)))
    return once, unzstd(once) if once[:4] == ZSTD_MAGIC else once


def visor_list(data):
    """(name, type, size, offset, mode) of each header of a visor tar; both sums are fine."""
    result, at = [], 0
    while at + 512 <= len(data) and data[at:at + 512].strip(b"\0"):
        head = data[at:at + 512]
        if head[257:262] != b"visor":
            break               # signed modules: the trailer
        blank = head[:148] + b" " * 8 + head[156:]
        wanted = int(head[148:156].split(b"\0")[0].strip() or b"0", 8)
        if wanted not in (sum(blank), sum(struct.unpack("512b", blank))):
            raise Broken("header at byte %d: wrong checksum" % at)
        prefix = head[345:496].split(b"\0")[0].decode()
        name = head[:100].split(b"\0")[0].decode()
        size = int(head[124:135].split(b"\0")[0] or b"0", 8)
        offset = struct.unpack_from("<I", head, 496)[0]
        if head[156:157] in b"07" and offset + size > len(data):
            raise Broken("'%s' goes beyond the end" % name)
        result.append((prefix + "/" + name if prefix else name, head[156:157].decode(), size,
                       offset, int(head[100:107] or b"0", 8)))
        at += 512
    return result


def files(data):
    """{name: bytes} of the regular files of an archive, visor or GNU tar, by its magic."""
    if data[257:262] == b"visor":
        return {name: data[offset:offset + size]
                for name, kind, size, offset, _ in visor_list(data) if kind in "07\0"}
    if data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            return {entry.name: tar.extractfile(entry).read() for entry in tar if entry.isreg()}
    return None


def constraints(root, tag):
    """The children of one of the relationships, as written: name, relation, version."""
    node = root.find("relationships/" + tag)
    return [{key: child.get(key) for key in ("name", "relation", "version")
             if child.get(key) is not None} for child in (node if node is not None else ())]


def describe(text):
    """A descriptor as plain values."""
    try:
        root = xml.fromstring(text)
    except xml.ParseError as problem:
        raise Broken("descriptor: %s" % problem) from problem
    values = {tag.replace("-", "_"): root.findtext(tag) or "" for tag in (
        "type", "name", "version", "vendor", "summary", "description", "release-date",
        "acceptance-level", "live-install-allowed", "overlay")}
    values["id"] = "_".join(values[key] for key in ("vendor", "type", "name", "version"))
    values["maintenance_mode"] = root.findtext("system-requires/maintenance-mode") or ""
    values.update({tag: constraints(root, tag) for tag in RELATIONSHIPS})
    values["tags"] = [node.text or "" for node in root.iterfind("software-tags/tag")]
    values["files"] = [node.text or "" for node in root.iterfind("file-list/file")]
    values["payloads"] = [{
        "name": node.get("name"), "type": node.get("type"), "size": int(node.get("size")),
        "vfat_name": node.get("vfat-name") or "", "boot_order": int(node.get("boot-order") or 0),
        "uncompressed_size": node.get("uncompressed-size"),
        "checksums": [(one.get("checksum-type"), one.get("verify-process") or "", one.text)
                      for one in node.iterfind("checksum")]}
        for node in root.iterfind("payloads/payload")]
    return values


def blocks(signature):
    """The PEM blocks of sig.pkcs7."""
    return re.findall(rb"-----BEGIN PKCS7-----.*?-----END PKCS7-----", signature, re.S)


def openssl(arguments, **more):
    return subprocess.run(["openssl", *arguments], capture_output=True, check=False, **more)


def judge_block(block, signed, trust, folder):
    """(status, subject of the signer) of one block."""
    (folder / "block").write_bytes(block + b"\n")
    (folder / "signed").write_bytes(signed)
    command = ["cms", "-verify", "-inform", "PEM", "-binary", "-in", folder / "block",
               "-content", folder / "signed", "-out", folder / "out", "-purpose", "any",
               "-no_check_time"]
    subject = ""
    certificates = openssl(["pkcs7", "-in", folder / "block", "-print_certs"]).stdout
    subject = re.search(r"^subject=(.*)$|$", certificates.decode("utf-8", "replace"), re.M)[1] or ""
    if openssl([*command, "-noverify", "-signer", folder / "signer"]).returncode == 0:
        print_ = openssl(["x509", "-in", folder / "signer", "-noout", "-fingerprint",
                          "-sha256"]).stdout.decode().strip().split("=")[1].replace(":", "")
        if print_ in VMWARE:
            return "trusted", subject
    else:
        return "invalid", subject
    if trust and openssl([*command, "-CAfile", trust]).returncode == 0:
        return "trusted", subject
    return "unknown", subject


def signature(data, signed, trust=None):
    """trusted, unknown, invalid or none: the best of the blocks; and the subjects of the signers.

    `trust` is a PEM file. Dates of certificates do not count: VMware's have run out.
    """
    if not data:
        return "none", []
    with tempfile.TemporaryDirectory(prefix="check-vib-") as folder:
        found = [judge_block(block, signed, trust, Path(folder)) for block in blocks(data)]
    for status in ("trusted", "unknown"):
        if any(one[0] == status for one in found):
            return status, [subject for _, subject in found]
    return "invalid", [subject for _, subject in found]


def actual_sum(kind, process, stored, once, full):
    """The checksum of what `process` makes of a payload; None where that is not to be known."""
    if process not in ("", "gunzip"):
        return None
    data = full if process == "gunzip" else stored
    if kind.endswith("-gunzip1"):
        kind, data = kind.removesuffix("-gunzip1"), once
    if data is None:
        return None
    return hashlib.new(kind.replace("-", ""), data).hexdigest()


def inspect_payload(payload, stored, problems):
    """One row of what inspect has to say."""
    once = full = None
    try:
        once, full = unpack(stored, "payload '%s'" % payload["name"])
    except Broken as problem:
        problems.append(str(problem))
    rows = []
    for kind, process, expected in payload["checksums"]:
        actual = actual_sum(kind, process, stored, once, full)
        rows.append({"type": kind, "verify_process": process, "expected": expected,
                     "actual": actual, "ok": actual == expected})
        if actual is not None and actual != expected:
            problems.append("payload '%s': %s" % (payload["name"], kind))
    if len(stored) != payload["size"]:
        problems.append("payload '%s': size" % payload["name"])
    inner = None
    try:
        inner = files(full) if full else None
    except (Broken, tarfile.TarError) as problem:
        problems.append("payload '%s': %s" % (payload["name"], problem))
    return {"name": payload["name"], "type": payload["type"], "size": payload["size"],
            "file_count": len(inner) if inner is not None else 0, "checksums": rows,
            "files": sorted(inner or ())}


def inspect(data, trust=None):
    """What `inspect --format json` of a VIB has to say; `problems` names parts, in our words."""
    rows = members(data)
    names = [name for name, _ in rows]
    if names[:2] != ["descriptor.xml", "sig.pkcs7"]:
        raise Broken("the members are %s" % ", ".join(names[:3]))
    stored = dict(rows[2:])
    values = describe(rows[0][1])
    problems = []
    wanted = [payload["name"] for payload in values["payloads"]]
    if sorted(names[2:]) != sorted(wanted):
        problems.append("members %s, payloads %s" % (names[2:], wanted))
    status, subjects = signature(rows[1][1], rows[0][1], trust)
    if status == "invalid":
        problems.append("signature")
    values["payloads"] = [inspect_payload(payload, stored[payload["name"]], problems)
                          for payload in values["payloads"] if payload["name"] in stored]
    values["signature"] = {"status": status, "signers": subjects}
    values["problems"] = problems
    return values
