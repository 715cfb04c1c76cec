#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command lines, names and streams at their edges, and outputs that would destroy an input."""
import json
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import made  # noqa: E402
import program  # noqa: E402
from program import INPUT, USAGE  # noqa: E402
from sample import sample  # noqa: E402


class CommandLine(program.Case):
    def test_options(self):
        for word, *arguments in (
                ("no command ''", ""),
                ("'build' has no option '-x'", "build", "-xf", "a.yaml"),
                ("'build' has no option '-x'", "build", "-fx", "a.yaml"),
                ("did you mean '--force'?", "build", "--frce", "a.yaml"),
                ("option '--force' takes no value", "build", "--force=x", "a.yaml"),
                ("option '-o' needs a value", "build", "-fo"),
                ("option '--output' needs a value", "build", "--output"),
                ("--format is 'x', expected text or json", "explain", "--format", "x", "base")):
            with self.subTest(arguments=arguments):
                self.refused(USAGE, word, *arguments)

    def test_explain_json(self):
        done = self.esxmint("explain", "--format", "json", "base.sha256")
        document = json.loads(done.stdout)
        self.assertEqual(document["schema"], "esxmint.keys/1")
        self.assertEqual([row["key"] for row in document["keys"]], ["base.sha256"])

    def test_one_finding_for_one_mistake(self):
        self.write("a.yaml", program.minimal().replace("iso: base.iso", "release: '8.9'"))
        done = self.refused(INPUT, "there is no ESXi 8.9", "render", "a.yaml")
        self.assertEqual(done.stderr.count(" error: "), 1, done.stderr)

    def test_newer_release(self):
        """What comes after the last known release is taken for that one, with a warning."""
        self.write("a.yaml", program.minimal().replace("iso: base.iso", "release: '9.99'"))
        done = self.esxmint("render", "a.yaml")
        self.assertIn("warning: base: ESXi 9.99 is newer than this version of esxmint",
                      done.stderr)


class Build(program.Case):
    def setUp(self):
        super().setUp()
        self.base(sample("8.0"))
        self.write("minimal.yaml", program.minimal())


class Inputs(Build):
    def test_spec_is_no_output(self):
        os.symlink("minimal.yaml", self.path("link.yaml"))
        self.write("site.yaml", "image: {layout: append}\n")
        for command in ("build", "render"):
            for name in ("minimal.yaml", "./minimal.yaml", "link.yaml", "site.yaml"):
                with self.subTest(command=command, name=name):
                    self.refused(USAGE, "'%s' is a spec" % name, command, "-f", "-o", name,
                                 "minimal.yaml", "site.yaml")

    def test_source_is_no_output(self):
        self.write("source.bin", "precious\n")
        self.write("minimal.yaml", program.minimal(
            files=[{"source": "source.bin", "target": "/A.BIN"}]))
        self.refused(USAGE, "'source.bin' is a file of image.files", "build", "-f", "-o",
                     "source.bin", "minimal.yaml")

    def test_drivers_are_no_output(self):
        made.vibs(self.path("drivers"), made.community("net-a"), release="8.0")
        made.bundle(self.path("drivers/b.zip"), made.vibs(
            self.path("loose"), made.community("net-b"), release="8.0"))
        made.trust(self.work)
        self.write("minimal.yaml", program.minimal(
            acceptance_level="community", vibs=[{"path": "drivers"}, {"path": "loose"}]))
        for name in ("drivers/net-a-1.0-1.vib", "drivers/b.zip", "loose/net-b-1.0-1.vib"):
            with self.subTest(name=name):
                self.refused(USAGE, "'%s' is a file of image.vibs" % name, "build", "-f", "-o",
                             name, "minimal.yaml")
        os.symlink("b.zip", self.path("drivers/x.iso.sha256"))
        self.refused(USAGE, "'drivers/x.iso.sha256' is a file of image.vibs", "build", "-f", "-o",
                     "drivers/x.iso", "minimal.yaml")
        self.refused(USAGE, "is a file of --trust", "build", "-f", "--trust", made.TRUST, "-o",
                     made.TRUST, "minimal.yaml")


class Files(Build):
    def test_empty(self):
        self.write("empty", b"")
        for layout in ("append", "compact"):
            with self.subTest(layout=layout):
                self.write("minimal.yaml", program.minimal(
                    layout=layout, files=[{"source": "empty", "target": "/NEW/EMPTY.TXT"}]))
                self.esxmint("build", "-f", "minimal.yaml")
                found = disc.Disc(self.path("out.iso")).identifiers[b"/NEW/EMPTY.TXT;1"]
                self.assertEqual(found[1], 0)
                self.esxmint("verify", "out.iso")

    def test_plan_refuses_what_build_would(self):
        self.write("source", b"x")
        for target, word in (("/EFI", "is a directory of the image"),
                             ("/ISOLINUX.BIN", "is a boot image"),
                             ("/KS.CFG/A.TXT", "'/KS.CFG' is a file"),
                             ("/B.B00/A.TXT", "'/B.B00' is a file")):
            self.write("minimal.yaml", program.minimal(
                files=[{"source": "source", "target": target}]))
            for command in ("plan", "build"):
                with self.subTest(target=target, command=command):
                    done = self.refused(INPUT, word, command, "minimal.yaml")
                    self.assertIn("image.files[0].target", done.stderr)

    def test_layouts(self):
        """A layout that is asked for and impossible, and `auto` where only one is possible."""
        self.base(sample("8.0+hidden-boot"), "hidden.iso")
        self.write("a.yaml", program.minimal(layout="compact").replace("base.iso", "hidden.iso"))
        for command in ("plan", "build"):
            done = self.refused(INPUT, "is in no directory", command, "a.yaml")
            self.assertIn("image.layout", done.stderr)
        self.write("large", os.urandom(1 << 20))
        self.write("a.yaml", program.minimal(
            files=[{"source": "large", "target": "/B.B00"}]).replace("base.iso", "hidden.iso"))
        self.assertIn("layout   append", self.esxmint("plan", "a.yaml").stdout)

    def test_origin(self):
        """What is in the base as it should be is the base's."""
        self.esxmint("build", "-o", "first.iso", "minimal.yaml")
        os.replace(self.path("first.iso"), self.path("base.iso"))
        self.esxmint("build", "minimal.yaml")
        self.assertEqual(self.read("out.iso"), self.read("base.iso"))
        files = json.loads(self.read("out.iso.manifest.json"))["files"]
        self.assertEqual({row["origin"] for row in files}, {"base"})

    def test_names(self):
        """The digest file is that of sha256sum, whatever the name."""
        for name in ("-a b.iso", "\u00fc.iso", "back\\slash.iso", "two\nlines.iso"):
            with self.subTest(name=name):
                self.esxmint("build", "-o", name, "minimal.yaml")
                self.assertEqual(self.read(name + ".sha256").decode(),
                                 disc.run("sha256sum", "--", name, cwd=self.work))
                self.esxmint("verify", "--", name)


class Options(Build):
    def test_kickstart_option(self):
        """In any case it would take the place of the one that names our kickstart."""
        self.write("minimal.yaml", program.minimal(kernel_options={"KS": "usb"}))
        self.refused(INPUT, "'KS' is set by esxmint itself", "plan", "minimal.yaml")


    def test_isolinux(self):
        """A kickstart that isolinux appends is said: boot.cfg alone does not decide in BIOS mode."""
        old = b"-c boot.cfg\n  MENU LABEL ESXi"
        new = b"-c boot.cfg KS=usb\n  LABEL ES"
        self.assertEqual(len(old), len(new))
        base = self.read("base.iso")
        self.assertEqual(base.count(old), 1)
        self.write("base.iso", base.replace(old, new))
        for command, name in (("plan", "minimal.yaml"), ("verify", "base.iso")):
            done = self.esxmint(command, name)
            self.assertIn("'/ISOLINUX.CFG' appends 'KS=usb'", done.stdout + done.stderr)


class Streams(Build):
    def test_closed(self):
        """An output must not become the standard error that is not there."""
        self.esxmint("build", "-o", "open.iso", "minimal.yaml")
        done = subprocess.run(
            ["sh", "-c", '"$1" build -o closed.iso minimal.yaml <&- >&- 2>&-', "sh",
             program.ESXMINT], cwd=self.work, env=program.environment(), check=False)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.read("closed.iso"), self.read("open.iso"))
        done = subprocess.run(["sh", "-c", '"$1" version >&-', "sh", program.ESXMINT],
                              stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, program.SYSTEM)

    def test_efi_image(self):
        """verify sees that the firmware would find no file system."""
        listing = json.loads(self.esxmint("inspect", "--format", "json", "base.iso").stdout)
        block = next(row["block"] for row in listing["boot"] if row["platform"] == "EFI")
        with open(self.path("base.iso"), "r+b") as file:
            file.seek(block * disc.SECTOR)
            file.write(bytes(512))
        self.assertIn("no FAT file system", self.esxmint("verify", "base.iso", status=1).stdout)

    def test_efi_loader(self):
        """verify looks into the FAT image for what the firmware starts."""
        with open(self.path("base.iso"), "rb") as file:
            data = file.read()
        for name, status, words in (
                (b"BOOTX64 EFI", 1, "error: El Torito entry 2: the EFI boot image has no "
                                    "'/EFI/BOOT/BOOTX64.EFI'"),
                (b"ISO966~1EFI", 0, "warning: El Torito entry 2: the EFI boot image has no "
                                    "'/EFI/DRIVERS/ISO9660x64.EFI'"),
                (b"DRIVERS    ", 0, "rest of the medium is read"),
                (b"EFI        ", 1, "which the firmware starts")):
            with self.subTest(name=name):
                self.assertEqual(data.count(name), 1)
                # deleted: its first byte
                self.write("other.iso", data.replace(name, b"\xe5" + name[1:]))
                self.assertIn(words, self.esxmint("verify", "other.iso", status=status).stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
