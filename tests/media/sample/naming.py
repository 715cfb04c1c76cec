# SPDX-License-Identifier: GPL-3.0-or-later
"""File names of payloads and the order of modules (media-5-to-9.md sections 5.4 and 5.5)."""


def sorted_vibs(vibs):
    return sorted(vibs, key=lambda vib: vib.id.encode())


def assign(vibs, keep_hyphen=False):
    """Give every payload its file name, walking the VIBs by id. 5.0 keeps `-` in names."""
    used = set()
    for vib in sorted_vibs(vibs):
        for payload in vib.payloads:
            payload.file = payload.vfat_name or first_free(payload, used, keep_hyphen)
            used.add(payload.file)


def first_free(payload, used, keep_hyphen):
    stem = payload.name.lower()[:8]
    if not keep_hyphen:
        stem = stem.replace("-", "_")
    for count in range(256):
        name = "%s.%s%02x" % (stem, payload.type[0], count)
        if name not in used:
            return name
    raise ValueError("no free name for payload '%s'" % payload.name)


def modules(vibs, tail):
    """All module file names in load order; the first is the kernel."""
    boot, early, plain, overlay = [], [], [], []
    for vib in sorted_vibs(vibs):
        for payload in vib.payloads:
            if payload.type == "boot":
                boot.append((payload.boot_order, vib.id.encode(), payload.name, payload.file))
            elif payload.is_module and payload.boot_order:
                early.append((payload.name, payload.file))
            elif payload.is_module:
                (overlay if vib.overlay else plain).append(payload.file)
    names = [entry[-1] for entry in sorted(boot)]
    names += [name for _, name in sorted(early, reverse=True)]
    return names + plain + overlay + list(tail)
