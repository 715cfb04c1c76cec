#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_changed.py FAULT.so: others change files while the program is at work.

A VIB that is not what was checked any more never gets onto an image, and no link that somebody puts
in the way leads what is extracted out of its folder.
"""
import os
import shutil
import sys
import unittest

sys.dont_write_bytecode = True

import made  # noqa: E402
import program  # noqa: E402
from made import recipe  # noqa: E402
from sample import sample  # noqa: E402

FAULT = os.path.abspath(sys.argv.pop()) if sys.argv[-1].endswith(".so") else None
DRIVER = {"path": "usr/lib/vmware/vmkmod/acme-net", "mixed": 200000, "kind": 7}
ALTER = "printf changed | dd of='%s' bs=1 seek=100000 conv=notrunc status=none"


class Changed(program.Case):
    def setUp(self):
        super().setUp()
        if not FAULT:
            self.skipTest("no preloaded library given")

    def run_changed(self, *arguments, **settings):
        return program.run(*arguments, cwd=self.work, env=program.environment(
            LD_PRELOAD=FAULT, ASAN_OPTIONS="verify_asan_link_order=0", **settings))


class Builds(Changed):
    def build(self, layout, **settings):
        self.write("spec.yaml", program.minimal(layout=layout, vibs=[{"path": "vibs"}]))
        return self.run_changed("build", "spec.yaml", "--force", "--trust",
                                made.trust(self.work), **settings)

    def test_after_the_check(self):
        """The first call that writes anything comes after all checks."""
        self.base(sample("8.0"))
        vib, = made.vibs(self.path("vibs"), recipe("acme-net", payloads=[{"files": [DRIVER]}]))
        with open(vib, "rb") as file:
            original = file.read()
        for layout in ("append", "compact"):
            with self.subTest(layout):
                done = self.build(layout)
                self.assertEqual(done.returncode, 0, done.stderr)
                os.remove(self.path("out.iso"))
                before = self.listing()
                done = self.build(layout, FAULT_AT="1", FAULT_RUN=ALTER % vib)
                self.assertEqual(done.returncode, program.INPUT, done.stderr)
                self.assertRegex(done.stderr, r"'vibs/acme-net-1\.0-1\.vib' changed after it was "
                                 r"checked: its SHA-256 was [0-9a-f]{64}, '/ACME_NET\.V00' was "
                                 r"written with [0-9a-f]{64}\n")
                with open(vib, "wb") as file:
                    file.write(original)
                self.assertEqual(self.listing(), before)


class Extracts(Changed):
    def test_folder_that_becomes_a_link(self):
        """The calls of a file: one that writes, and what gives it its name."""
        vib, = made.vibs(self.path("vibs"), recipe("acme-net", payloads=[{"files": ["etc/good"]}]))
        os.mkdir(self.path("elsewhere"))
        for force in ([], ["--force"]):
            for call in range(1, 3 + len(force)):
                with self.subTest(force=force, call=call):
                    done = self.run_changed(
                        "extract", *force, "-o", "out", vib, "etc/good", FAULT_AT=str(call),
                        FAULT_RUN="mv out/etc out/etc.old && ln -s ../elsewhere out/etc")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertEqual(os.listdir(self.path("elsewhere")), [])
                    self.assertEqual(os.listdir(self.path("out/etc.old")), ["good"])
                shutil.rmtree(self.path("out"), ignore_errors=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
