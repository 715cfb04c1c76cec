# SPDX-License-Identifier: GPL-3.0-or-later
"""A .vib from a recipe, with the faults that are asked for."""

from . import container, payload, signers
from .descriptor import descriptor

# How tools of each release write: layout of visor tars, padding, gzip header, checksums, spelling
# of the XML, dialect of the container (real-artifacts.md sections 1 to 6).
RELEASES = {
    "5.0": dict(layout="A", padded=False, gzip="named", sums="old", modern=False, dialect="vmware"),
    "5.5": dict(layout="A", padded=False, gzip="named", sums="old", modern=False, dialect="vmware"),
    "6.7": dict(layout="B", padded=False, gzip="named", sums="new", modern=False, dialect="vmware"),
    "7.0": dict(layout="B", padded=False, gzip="bare", sums="new", modern=False, dialect="vmware"),
    "8.0": dict(layout="B", padded=True, gzip="bare", sums="new", modern=True, dialect="octal"),
    "9.0": dict(layout="B", padded=True, gzip="bare", sums="new", modern=True, dialect="octal"),
}
DESCRIPTOR, SIGNATURE = "descriptor.xml", "sig.pkcs7"
FAULTS = {
    "size": "the descriptor gives a payload one byte more",
    "checksum": "the SHA-256 of a payload's stored bytes is wrong",
    "checksum-gunzip": "the checksums of a payload's content are wrong",
    "member-name": "a payload's member has another name",
    "no-member": "a payload's member is missing",
    "extra-member": "one member more than the descriptor has payloads",
    "twice": "a payload's member comes twice",
    "no-descriptor": "descriptor.xml is missing",
    "no-signature": "sig.pkcs7 is missing",
    "order": "sig.pkcs7 comes first",
    "signature-of-another": "the signature is that of another descriptor",
    "not-pem": "sig.pkcs7 holds no PEM",
    "not-xml": "the descriptor ends in the middle",
    "truncated": "the file ends in the last member",
    "trailing": "bytes behind the last member",
    "no-last-pad": "no padding behind a last member of odd size (legal)",
    "flip:descriptor[:N]": "byte N of the descriptor altered after signing (default: the middle)",
    "flip:signature[:N]": "the same in sig.pkcs7",
    "flip:payload[:N]": "the same in the first payload",
}


def expand(recipe):
    """The payload recipes; {"count": 3, "name": "p"} stands for p0, p1, p2."""
    result = []
    for one in recipe.get("payloads") or [{}]:
        one = {"name": one} if isinstance(one, str) else one
        stem = one.get("name", recipe["name"][:8])
        # Files are called after the VIB, so that no two VIBs bring one file.
        one = {"module": recipe["name"] + ("-" + one["name"] if "name" in one else ""), **one}
        if "count" in one:
            result += [dict(one, name="%s%d" % (stem, number)) for number in range(one["count"])]
        else:
            result.append(dict(one, name=stem))
    return result


def spoil_sums(one, processes):
    one.sums = [(kind, process, "0" * len(value) if process in processes else value)
                for kind, process, value in one.sums]


def flip(data, place):
    data = bytearray(data)
    at = int(place) if place else len(data) // 2
    data[at] ^= 0x01
    return bytes(data)


def move_members(members, faults):
    """Faults of the container's order and names."""
    if "member-name" in faults:
        members[2] = ("payload1", members[2][1])
    if "twice" in faults:
        members.append(members[2])
    if "extra-member" in faults:
        members.append(("extra", b"nobody knows me\n"))
    if "no-member" in faults:
        del members[2]
    if "order" in faults:
        members[0], members[1] = members[1], members[0]
    if "no-signature" in faults:
        members = [member for member in members if member[0] != SIGNATURE]
    if "no-descriptor" in faults:
        members = [member for member in members if member[0] != DESCRIPTOR]
    return members


def known(fault):
    word = ":".join(fault.split(":")[:2])
    return fault in FAULTS or word.startswith("flip:") and word + "[:N]" in FAULTS


def make(recipe):
    """The bytes of a .vib."""
    release = dict(RELEASES[recipe.get("for", "8.0")])
    faults = recipe.get("faults", ())
    for fault in faults:
        if not known(fault):
            raise SystemExit("unknown fault '%s'" % fault)
    payloads = [payload.make(one, release) for one in expand(recipe)]
    first = payloads[0]
    first.size += "size" in faults
    if "checksum" in faults:
        spoil_sums(first, ("",))
    if "checksum-gunzip" in faults:
        spoil_sums(first, ("gunzip",))
    text = descriptor(recipe, payloads, recipe.get("modern", release["modern"]))
    if "not-xml" in faults:
        text = text[:len(text) * 2 // 3]
    signed = text + b" " if "signature-of-another" in faults else text
    signature = signers.sign(signed, recipe.get("sign", "none"))
    if "not-pem" in faults:
        signature = b"no signature at all\n"
    stored = {one.name: one.stored for one in payloads}
    for fault in faults:
        part, _, place = fault.removeprefix("flip:").partition(":")
        if not fault.startswith("flip:"):
            continue
        if part == "descriptor":
            text = flip(text, place)
        elif part == "signature":
            signature = flip(signature, place)
        else:
            stored[first.name] = flip(stored[first.name], place)
    members = [(DESCRIPTOR, text), (SIGNATURE, signature),
               *((one.name, stored[one.name]) for one in payloads)]
    members = move_members(members, faults)
    data = container.archive(members, recipe.get("dialect", release["dialect"]),
                             "no-last-pad" not in faults)
    if "truncated" in faults:
        data = data[:-len(first.stored) // 2]
    if "trailing" in faults:
        data += b"behind the end\n"
    return data


def identity(recipe):
    """vendor_type_name_version"""
    return "_".join((recipe["vendor"], recipe.get("type", "bootbank"), recipe["name"],
                     recipe["version"]))
