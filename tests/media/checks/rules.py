# SPDX-License-Identifier: GPL-3.0-or-later
"""The proven rules of names, order and level (media-5-to-9.md sections 5.4 and 5.5), worked out
from descriptors and apart from what makes sample media."""

MODULE_TYPES = ("boot", "vgz", "tgz", "vzstd", "locker-tgz", "installer_vgz")
LEVELS = ("community", "partner", "accepted", "certified")
RESERVED_STEMS = ("s", "sb", "esxcore", "esxupdt")
MODULES_MAX = 240


def by_id(vibs):
    """(id, vib) in the byte order of the ids."""
    return sorted(vibs.items(), key=lambda pair: pair[0].encode())


def stem(payload, keep_hyphen):
    text = payload["name"].lower()
    return (text if keep_hyphen else text.replace("-", "_"))[:8]


def file_names(vibs, kept, taken, keep_hyphen):
    """{(vib id, payload name): file}. `kept` are the names that stay; `taken` those of files that
    belong to nobody here. 5.0 keeps `-` in names."""
    names = dict(kept)
    used = set(kept.values()) | set(taken)
    for identity, vib in by_id(vibs):
        for payload in vib["payloads"]:
            key = identity, payload["name"]
            if key in names:
                continue
            name = payload["vfat_name"]
            if not name:
                head = "%s.%s" % (stem(payload, keep_hyphen), payload["type"][0])
                name = next(head + "%02x" % count for count in range(256)
                            if head + "%02x" % count not in used)
            names[key] = name
            used.add(name)
    return names


def module_order(vibs, names):
    """The files of all module payloads in load order, the kernel first."""
    boot, early, plain, overlay = [], [], [], []
    for identity, vib in by_id(vibs):
        for payload in vib["payloads"]:
            file = names.get((identity, payload["name"]))
            order = payload["boot_order"]
            if payload["type"] not in MODULE_TYPES:
                continue
            if payload["type"] == "boot":
                boot.append(((order, identity.encode(), payload["name"]), file))
            elif order:
                early.append(((order, payload["name"]), file))
            else:
                (overlay if vib["overlay"] == "true" else plain).append(file)
    return ([file for _, file in sorted(boot)]
            + [file for _, file in sorted(early, reverse=True)] + plain + overlay)


def lowest(levels):
    return min(levels, key=LEVELS.index)
