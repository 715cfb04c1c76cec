#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify finds each kind of disagreement between boot.cfg, files, profile, database and signatures,
and names what it is about."""
import json
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True

import disc  # noqa: E402
import made  # noqa: E402
import program  # noqa: E402
from checks import damage  # noqa: E402
from checks.medium import Medium  # noqa: E402
from sample import sample  # noqa: E402

DAMAGED = 1
# What the facts do not prove to be wrong: a warning.
WARNED = ("VIB of nobody in METADATA.ZIP", "UPGRADE/PROFILE.XML", "another profile in METADATA.ZIP",
          "bulletin gone from METADATA.ZIP", "no signed descriptor", "no signature",
          "signature of nobody")


class Verify(program.Case):
    def setUp(self):
        super().setUp()
        self.trust = made.trust(self.work)
        self.sample = sample("7.0")
        self.medium = Medium(self.sample, Path(self.path("tree")))

    def damaged(self, files):
        """bad.iso: the sample with other files, written by xorriso."""
        # Grown in place, the boot images stay where they are.
        subprocess.run(["cp", "--reflink=auto", self.sample, self.path("bad.iso")], check=True)
        command = ["xorriso", "-no_rc", "-report_about", "SORRY", "-return_with", "FAILURE", "32",
                   "-compliance", "untranslated_names", "-dev", "stdio:" + self.path("bad.iso"),
                   "-boot_image", "any", "keep"]
        folder = Path(self.path("files"))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for number, (name, data) in enumerate(files.items()):
            if data is None:
                command += ["-rm", "/" + name, "--"]
            else:
                (folder / str(number)).write_bytes(data)
                command += ["-map", str(folder / str(number)), "/" + name]
        disc.run(*command)

    def test_good(self):
        for kind in ("5.5", "6.7", "7.0", "8.0", "9.0", "8.0+oem"):
            with self.subTest(kind=kind):
                done = self.esxmint("verify", "--trust", self.trust, sample(kind))
                self.assertEqual(done.stdout, "")

    def test_unknown_signers(self):
        """Whom nobody here knows is a warning, not an error."""
        self.esxmint("verify", self.sample)

    def test_cases(self):
        for label, files, _, mention in damage.CASES:
            with self.subTest(label=label):
                self.damaged(files(self.medium))
                done = program.run("verify", "--trust", self.trust, "bad.iso", cwd=self.work)
                self.assertIn(done.returncode, (0, DAMAGED), done.stdout + done.stderr)
                if mention is None:         # nothing stops working: a word at most
                    continue
                self.assertIn(mention.lower(), (done.stdout + done.stderr).lower())
                if label not in WARNED:
                    self.assertEqual(done.returncode, DAMAGED, done.stdout + done.stderr)

    def test_one_copy_missing(self):
        self.damaged({"UPGRADE/PROFILE.XML": None})
        done = program.run("verify", "--trust", self.trust, "bad.iso", cwd=self.work)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("/UPGRADE/PROFILE.XML: is not on the medium", done.stdout)

    def test_plan_tells_what_is_missing(self):
        self.damaged({"UPGRADE/METADATA.ZIP": None})
        self.write("spec.yaml", program.minimal(remove_vibs=["lpfc"]).replace(
            "base.iso", "bad.iso"))
        done = self.esxmint("plan", "--trust", self.trust, "spec.yaml")
        self.assertIn("the base has no '/UPGRADE/METADATA.ZIP', which upgrades look at",
                      done.stdout)

    def test_formats(self):
        self.damaged({"LPFC.V00": None})
        found = json.loads(self.esxmint("verify", "--trust", self.trust, "--format", "json",
                                        "bad.iso", status=DAMAGED).stdout)
        self.assertTrue(any("lpfc.v00" in row["message"].lower() for row in found["findings"]))
        sarif = json.loads(self.esxmint("verify", "--trust", self.trust, "--format", "sarif",
                                        "bad.iso", status=DAMAGED).stdout)
        self.assertEqual(sarif["version"], "2.1.0")
        self.assertTrue(sarif["runs"][0]["results"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
