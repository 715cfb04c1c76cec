#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the keys of `image` change on the medium, and that plan says just that."""
import json
import os
import sys
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import program  # noqa: E402
from sample import sample  # noqa: E402

CERTIFICATE = "certificate\n" * 300
IMAGE = {
    "label": "ESXI-80U3-FRA", "boot_timeout": 9,
    "kernel_options": {"allowLegacyCPU": "false", "systemMediaSize": "min", "x-y.Z_1": "a,b:c"},
    "files": [{"source": "ca.pem", "target": "/EXTRA/DEEP/CA.PEM"},
              {"source": "empty", "target": "/EMPTY.TXT"},
              {"source": "ca.pem", "target": "/UPGRADE/METADATA.XML"}]}


class Edits(program.Case):
    kind = "8.0+oem"

    def prepare(self, kind, **image):
        self.base(sample(kind))
        self.write("ca.pem", CERTIFICATE)
        self.write("empty", "")
        self.write("spec.yaml", program.minimal(**image))

    def build(self):
        self.esxmint("build", "-f", "spec.yaml")
        self.esxmint("verify", "out.iso")
        return disc.Disc(self.path("base.iso")), disc.Disc(self.path("out.iso"))

    def changed_lines(self, old, new, path):
        before, after = (each.read(path).decode().splitlines() for each in (old, new))
        self.assertEqual(len(before), len(after))
        return [(one, two) for one, two in zip(before, after) if one != two]

    def test_all(self):
        for layout in ("append", "compact"):
            with self.subTest(layout=layout):
                self.prepare("8.0+oem", layout=layout, **IMAGE)
                old, new = self.build()
                for path in ("/BOOT.CFG", "/EFI/BOOT/BOOT.CFG"):
                    self.check_bootcfg(self.changed_lines(old, new, path))
                self.assertEqual(new.text(40, 32), "ESXI-80U3-FRA")
                for path in ("/EXTRA/DEEP/CA.PEM", "/UPGRADE/METADATA.XML"):
                    self.assertEqual(new.read(path).decode(), CERTIFICATE)
                self.assertEqual(new.read("/EMPTY.TXT"), b"")
                self.check_plan(old, new)

    def check_bootcfg(self, changes):
        (timeout, options) = changes
        self.assertEqual(timeout[0].rstrip(), "timeout= 5")
        self.assertEqual(timeout[1].replace(" ", ""), "timeout=9")
        self.assertTrue(options[0].startswith("KernelOpt="))
        self.assertEqual(sorted(options[1].partition("=")[2].split()), sorted([
            "runweasel", "allowLegacyCPU=false", "systemMediaSize=min", "x-y.Z_1=a,b:c",
            "ks=cdrom:/KS.CFG"]))

    def check_plan(self, old, new):
        """The files that plan names are those that differ; it writes nothing itself."""
        before = self.listing()
        plan = json.loads(self.esxmint("plan", "--format", "json", "spec.yaml").stdout)
        text = self.esxmint("plan", "spec.yaml").stdout
        self.assertEqual(self.listing(), before)
        planned = {edit["path"]: edit["edit"] for edit in plan["edits"] if edit["path"]}
        changed = {path for path in new.contents()
                   if path not in old.contents() or old.read(path) != new.read(path)}
        self.assertEqual(set(planned), changed)
        for path, kind in planned.items():
            self.assertEqual(kind == "add", path not in old.contents(), path)
            self.assertIn(path, text)
        self.assertEqual(plan["volume_id"], new.text(40, 32))

    def test_kickstart_of_the_base(self):
        """A base that starts a kickstart already: replaced, and said."""
        for kind in ("5.5+ks", "8.0+one-ks"):
            with self.subTest(kind=kind):
                self.prepare(kind)
                self.assertIn("it is replaced", self.esxmint("plan", "spec.yaml").stdout)
                old, new = self.build()
                self.assertNotEqual(new.read("/KS.CFG"), old.read("/KS.CFG"))
                self.assertEqual(new.read("/BOOT.CFG").count(b"ks="), 1)

    def test_nothing_to_change(self):
        """The same spec on what it built: no edit that changes a byte of content."""
        self.prepare("8.0")
        _, first = self.build()
        with open(self.path("base.iso"), "wb") as file:
            file.write(self.read("out.iso"))
        old, new = self.build()
        self.assertEqual(old.contents().keys(), new.contents().keys())
        for path in old.contents():
            self.assertEqual(old.read(path), first.read(path), path)
            self.assertEqual(new.read(path), first.read(path), path)
        rows = json.loads(self.read("out.iso.manifest.json"))["files"]
        self.assertEqual({row["path"] for row in rows if row["origin"] != "base"}, set())

    def test_layouts(self):
        """auto appends as long as little gets dead, and says why."""
        self.prepare("8.0", layout="auto")
        plan = json.loads(self.esxmint("plan", "--format", "json", "spec.yaml").stdout)
        self.assertEqual(plan["layout"], "append")
        self.prepare("8.0", files=[{"source": "ca.pem", "target": "/XORG.V00"}])
        plan = json.loads(self.esxmint("plan", "--format", "json", "spec.yaml").stdout)
        self.assertEqual(plan["layout"], "compact")
        self.assertIn("dead", plan["layout_reason"])

    def test_appended_again_and_again(self):
        """What earlier appends have left counts: auto writes anew in time, and then starts again."""
        self.base(sample("8.0"))
        start, layouts = os.path.getsize(self.path("base.iso")), []
        for number in range(8):
            self.write("spec.yaml", program.minimal(boot_timeout=number))
            layouts.append(json.loads(self.esxmint(
                "plan", "--format", "json", "spec.yaml").stdout)["layout"])
            self.build()
            # Upon itself it changes nothing.
            os.replace(self.path("out.iso"), self.path("base.iso"))
            self.build()
            self.assertEqual(program.digest(self.path("out.iso")),
                             program.digest(self.path("base.iso")))
            self.assertLess(os.path.getsize(self.path("base.iso")), start * 1.02)
        self.assertEqual(layouts[0], "append")
        self.assertEqual(layouts.count("compact"), 1, layouts)
        self.assertEqual(layouts[-1], "append")


if __name__ == "__main__":
    unittest.main(verbosity=2)
