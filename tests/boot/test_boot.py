#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_boot.py [--again] KIND... | --rest: boots samples and what is built from them, BIOS and UEFI.

Exit status 0: all boot, 1: not so, 77: skipped. --again also builds from what was built, and boots
that. --rest, all kinds that no other test boots, is skipped unless ESXMINT_BOOT=all.
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

import program  # noqa: E402
from sample import sample  # noqa: E402

REST = ("6.7", "7.0", "9.0", "8.0+rockridge", "6.7+joliet", "7.0+rockridge+joliet",
        "7.0+isohybrid", "8.0+hidden-boot", "9.0+long-names", "8.0+oem", "5.5+oem", "5.5+ks",
        "8.0+one-ks")
APPEND_ONLY = {"hidden-boot"}
MODES = ("bios", "uefi")
SKIPPED = 77


def command_line(kind):
    """What the kernel of a built image is to be told, written here from what the base says."""
    release, *variants = kind.split("+")
    words = ["ks=cdrom:/KS.CFG"]
    if "oem" in variants:
        words = ["allowLegacyCPU=true", "systemMediaSize=small"] + words
    return " ".join(["runweasel"] + words)


def boot(label, iso, mode, *arguments):
    """Is the boot as expected? Leaves the program when this machine cannot boot."""
    done = subprocess.run([os.path.join(HERE, "check"), *arguments, iso, mode], text=True,
                          capture_output=True, check=False)
    if done.returncode == SKIPPED:
        print("skipped:", done.stderr.strip())
        sys.exit(SKIPPED)
    good = done.returncode == 0
    print("%s %s, %s" % ("ok      " if good else "not ok  ", label, mode), flush=True)
    if not good:
        print(done.stdout + done.stderr, flush=True)
    return good


def build(folder, layout, base, name):
    """An ISO from the minimal spec; `base` gets its place beside it."""
    os.mkdir(folder)
    subprocess.run(["cp", "--reflink=auto", base, os.path.join(folder, "base.iso")], check=True)
    with open(os.path.join(folder, "minimal.yaml"), "w", encoding="ascii") as file:
        file.write(program.minimal(layout=layout))
    done = program.run("build", "-o", name, "minimal.yaml", cwd=folder)
    if done.returncode:
        sys.exit("test_boot: build failed:\n" + done.stderr)
    return os.path.join(folder, name)


def check_kind(kind, again, work):
    base = sample(kind)
    layouts = ["append"]
    if not APPEND_ONLY & set(kind.split("+")):
        layouts.append("compact")
    results = [boot(kind + " base", base, mode) for mode in MODES]
    for layout in layouts:
        folder = os.path.join(work, layout)
        built = build(folder, layout, base, "out.iso")
        results += [boot("%s %s" % (kind, layout), built, mode, "--from", base, "--cmdline",
                         command_line(kind)) for mode in MODES]
        if again:
            rebuilt = build(os.path.join(folder, "again"), layout, built, "out.iso")
            results.append(boot("%s %s, built from its own output" % (kind, layout), rebuilt,
                                "bios", "--from", base, "--cmdline", command_line(kind)))
        shutil.rmtree(folder)
    return all(results)


def main(kinds):
    again = kinds[:1] == ["--again"]
    if again:
        kinds = kinds[1:]
    if kinds == ["--rest"]:
        if os.environ.get("ESXMINT_BOOT") != "all":
            print("skipped: set ESXMINT_BOOT=all to boot every kind of medium")
            return SKIPPED
        kinds, again = REST, True
    with tempfile.TemporaryDirectory(prefix="esxmint-boot-") as work:
        return 0 if all([check_kind(kind, again, work) for kind in kinds]) else 1


sys.exit(main(sys.argv[1:]))
