# SPDX-License-Identifier: GPL-3.0-or-later
# What every handler of a command shares: the register of handlers, the way a host says no, and the
# two forms in which esxcli prints.
HANDLERS = {}


class Refusal(Exception):
    """The host itself says no, as a real one does: an answer, not a breach of the contract."""

    def __init__(self, text, status=1):
        super().__init__(text)
        self.status = status


def command(*names):
    def register(function):
        for name in names:
            assert name not in HANDLERS, name
            HANDLERS[name] = function
        return function
    return register


def table(headers, rows):
    """Columns with a line of dashes under their heads."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max([len(head)] + [len(row[at]) for row in rows]) for at, head in enumerate(headers)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
             for row in [headers, ["-" * width for width in widths]] + rows]
    return "".join(line + "\n" for line in lines)


def say(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def fields(pairs):
    """`   Name: value` lines; a list is joined by commas."""
    lines = []
    for name, value in pairs:
        if isinstance(value, (list, tuple)):
            value = ", ".join(str(part) for part in value)
        lines.append(("   %s: %s" % (name, say(value))).rstrip() + "\n")
    return "".join(lines)


def block(title, pairs):
    return "%s\n%s" % (title, fields(pairs))


def need(mapping, name, text):
    """What a mapping has under a name; a refusal if it has nothing."""
    if name not in mapping:
        raise Refusal(text % name)
    return mapping[name]


def absent(collection, name, text):
    if name in collection:
        raise Refusal(text % name)


def decimal_pci(address):
    """0000:00:1f.2 as 0:31.2, each number decimal."""
    _, bus, rest = address.split(":")
    device, function = rest.split(".")
    return "%d:%d.%s" % (int(bus, 16), int(device, 16), function)


def adapter_pci(key, address):
    """A PCI address as the lists of adapters of a release spell it (host-tasks.md 14.2)."""
    if not address:
        return ""
    if key < (5, 0):
        return "(%s)" % decimal_pci(address)
    if key < (6, 0):
        return "(0:%s)" % decimal_pci(address)
    return "(%s)" % address


def nic_pci(key, address):
    if key[:2] == (5, 5):
        segment, bus, rest = address.split(":")
        return "%s:%03d:%s" % (segment, int(bus, 16), rest)
    return address
