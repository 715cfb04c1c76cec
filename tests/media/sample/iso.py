# SPDX-License-Identifier: GPL-3.0-or-later
"""From the tree to the ISO, by xorriso in its mkisofs manner."""

import os
import subprocess

from .archive import EPOCH

MODIFIED = "2024010200000000"
HYBRID_MBR = "/usr/lib/ISOLINUX/isohdpfx.bin"
# Files that come before the boot catalog, which is nowhere near the descriptors on real media.
FIRST_FILES = ("k.b00", "b.b00", "s.v00", "sb.v00")


def sort_weights(stage):
    """Lines of a weight list: high comes first, the boot catalog has 10^9."""
    lines = []
    order = sorted(stage.places, key=lambda place: (place not in FIRST_FILES, place))
    for index, place in enumerate(order):
        base = 2_000_000_000 if place in FIRST_FILES else 1_000_000
        if place in ("isolinux.bin", "efiboot.img"):
            base = 900_000_000
        lines.append("%d /%s" % (base - index, stage.name(place)))
    return "\n".join(lines) + "\n"


def command(stage, output, weights):
    variants = stage.variants
    name = stage.name
    words = ["xorriso", "-no_rc", "-as", "mkisofs", "-quiet", "-o", output,
             "-relaxed-filenames", "-allow-leading-dots", "-allow-multidot",
             "-max-iso9660-filenames" if "long-names" in variants else "-l",
             "-V", stage.release.profile.upper()[:32], "-A", "ESXIMAGE",
             "-sysid", "", "-p", "", "-publisher", "", "-volset", "",
             "--modification-date=" + MODIFIED, "--sort-weight-list", weights, "-no-pad"]
    words += ["-R", "-uid", "0", "-gid", "0"] if "rockridge" in variants else ["--norock"]
    if "joliet" in variants:
        words += ["-J", "-joliet-long"]
    words += ["-b", name("isolinux.bin"), "-c", name("boot.cat"), "--boot-catalog-hide",
              "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table",
              "-eltorito-alt-boot", "-eltorito-platform", "0xEF", "-e", name("efiboot.img"),
              "-no-emul-boot"]
    if "isohybrid" in variants:
        words += ["-isohybrid-gpt-basdat", "-isohybrid-mbr", HYBRID_MBR]
    if "hidden-boot" in variants:
        for place in ("isolinux.bin", "efiboot.img"):
            words += ["-hide", name(place), "-hide-joliet", name(place)]
    return words + [stage.tree]


def write(stage, output):
    weights = stage.scratch / "weights"
    weights.write_text(sort_weights(stage))
    environment = dict(os.environ, SOURCE_DATE_EPOCH=str(EPOCH), TZ="UTC", LC_ALL="C")
    done = subprocess.run(command(stage, output, weights), env=environment, text=True,
                          stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit("xorriso failed with status %d\n%s" % (done.returncode, done.stderr))
