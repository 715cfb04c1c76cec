#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_boot.py [--again | --vibs] KIND... | --esxi4 | --rest: boots samples and what is built from them.

In BIOS and in UEFI. Exit status 0: all boot, 1: not so, 77: skipped. --again also builds from what
was built, and boots that. --vibs builds with VIBs put in, replaced and removed: another judge
finds their payloads among the modules of boot.cfg, and exactly the modules of boot.cfg load.
--esxi4 boots media of 4.1 with a driver, by isolinux and the module list. --rest, all kinds that no other test boots, is skipped unless ESXMINT_BOOT=all.
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

import drivers4  # noqa: E402
import made  # noqa: E402
import program  # noqa: E402
from made import recipe  # noqa: E402
from sample import sample  # noqa: E402

REST = ("6.7", "7.0", "9.0", "8.0+rockridge", "6.7+joliet", "7.0+rockridge+joliet",
        "7.0+isohybrid", "8.0+hidden-boot", "9.0+long-names", "8.0+oem", "5.5+oem", "5.5+ks",
        "8.0+one-ks")
REST_VIBS = ("5.5", "6.7", "7.0", "9.0")
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


def build(folder, layout, base, name, **image):
    """An ISO from the minimal spec; `base` gets its place beside it."""
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["cp", "--reflink=auto", base, os.path.join(folder, "base.iso")], check=True)
    with open(os.path.join(folder, "minimal.yaml"), "w", encoding="ascii") as file:
        file.write(program.minimal(layout=layout, **image))
    trust = ["--trust", made.trust(folder)] if image else []
    done = program.run("build", "-o", name, "minimal.yaml", *trust, cwd=folder)
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


def check_vibs(kind, work):
    """VIBs of every sort put in: all modules of the result load, in their order, as they are."""
    base = sample(kind)
    release = kind.split("+")[0]
    removed, replaced = "net-tg3" if release == "5.5" else "ntg3", "lpfc"
    folder = os.path.join(work, "vibs-" + kind)
    packages = made.vibs(
        os.path.join(folder, "in"), recipe("a-net", payloads=["storage-bus-a"]),
        recipe("z-net", payloads=["storage-bus-b"]), recipe(replaced, "99.1-1"),
        recipe("many", payloads=["main", {"name": "extra", "type": "tgz"}]),
        recipe("lock", type="locker", payloads=[{"type": "tgz"}]), recipe("over", overlay=True),
        recipe("tight", payloads=[{"type": "vzstd" if release == "9.0" else "vgz"}]),
        release=release)
    results = []
    for layout in ("append", "compact"):
        built = build(folder, layout, base, layout + ".iso", vibs=[{"path": "in"}],
                      remove_vibs=[removed])
        problems = made.image_problems(built, base, vibs=packages, absent=[removed])
        print("\n".join(problems))
        results.append(not problems)
        results += [boot("%s %s with VIBs" % (kind, layout), built, mode, "--cmdline",
                         command_line(kind)) for mode in MODES[:1 if layout == "compact" else 2]]
    return all(results)


def check_esxi4(work):
    """A driver put into 4.1: the installer's loader takes oem.tgz, the kickstart is named."""
    base = sample("4.1")
    results = [boot("4.1 base", base, "bios")]
    for layout in ("append", "compact"):
        folder = os.path.join(work, layout)
        os.makedirs(folder)
        drivers4.vib(os.path.join(folder, "ixgbe.vib"))
        subprocess.run(["cp", "--reflink=auto", base, os.path.join(folder, "base.iso")], check=True)
        with open(os.path.join(folder, "minimal.yaml"), "w", encoding="ascii") as file:
            file.write(program.minimal(layout=layout, vibs=[{"path": "ixgbe.vib"}]))
        done = program.run("build", "-o", "out.iso", "minimal.yaml", cwd=folder)
        if done.returncode:
            sys.exit("test_boot: build failed:\n" + done.stderr)
        results.append(boot("4.1 " + layout, os.path.join(folder, "out.iso"), "bios"))
    return all(results)


def main(kinds):
    again = kinds[:1] == ["--again"]
    vibs = kinds[:1] == ["--vibs"]
    if again or vibs:
        kinds = kinds[1:]
    if kinds == ["--esxi4"]:
        with tempfile.TemporaryDirectory(prefix="esxmint-boot-") as work:
            return 0 if check_esxi4(work) else 1
    if kinds == ["--rest"]:
        if os.environ.get("ESXMINT_BOOT") != "all":
            print("skipped: set ESXMINT_BOOT=all to boot every kind of medium")
            return SKIPPED
        kinds, again = REST, True
        with tempfile.TemporaryDirectory(prefix="esxmint-boot-") as work:
            if not all([check_vibs(kind, work) for kind in REST_VIBS]):
                return 1
    with tempfile.TemporaryDirectory(prefix="esxmint-boot-") as work:
        if vibs:
            return 0 if all([check_vibs(kind, work) for kind in kinds]) else 1
        return 0 if all([check_kind(kind, again, work) for kind in kinds]) else 1


sys.exit(main(sys.argv[1:]))
