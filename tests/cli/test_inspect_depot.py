#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""inspect of offline bundles and folders: the VIBs that unzip finds in real bundles and in made ones
of every layout; each fault of a bundle is refused and named."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import made  # noqa: E402
import program  # noqa: E402
from made import community, recipe  # noqa: E402
from program import INPUT  # noqa: E402

WRONG = 1
BUNDLES = ("ghettoVCB-2020-12-29-offline-bundle.zip", "opennebula-fw-vnc-1.zip",
           "opennebula-fw-vnc-2.zip")


class Depot(program.Case):
    def setUp(self):
        super().setUp()
        self.trust = made.trust(self.work)

    def inspect(self, path, status=0, warnings=()):
        done = self.esxmint("inspect", "--format", "json", "--trust", self.trust, path,
                            status=status)
        document = json.loads(done.stdout)
        self.assertEqual(document["schema"], "esxmint.depot/1")
        for word in warnings:
            self.assertIn(word, done.stderr)
        self.assertEqual(bool(done.stderr), bool(warnings), done.stderr)
        return document

    def make(self, *recipes):
        return made.vibs(self.path("vibs"), *recipes)

    def pair(self):
        return self.make(recipe("bun-net"), community("bun-raid", "2.0-1"))

    def unzipped(self, path):
        """{member: file} of the .vib files, by unzip."""
        folder = tempfile.mkdtemp(dir=self.work)
        subprocess.run(["unzip", "-q", path, "-d", folder], check=True)
        return {os.path.relpath(os.path.join(where, name), folder): os.path.join(where, name)
                for where, _, names in os.walk(folder) for name in names if name.endswith(".vib")}

    def check_against_unzip(self, path, document):
        """Each VIB of the bundle is what it is when unzip takes it out."""
        found = self.unzipped(path)
        self.assertEqual({one["file"]: one["size"] for one in document["vibs"]},
                         {"%s:%s" % (path, name): os.path.getsize(file)
                          for name, file in found.items()})
        for one in document["vibs"]:
            alone = self.esxmint("inspect", "--format", "json", "--trust", self.trust,
                                 found[one["file"][len(path) + 1:]],
                                 status=WRONG if one["problems"] else 0)
            expected = json.loads(alone.stdout)
            del expected["schema"]
            self.assertEqual({key: one[key] for key in expected}, expected)


class Good(Depot):
    def test_real_bundles(self):
        for name in BUNDLES:
            path = made.fixture("bundle", name)
            if path is None:
                self.skipTest("no fixtures")
            with self.subTest(name=name):
                document = self.inspect(path)
                self.check_against_unzip(path, document)
                self.assertEqual([one["vibs"] for one in document["bulletins"]],
                                 [[document["vibs"][0]["id"]]])

    def test_layouts(self):
        packages = self.pair()
        for layout in ("vibauthor", "component", "flat", "plain", "nested"):
            with self.subTest(layout=layout):
                path = made.bundle(self.path(layout + ".zip"), packages, "--layout", layout,
                                   "--product", "7.0.0", "--product", "8.0.0")
                document = self.inspect(path)
                self.assertEqual([one["id"] for one in document["vibs"]],
                                 sorted(map(made.identity, packages)))
                if layout != "nested":
                    self.check_against_unzip(path, document)
                self.assertEqual(len(document["bulletins"]), int(layout != "plain"))

    def test_component(self):
        packages = self.pair()
        path = made.bundle(self.path("c.zip"), packages, "--layout", "component", "--component",
                           "ACM-net=1.0-1")
        self.assertEqual(self.inspect(path)["bulletins"], [{
            "id": "ACM-net_1.0-1", "component": "ACM-net", "component_version": "1.0-1",
            "vibs": sorted(map(made.identity, packages))}])
        text = self.esxmint("inspect", "--trust", self.trust, path).stdout
        for line in ("depot     %s: 2 VIBs" % path, "component ACM-net 1.0-1"):
            self.assertIn(line + "\n", text)

    def test_folder(self):
        """VIBs and bundles, the same VIB twice, an unpacked bundle below."""
        packages = self.pair()
        folder = self.path("drivers")
        os.makedirs(os.path.join(folder, "more"))
        made.bundle(os.path.join(folder, "b.zip"), packages)
        os.link(packages[0], os.path.join(folder, "more", "again.vib"))
        subprocess.run(["unzip", "-q", os.path.join(folder, "b.zip"), "-d",
                        os.path.join(folder, "unpacked")], check=True)
        document = self.inspect(folder)
        self.assertEqual([one["name"] for one in document["vibs"]], ["bun-net", "bun-raid"])
        self.assertEqual(len(document["bulletins"]), 1)

    def test_many_files(self):
        """More files than a process may have open unless it asks."""
        package = self.make(community("net-a"))[0]
        folder = self.path("many")
        os.makedirs(folder)
        for i in range(100):
            os.link(package, os.path.join(folder, "%d.vib" % i))
        done = program.run("inspect", folder, prefix=["prlimit", "--nofile=64:4096"])
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_no_index(self):
        path = made.bundle(self.path("b.zip"), self.pair(), "--fault", "no-index")
        self.assertEqual(len(self.inspect(path, warnings=["metadata.zip"])["vibs"]), 2)

    def test_bomb_beside(self):
        """What nobody names is not unpacked."""
        path = made.bundle(self.path("b.zip"), self.pair(), "--fault", "bomb")
        self.assertEqual(len(self.inspect(path)["vibs"]), 2)


class Bad(Depot):
    def test_faults(self):
        packages = self.pair()
        for fault, word in (("checksum", "SHA-256"), ("size", "bytes"), ("no-vib", "lacks"),
                            ("no-metadata", "metadata.zip"), ("corrupt", "bun-net"),
                            ("corrupt-metadata", "metadata.zip"), ("truncated", "damaged"),
                            ("traversal", ".."), ("other-id", "99.9-9"),
                            ("bomb-vib", "unpacks to more than is allowed: 8589934592 bytes")):
            with self.subTest(fault=fault):
                path = made.bundle(self.path(fault + ".zip"), packages, "--fault", fault)
                done = self.refused(INPUT, os.path.basename(path), "inspect", path)
                self.assertIn(word, done.stderr)

    def test_damaged_package(self):
        """The bundle is whole, a package in it is not."""
        packages = self.make(recipe("bun-net", faults=["checksum"]), recipe("bun-raid"))
        document = self.inspect(made.bundle(self.path("b.zip"), packages), status=WRONG)
        self.assertEqual([bool(one["problems"]) for one in document["vibs"]], [True, False])

    def test_two_of_an_id(self):
        first = self.make(recipe("bun-net"))
        second = made.vibs(self.path("drivers"), recipe("bun-net", summary="built again"))
        os.link(first[0], self.path("drivers", "first.vib"))
        done = self.refused(INPUT, "two different packages", "inspect", self.path("drivers"))
        self.assertIn(os.path.basename(second[0]), done.stderr)

    def test_nothing(self):
        os.mkdir(self.path("empty"))
        self.refused(INPUT, "holds no VIBs", "inspect", self.path("empty"))
        self.write("empty.zip", b"PK\5\6" + bytes(18))
        self.refused(INPUT, "holds no VIBs", "inspect", self.path("empty.zip"))
        self.write("noise.zip", b"PK\3\4" + bytes(range(256)) * 8)
        self.refused(INPUT, "noise.zip", "inspect", self.path("noise.zip"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
