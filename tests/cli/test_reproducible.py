#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same spec and base give the same bytes, whoever builds, wherever and whenever."""
import os
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import program  # noqa: E402
from sample import sample  # noqa: E402

OUTPUTS = ("out.iso", "out.iso.manifest.json", "out.iso.sha256")
BLOCK = 2048
ADDITION = """\
network: {hostname: esx01.example.com, dns: {servers: [10.1.0.53]}}
services: {ssh: {enabled: true}}
host: {advanced: {/Zone/B: 1, /Net/FollowHardwareMac: 1, /Alpha/A: "2"}}
"""


class Reproducible(program.Case):
    layout = "append"
    kind = "8.0"

    def setUp(self):
        super().setUp()
        os.chmod(self.work, 0o777)
        self.base(sample(self.kind))
        self.write("ca.pem", "certificate\n")
        self.write("spec.yaml", program.minimal(layout=self.layout, label="REPRODUCIBLE", files=[
            {"source": "ca.pem", "target": "/EXTRA/CA.PEM"}]) + ADDITION)
        self.number = 0

    def take(self, folder):
        """The digests of what a build wrote; takes the files away."""
        digests = tuple(program.digest(os.path.join(folder, name)) for name in OUTPUTS)
        for name in OUTPUTS:
            os.remove(os.path.join(folder, name))
        return digests

    def build(self, spec="spec.yaml", cwd=None, **options):
        folder = self.path("out-%d" % self.number)
        self.number += 1
        os.mkdir(folder)
        os.chmod(folder, 0o777)
        done = program.run("build", "-o", os.path.join(folder, "out.iso"), spec,
                           cwd=cwd or self.work, **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.take(folder)

    def copy(self, name):
        """The inputs in another folder, with other dates and modes."""
        folder = self.path(name)
        os.mkdir(folder)
        os.chmod(folder, 0o755)
        for file in ("base.iso", "ca.pem", "spec.yaml"):
            shutil.copy(self.path(file), folder)
            os.chmod(os.path.join(folder, file), 0o444)
            os.utime(os.path.join(folder, file), (1, 2_000_000_000))
        return folder

    def test_surroundings(self):
        expected = self.build()
        elsewhere = self.copy("else where")
        env = program.environment
        for label, options in (
                ("again", {}),
                ("another time zone", {"env": env(TZ="Asia/Kathmandu")}),
                ("another locale", {"env": env(LC_ALL="tr_TR.UTF-8", LANG="tr_TR.UTF-8")}),
                ("C locale", {"env": env(LC_ALL="C")}),
                ("no umask", {"umask": 0}),
                ("strict umask", {"umask": 0o077}),
                ("another home", {"env": env(HOME="/nonexistent", USER="other", TMPDIR="/")}),
                ("absolute spec", {"spec": self.path("spec.yaml"), "cwd": "/"}),
                ("spec from below", {"spec": "../spec.yaml", "cwd": elsewhere}),
                ("another folder", {"spec": "else where/spec.yaml"}),
                ("past", {"prefix": ["faketime", "1999-12-31 23:59:59"]}),
                ("future", {"prefix": ["faketime", "-f", "+400d x100"]}),
                ("few files open", {"prefix": ["prlimit", "--nofile=32"]}),
                ("one processor", {"prefix": ["taskset", "1"]})):
            with self.subTest(label):
                self.assertEqual(self.build(**options), expected)

    def test_another_user(self):
        other = program.nobody(self.work)
        if not other:
            self.skipTest("needs root and setpriv")
        expected = self.build()
        self.assertEqual(self.build(cwd=self.copy("copy"), program=other), expected)

    def test_two_at_once(self):
        expected = self.build()
        running = []
        for name in ("one", "two"):
            os.mkdir(self.path(name))
            running.append(subprocess.Popen(
                [program.ESXMINT, "build", "-o", name + "/out.iso", "spec.yaml"], cwd=self.work,
                env=program.environment(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        self.assertEqual([process.wait(timeout=program.TIMEOUT) for process in running], [0, 0])
        for name in ("one", "two"):
            self.assertEqual(self.take(self.path(name)), expected)

    def test_two_of_one_name(self):
        """At once and under one name: one of them is refused, or both say the same."""
        expected = self.build()
        os.mkdir(self.path("one"))
        running = [subprocess.Popen(
            [program.ESXMINT, "build", "-o", "one/out.iso", "spec.yaml"], cwd=self.work,
            env=program.environment(), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for _ in range(2)]
        statuses = sorted(process.wait(timeout=program.TIMEOUT) for process in running)
        self.assertEqual(statuses, [0, program.SYSTEM])
        self.assertEqual(self.take(self.path("one")), expected)

    def test_source_date(self):
        """SOURCE_DATE_EPOCH is another input: as good as the next, and the same every time."""
        plain = self.build()
        dated = [self.build(env=program.environment(SOURCE_DATE_EPOCH="1700000000", TZ=zone))
                 for zone in ("UTC", "America/Lima")]
        self.assertEqual(dated[0], dated[1])
        self.assertNotEqual(dated[0], plain)
        self.esxmint("build", "spec.yaml", env=program.environment(SOURCE_DATE_EPOCH="1700000000"))
        self.assertIn(b'"source_date": "2023-11-14T22:13:20Z"', self.read("out.iso.manifest.json"))
        for value in ("soon", "-1", "1e9", "99999999999999999999"):
            with self.subTest(value=value):
                done = program.run("build", "-o", "x.iso", "spec.yaml", cwd=self.work,
                                   env=program.environment(SOURCE_DATE_EPOCH=value))
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("SOURCE_DATE_EPOCH", done.stderr)

    def test_password(self):
        """The salt comes from the spec: no random number reaches the output."""
        first = self.esxmint("render", "spec.yaml").stdout
        self.assertIn("rootpw --iscrypted $6$", first)
        self.assertEqual(self.esxmint("render", "spec.yaml").stdout, first)
        other = self.esxmint("render", "spec.yaml",
                             env=program.environment(ESX_ROOT_PASSWORD="Another-7pw-x-y")).stdout
        self.assertNotEqual(other, first)

    def test_own_output_as_base(self):
        """Changes nothing but what the tree needs, in each round as in the one before."""
        sizes = []
        contents = []
        for _ in range(3):
            self.esxmint("build", "spec.yaml")
            self.esxmint("verify", "out.iso")
            built = disc.Disc(self.path("out.iso"))
            contents.append({path: built.read(path) for path in built.contents()})
            sizes.append(os.path.getsize(self.path("out.iso")))
            entries = disc.boot_entries(self.path("out.iso"))
            self.assertEqual([entry[:2] for entry in entries], [("BIOS", 4), ("UEFI", 2048)])
            os.replace(self.path("out.iso"), self.path("base.iso"))
            for name in OUTPUTS[1:]:
                os.remove(self.path(name))
        self.assertEqual(contents[0], contents[1])
        self.assertEqual(contents[1], contents[2])
        growth = [after - before for before, after in zip(sizes, sizes[1:])]
        print("%s: sizes %s" % (self.layout, sizes))
        for more in growth:
            self.assertLessEqual(more, 512 * BLOCK if self.layout == "append" else 0)


class Compact(Reproducible):
    layout = "compact"


class OtherTrees(Reproducible):
    layout = "compact"
    kind = "7.0+rockridge+joliet"


if __name__ == "__main__":
    unittest.main(verbosity=2)
