# SPDX-License-Identifier: GPL-3.0-or-later
"""Two images that share all but one per cent. The part that differs lies at the end, so that cmp,
which stops at the first difference, reads what `diff` reads."""
import os
import shutil

BLOCK = 2048


def make(work):
    """other.iso beside base.iso."""
    base, other = (os.path.join(work, name) for name in ("base.iso", "other.iso"))
    shutil.copyfile(base, other)
    size = os.path.getsize(base)
    start = size * 985 // 1000 // BLOCK * BLOCK
    with open(other, "r+b") as file:
        file.seek(start)
        data = file.read(size // 100)
        file.seek(start)
        file.write(bytes(byte ^ 0xff for byte in data))


def commands(program):
    """Ours, cmp, and ours on one processor; each ends with 1, since the images differ."""
    ours = "%s diff base.iso other.iso >/dev/null" % program
    return [command + "; test $? -eq 1"
            for command in (ours, "cmp base.iso other.iso >/dev/null", "taskset -c 0 " + ours)]
