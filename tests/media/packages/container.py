# SPDX-License-Identifier: GPL-3.0-or-later
"""The ar container in the dialects of its writers (real-artifacts.md section 1)."""

MAGIC = b"!<arch>\n"
# Dates, owner, group, mode as each writer has them.
FIELDS = {"vmware": ("0", "0", "0", "0"), "octal": ("0", "0", "0", "0o0"),
          "gnu": ("0", "0", "0", "644"), "dated": ("1704153600", "1000", "100", "100644"),
          "long": ("0", "0", "0", "644")}
NAME_MAX = 16


def header(name, size, fields):
    date, owner, group, mode = fields
    text = "%-16s%-12s%-6s%-6s%-8s%-10d`\n" % (name, date, owner, group, mode, size)
    assert len(text) == 60, "member name '%s' is too long for this dialect" % name
    return text.encode()


def archive(members, dialect="vmware", last_pad=True):
    """An archive of (name, bytes). `gnu` and `dated` end names in a slash, `long` puts those
    beyond 15 characters, and all but the descriptor and the signature, into a name table."""
    fields = FIELDS[dialect]
    slash = "" if dialect in ("vmware", "octal") else "/"
    table = b""
    rows = []
    for name, data in members:
        spelled = name + slash
        if dialect == "long" and name not in ("descriptor.xml", "sig.pkcs7"):
            spelled = "/%d" % len(table)
            table += name.encode() + b"/\n"
        rows.append((spelled, data))
    parts = [MAGIC]
    if table:
        rows.insert(0, ("//", table))
    for index, (spelled, data) in enumerate(rows):
        # The name table has no dates, owners or mode.
        parts.append(header(spelled, len(data), ("",) * 4 if spelled == "//" else fields))
        parts.append(data)
        if len(data) % 2 and (last_pad or index + 1 < len(rows)):
            parts.append(b"\n")
    return b"".join(parts)
