#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The independent eyes see: makers against public tools, the image checker against damage."""

import copy
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from checks import built, damage, medium  # noqa: E402
from checks import vib as reader  # noqa: E402
from packages import container, depot, signers, vib  # noqa: E402

PAYLOADS = [{"name": "one"}, {"name": "two", "type": "tgz"}, {"name": "three", "type": "vzstd"},
            {"name": "k", "type": "boot", "boot_order": 60}, {"name": "readme", "type": "text"},
            {"name": "four", "layout": "A", "unsigned_sums": True, "size": 70000}]


def recipe(**more):
    return {"name": "net-made", "vendor": "ACM", "version": "1.0-1", "sign": "two",
            "level": "partner", "payloads": PAYLOADS, **more}


def tool(*command, **more):
    return subprocess.run(command, capture_output=True, check=True, **more).stdout


class Work(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="test-checks-")
        self.addCleanup(folder.cleanup)
        self.work = Path(folder.name)

    def put(self, name, data):
        (self.work / name).write_bytes(data)
        return self.work / name


class Makers(Work):
    """What make-vib and make-depot write, by GNU ar, gzip, zstd, sha256sum, openssl, unzip."""

    def test_same_bytes(self):
        for release in vib.RELEASES:
            one, two = (vib.make(recipe(**{"for": release})) for _ in range(2))
            self.assertEqual(one, two)

    def test_dialects(self):
        for dialect in container.FIELDS:
            with self.subTest(dialect=dialect):
                path = self.put(dialect + ".vib", vib.make(recipe(dialect=dialect)))
                names = [name for name, _ in reader.members(path.read_bytes())]
                self.assertEqual(tool("ar", "t", path).decode().split(), names)
                for name, data in reader.members(path.read_bytes()):
                    self.assertEqual(tool("ar", "p", path, name), data)

    def test_payloads(self):
        for release in vib.RELEASES:
            data = vib.make(recipe(**{"for": release}))
            values = reader.inspect(data)
            self.assertEqual(values["problems"], [])
            for name, stored in reader.members(data)[2:]:
                sums = {(kind, process): text for payload in values["payloads"]
                        if payload["name"] == name for kind, process, text in
                        [(c["type"], c["verify_process"], c["expected"])
                         for c in payload["checksums"]]}
                own = tool("sha256sum", input=stored).split()[0].decode()
                self.assertEqual(own, sums["sha-256", ""])
                if stored[:2] == b"\x1f\x8b":
                    once = tool("gzip", "-dc", input=stored)
                    full = once
                    if name == "three":
                        full = tool("zstd", "-dcq", "--long=27", input=once)
                    self.assertEqual(tool("sha1sum", input=full).split()[0].decode(),
                                     sums["sha-1", "gunzip"])

    def test_archives(self):
        """GNU tar knows the names of a visor tar, and both forms agree with our reader."""
        for release in ("5.5", "8.0"):
            stored = dict(reader.members(vib.make(recipe(**{"for": release}))))
            for name in ("one", "two", "four"):
                full = reader.unpack(stored[name])[1]
                names = list(reader.files(full))
                self.assertEqual(len(names), 3)
                self.assertTrue(all(len(data) for data in reader.files(full).values()))
                if name == "two":
                    listed = tool("tar", "tf", "-", input=full).decode().split()
                    self.assertEqual([one for one in listed if not one.endswith("/")], names)

    def test_signatures(self):
        trust = self.put("ca.pem", signers.certificate_pem("sample"))
        states = {"none": "none", "unknown": "unknown", "two-unknown": "unknown",
                  "damaged": "invalid"}
        for form in signers.FORMS:
            with self.subTest(form=form):
                rows = reader.members(vib.make(recipe(sign=form)))
                status, subjects = reader.signature(rows[1][1], rows[0][1], trust)
                self.assertEqual(status, states.get(form, "trusted"))
                self.assertEqual(len(subjects), len(signers.FORMS[form]))
        self.assertEqual(tool(HERE / "signer-certificate"), signers.certificate_pem("sample"))

    def test_faults(self):
        """Each fault is one: the reader refuses the file or names a problem."""
        for fault in vib.FAULTS:
            with self.subTest(fault=fault):
                try:
                    values = reader.inspect(vib.make(recipe(faults=[fault.split("[")[0]],
                                                            sign="self")))
                    found = values["problems"] or values["signature"]["status"] != "unknown"
                except reader.Broken:
                    found = True
                if fault not in ("no-last-pad", "flip:signature[:N]"):
                    self.assertTrue(found)

    def test_depots(self):
        packages = [vib.make(recipe()), vib.make(recipe(name="other"))]
        for layout in depot.LAYOUTS:
            with self.subTest(layout=layout):
                data = depot.make(packages, layout, ["8.0.0", "7.0.0"], None, [])
                self.assertEqual(data, depot.make(packages, layout, ["8.0.0", "7.0.0"], None, []))
                tool("unzip", "-tq", self.put("depot.zip", data))
                if layout != "nested":
                    self.check_depot(data, packages)

    def check_depot(self, data, packages):
        with zipfile.ZipFile(io.BytesIO(data)) as outer:
            listing = reader.xml.fromstring(outer.read("vendor-index.xml"))
            urls = {node.text for node in listing.iter("url")}
            self.assertEqual((len(urls), len(listing)), (1, 2))
            with zipfile.ZipFile(io.BytesIO(outer.read(urls.pop()))) as inner:
                names = [name for name in inner.namelist() if name.startswith("vibs/")]
                found = []
                for name in names:
                    root = reader.xml.fromstring(inner.read(name))
                    stored = outer.read(root.findtext("relative-path"))
                    self.assertEqual(len(stored), int(root.findtext("packed-size")))
                    self.assertEqual(hashlib.sha256(stored).hexdigest(), root.findtext("checksum"))
                    found.append(stored)
        self.assertEqual(sorted(found), sorted(packages))

    def test_command_lines(self):
        recipes = self.put("r.json", json.dumps(
            [recipe(), recipe(name="b", file="b.vib")]).encode())
        tool(HERE / "make-vib", "--recipe", recipes, self.work / "out")
        self.assertEqual(sorted(os.listdir(self.work / "out")),
                         ["ACM_bootbank_net-made_1.0-1.vib", "b.vib"])
        tool(HERE / "make-depot", "--layout", "component", self.work / "d.zip",
             self.work / "out/b.vib")
        self.assertTrue(zipfile.is_zipfile(self.work / "d.zip"))


class Replaced:
    """A file with other content."""

    def __init__(self, data):
        self.data = data

    def read_bytes(self):
        return self.data


class Damage(Work):
    """The image checker on a sample: clean as it is, a problem for each kind of damage."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="test-checks-")
        iso = Path(cls.folder.name) / "base.iso"
        subprocess.run([HERE / "make-sample", "7.0", iso], check=True, stderr=subprocess.DEVNULL)
        cls.base = medium.Medium(iso, Path(cls.folder.name) / "tree")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def changed(self, files):
        """The sample with other bytes in some files (None: gone)."""
        other = copy.copy(self.base)
        other.files = dict(self.base.files)
        for name, data in files.items():
            if data is None:
                del other.files[name]
            else:
                other.files[name] = Replaced(data)
        other.configs = [medium.boot_cfg(other.read(name)) for name in medium.CONFIGS]
        other.modules = medium.module_files(other.configs[0])
        other.database = medium.Database(other.read(medium.IMGDB))
        other.profile = medium.Profile(next(iter(other.database.profiles.values())))
        return other

    def problems(self, changed, base=True):
        check = built.Check(changed, self.base if base else None)
        check.run()
        return check.problems

    def found(self, word, files, base=True):
        problems = self.problems(self.changed(files), base)
        self.assertTrue(any(word in line for line in problems), problems[:5])

    def test_clean(self):
        self.assertEqual(self.problems(self.base), [])
        self.assertEqual(self.problems(self.base, base=False), [])

    def test_cases(self):
        for label, files, word, _ in damage.CASES:
            with self.subTest(label=label):
                self.found(word, files(self.base))

    def test_files(self):
        self.found("'NTG3.V00' is missing", {"NTG3.V00": None})
        self.found("nobody's", {"STRAY.V00": b"x"})
        self.found("not as in the base", {"MENU.C32": b"x"})
        self.found("bytes behind", {"NTG3.V00": self.base.read("NTG3.V00") + b"\0"})
        self.found("timeout=", damage.config(self.base, b"timeout=5", b"timeout=9"))
        self.found("gzip header", {"IMGDB.TGZ": gzip.compress(gzip.decompress(
            self.base.read("IMGDB.TGZ")))}, base=False)
        self.found("serialno", damage.profile(self.base, b">certified<", b">partner<"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
