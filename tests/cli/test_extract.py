#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""extract and files: what comes out of ISOs and VIBs is what xorriso, GNU tar and an independent
reader take out; nothing in a package leads anywhere else."""
import json
import os
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import made  # noqa: E402
import program  # noqa: E402
from made import reader, recipe  # noqa: E402
from program import INPUT, SYSTEM, USAGE  # noqa: E402
from sample import sample  # noqa: E402

PAYLOADS = ["one", {"name": "two", "type": "tgz"}, {"name": "three", "type": "vzstd"},
            {"name": "k", "type": "boot", "boot_order": 60}, {"name": "readme", "type": "text"},
            {"name": "four", "layout": "A", "unsigned_sums": True, "size": 70000}]
TRICKS = ("../../outside", "/outside", "a/../../outside", "..", "a/./b", "./x", "a//b")


class Extract(program.Case):
    def make(self, **more):
        path, = made.vibs(self.path("vibs"), recipe("acme", **more))
        return os.path.relpath(path, self.work)

    def inside(self, path):
        """{path: bytes} of everything in the payloads of a VIB, by the independent reader."""
        found = {}
        for name, stored in reader.members(self.read(path))[2:]:
            full = reader.unpack(stored)[1]
            found.update(reader.files(full) or {} if full else {})
        return found


class Images(Extract):
    def test_all(self):
        for kind in ("8.0", "7.0+rockridge+joliet", "9.0+long-names"):
            with self.subTest(kind=kind):
                folder = kind.replace("+", "-")
                self.esxmint("extract", "-o", folder, sample(kind), "/")
                self.assertEqual(disc.read_folder(self.path(folder)),
                                 disc.extract(sample(kind), self.path(folder + "-peer")))

    def test_some(self):
        files = disc.extract(sample("8.0"), self.path("peer"))
        self.esxmint("extract", "-o", "out", sample("8.0"), "boot.cfg", "/EFI/boot", "Upgrade")
        found = disc.read_folder(self.path("out"))
        wanted = {path: data for path, data in files.items()
                  if path == "/BOOT.CFG" or path.startswith(("/EFI/BOOT/", "/UPGRADE/"))}
        self.assertEqual(found, wanted)

    def test_missing(self):
        self.refused(INPUT, "none.txt", "extract", sample("8.0"), "boot.cfg", "none.txt")
        for path in ("../base.iso", "efi/../boot.cfg", ""):
            with self.subTest(path=path):
                done = program.run("extract", sample("8.0"), path, cwd=self.work)
                self.assertIn(done.returncode, (USAGE, INPUT))
                self.assertEqual(self.listing(), {})


class Packages(Extract):
    def test_all(self):
        for release in ("5.5", "8.0", "9.0"):
            with self.subTest(release=release):
                path = self.make(payloads=PAYLOADS, **{"for": release})
                self.esxmint("extract", "-o", "out-" + release, path, "/")
                found = {}
                top = self.path("out-" + release)
                for directory, _, names in os.walk(top):
                    for name in names:
                        full = os.path.join(directory, name)
                        with open(full, "rb") as file:
                            found[os.path.relpath(full, top)] = file.read()
                wanted = self.inside(path)
                self.assertTrue(wanted)
                for name, data in wanted.items():
                    self.assertEqual(found[name], data)

    def test_members(self):
        path = self.make(payloads=PAYLOADS)
        for name, stored in reader.members(self.read(path)):
            done = subprocess.run([program.ESXMINT, "extract", "-o", "-", path, name],
                                  cwd=self.work, capture_output=True, check=True)
            self.assertEqual(done.stdout, stored)

    def test_files(self):
        for fixture in ("made", "ghettoVCB-2020-12-29.vib", "ghettoVCB-2015-05-27.vib",
                        "opennebula-fw-vnc-2.vib"):
            path = self.make(payloads=PAYLOADS)
            if fixture != "made":
                path = made.fixture("vib", fixture)
                if not path:
                    continue
                shutil.copy(path, self.path("real.vib"))
                path = "real.vib"
            with self.subTest(fixture=fixture):
                document = json.loads(self.esxmint("files", "--format", "json", path).stdout)
                rows = {row["path"]: row for row in document["files"] if row["kind"] == "file"}
                wanted = self.inside(path)
                self.assertEqual({name: row["size"] for name, row in rows.items()},
                                 {name: len(data) for name, data in wanted.items()})
                text = self.esxmint("files", path).stdout
                self.assertTrue(all(name in text for name in wanted))
                self.esxmint("extract", "--force", "-o", "x", path, *wanted)
                for name, data in wanted.items():
                    self.assertEqual(self.read("x/" + name), data)

    def test_names_that_lie(self):
        """What turns the direction of text, or ends a line, reaches no terminal."""
        names = ["etc/%stxt.exe" % chr(code) for code in
                 (0x85, 0x61c, 0x200e, 0x200f, *range(0x2028, 0x202f), *range(0x2066, 0x206a))]
        path = self.make(payloads=[{"files": [*names, "etc/\u05d0\u2014\u202f"]}])
        shown = self.esxmint("files", path).stdout
        self.assertIn("\u05d0\u2014\u202f", shown)
        for name in names:
            self.assertNotIn(name, shown)
            self.assertIn("".join("\\x%02x" % byte for byte in name[4].encode()), shown)

    def test_gnu_tar(self):
        path = self.make(payloads=[{"type": "tgz"}])
        stored = dict(reader.members(self.read(path)))["acme"]
        listed = subprocess.run(["tar", "tzf", "-"], input=stored, capture_output=True,
                                check=True).stdout.decode().split()
        document = json.loads(self.esxmint("files", "--format", "json", path).stdout)
        self.assertEqual(sorted(row["path"].rstrip("/") for row in document["files"]),
                         sorted(name.rstrip("/") for name in listed))


class Tricks(Extract):
    """Whatever a package holds, nothing is written outside, and nothing is left behind."""

    def tricked(self, *arguments):
        if not os.path.islink(self.path("deep/er/out/etc")):
            shutil.rmtree(self.path("deep"), ignore_errors=True)
            os.makedirs(self.path("deep/er/out"))
        before = self.listing()
        done = program.run("extract", *arguments, cwd=self.path("deep/er/out"))
        after = self.listing()
        outside = {name for name in set(after) ^ set(before)
                   if not name.startswith("deep/er/out/")}
        self.assertEqual(outside, set())
        self.assertEqual({name for name in before if before[name] != after.get(name)}, set())
        return done

    def test_paths(self):
        for trick in TRICKS:
            with self.subTest(trick=trick):
                path = self.make(payloads=[{"files": ["etc/good", trick]}], file_list=["etc/good"])
                done = self.tricked(self.path(path), "/")
                self.assertIn(done.returncode, (0, INPUT))
                self.assertFalse(os.path.exists("/outside"))
                if trick.startswith(("/", "..", "a/..")):
                    self.assertEqual(done.returncode, INPUT, done.stdout + done.stderr)

    def test_links(self):
        for kind in ("1", "2"):
            for target in ("/etc/passwd", "../../../outside", "etc/good"):
                with self.subTest(kind=kind, target=target):
                    path = self.make(payloads=[{"files": [
                        "etc/good", {"path": "etc/link", "kind": kind, "link": target}]}])
                    done = self.tricked(self.path(path), "/")
                    self.assertEqual(done.returncode, INPUT, done.stdout + done.stderr)
                    self.assertFalse(os.path.lexists(self.path("deep/er/out/etc/link")))

    def test_link_then_file(self):
        """A link to a folder, and a file through it."""
        path = self.make(payloads=[{"files": [
            {"path": "way", "kind": "2", "link": "../../.."}, "way/outside"]}])
        self.assertEqual(self.tricked(self.path(path), "/").returncode, INPUT)

    def test_links_on_disk(self):
        """A link that is there already is not followed."""
        path = self.make(payloads=[{"files": ["etc/good"]}])
        os.makedirs(self.path("deep/er/out"))
        os.mkdir(self.path("target"))
        os.symlink(self.path("target"), self.path("deep/er/out/etc"))
        done = self.tricked("--force", self.path(path), "etc/good")
        self.assertEqual(done.returncode, SYSTEM, done.stdout + done.stderr)

    def test_in_the_way(self):
        path = self.make(payloads=[{"files": ["etc/good"]}])
        os.mkdir(self.path("etc"))
        self.write("etc/good", b"mine")
        self.refused(SYSTEM, "etc/good", "extract", path, "etc/good")

    def test_over_itself(self):
        """What is read is not replaced, not even by --force."""
        path = self.make(payloads=[{"files": ["etc/good"]}])
        os.mkdir(self.path("etc"))
        os.link(self.path(path), self.path("etc/good"))
        self.refused(USAGE, "etc/good' is the file that is extracted from", "extract", "--force",
                     path, "etc/good")

    def test_missing(self):
        path = self.make()
        self.refused(INPUT, "etc/none", "extract", path, "etc/none", "descriptor.xml")


if __name__ == "__main__":
    unittest.main(verbosity=2)
