#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_build.py KIND...: builds from samples of these kinds in both layouts; other eyes judge."""
import getpass
import hashlib
import json
import os
import re
import socket
import sys
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import program  # noqa: E402
from sample import sample  # noqa: E402

KICKSTART = "/KS.CFG"
BOOTCFGS = ("/BOOT.CFG", "/EFI/BOOT/BOOT.CFG")
BOOT_IMAGE = "/ISOLINUX.BIN"
KICKSTART_OPTION = "ks=cdrom:/KS.CFG"
HEAD_SIZE = 65536  # all that an append may write to within the base

# What a layout has to refuse, and the words that say why.
REFUSED = {("hidden-boot", "compact"): "is in no directory"}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def tokens_of(line):
    """The words of a kernelopt line that are neither ks= nor cdromBoot."""
    value = line.partition(b"=")[2].decode("ascii")
    return [word for word in value.split()
            if word != "cdromBoot" and not word.startswith("ks=")]


class Build(program.Case):
    kind = "8.0"
    layout = "append"

    def setUp(self):
        super().setUp()
        self.variants = set(self.kind.split("+")[1:])
        self.sample = sample(self.kind)
        self.base_path = self.base(self.sample)
        self.write("minimal.yaml", program.minimal(layout=self.layout))

    def refusal(self):
        for variant in self.variants:
            if (variant, self.layout) in REFUSED:
                return REFUSED[variant, self.layout]
        return None

    def test_build(self):
        word = self.refusal()
        if word:
            done = self.esxmint("build", "minimal.yaml", status=program.INPUT)
            self.assertIn(word, done.stderr)
            self.assertEqual(sorted(os.listdir(self.work)), ["base.iso", "minimal.yaml"])
            return
        done = self.esxmint("build", "minimal.yaml")
        self.assertEqual(done.stdout, "")
        self.assertEqual(sorted(os.listdir(self.work)), [
            "base.iso", "minimal.yaml", "out.iso", "out.iso.manifest.json", "out.iso.sha256"])
        self.old, self.new = disc.Disc(self.base_path), disc.Disc(self.path("out.iso"))
        for check in (self.check_base_untouched, self.check_tools, self.check_names,
                      self.check_contents, self.check_boot_entries, self.check_bootcfgs,
                      self.check_descriptor, self.check_bytes, self.check_other_trees,
                      self.check_sidecar, self.check_manifest):
            with self.subTest(check=check.__name__):
                check()

    def check_base_untouched(self):
        with open(self.sample, "rb") as file:
            self.assertEqual(sha256(self.read("base.iso")), sha256(file.read()))

    def check_tools(self):
        out = self.path("out.iso")
        self.esxmint("verify", "out.iso")
        disc.run("isoinfo", "-l", "-f", "-d", "-i", out)
        disc.run("7z", "t", "-bd", out)
        disc.run("xorriso", "-no_rc", "-report_about", "SORRY", "-return_with", "SORRY", "32",
                 "-indev", "stdio:" + out, "-report_el_torito", "plain")

    def check_names(self):
        """Byte for byte those of the base, and the kickstart."""
        added = self.new.names() - self.old.names()
        self.assertEqual(self.old.names() - self.new.names(), set())
        versions = b"/BOOT.CFG;1" in self.old.names()
        self.assertEqual(added, set() if {"ks", "one-ks"} & self.variants else
                         {b"/KS.CFG;1" if versions else b"/KS.CFG"})

    def check_contents(self):
        """xorriso, 7z and our own reader: all files but three are those of the base."""
        old = disc.extract(self.base_path, self.path("old"))
        readers = {"own": {path: self.new.read(path) for path in self.new.contents()},
                   "xorriso": disc.extract(self.path("out.iso"), self.path("new")),
                   "7z": disc.extract_7z(self.path("out.iso"), self.path("new7z"))}
        for reader, files in readers.items():
            files = {path: data for path, data in files.items() if not path.startswith("/[")}
            self.assertEqual(set(files), set(old) | {KICKSTART}, reader)
            differing = {path for path in old if files[path] != old[path]}
            self.assertLessEqual(differing, {KICKSTART, *BOOTCFGS} | self.moved(), reader)
        rendered = self.esxmint("render", "minimal.yaml").stdout
        self.assertEqual(self.new.read(KICKSTART).decode("ascii"), rendered)

    def moved(self):
        """The boot image, where it had to move: it says itself where it is, in bytes 8 to 63."""
        old, new = self.old.contents().get(BOOT_IMAGE), self.new.contents().get(BOOT_IMAGE)
        if self.layout == "append" or not old or old[0] == new[0]:
            return set()
        before, after = self.old.read(BOOT_IMAGE), self.new.read(BOOT_IMAGE)
        self.assertEqual((before[:8], before[64:]), (after[:8], after[64:]))
        return {BOOT_IMAGE}

    def check_boot_entries(self):
        old, new = disc.boot_entries(self.base_path), disc.boot_entries(self.path("out.iso"))
        self.assertEqual([entry[0] for entry in new], ["BIOS", "UEFI"])
        self.assertEqual([entry[:2] for entry in new], [entry[:2] for entry in old])
        self.assertTrue(disc.boot_info_table_right(self.new, new[0][2]))
        self.assertEqual(self.new.sectors(new[1][2], 1 << 20), self.old.sectors(old[1][2], 1 << 20))

    def check_bootcfgs(self):
        for path in BOOTCFGS:
            self.check_bootcfg(self.old.read(path), self.new.read(path))
        self.assertEqual(self.new.read(BOOTCFGS[0]), self.new.read(BOOTCFGS[1]))

    def check_bootcfg(self, old, new):
        """Only the value of kernelopt differs; there, only the two options that have to."""
        old, new = old.splitlines(True), new.splitlines(True)
        self.assertEqual(len(old), len(new))
        edited = 0
        for before, after in zip(old, new):
            if not before.lower().startswith(b"kernelopt="):
                self.assertEqual(before, after)
                continue
            edited += 1
            words = after.partition(b"=")[2].decode("ascii").split()
            self.assertEqual(words.count(KICKSTART_OPTION), 1, after)
            self.assertNotIn("cdromBoot", words)
            self.assertEqual(tokens_of(before), tokens_of(after))
            self.assertEqual(before.partition(b"=")[0], after.partition(b"=")[0])
            self.assertEqual(before[-1:], after[-1:])
        self.assertEqual(edited, 1)

    def check_descriptor(self):
        """The names of the volume (bytes 8 to 71, 190 to 812) and its creation date stay."""
        for offset, length in ((8, 64), (190, 623), (813, 17)):
            self.assertEqual(self.new.descriptor[offset:offset + length],
                             self.old.descriptor[offset:offset + length], offset)
        self.assertEqual(self.new.text(574, 128), "ESXIMAGE")
        self.assertLessEqual(self.new.blocks * disc.SECTOR, os.path.getsize(self.path("out.iso")))
        self.assertEqual(os.path.getsize(self.path("out.iso")) % disc.SECTOR, 0)

    def check_bytes(self):
        """Append leaves the base where it is; compact writes partition tables anew."""
        old, new = self.read("base.iso"), self.read("out.iso")
        if self.layout == "append" or "isohybrid" not in self.variants:
            self.assertEqual(old[:32768], new[:32768])
        else:
            self.assertEqual(old[:440], new[:440])
            self.check_partitions()
        if self.layout == "append":
            self.assertEqual(old[HEAD_SIZE:], new[HEAD_SIZE:len(old)])
        else:
            self.assertLess(abs(len(new) - len(old)), len(old) // 50)

    def check_partitions(self):
        """The same partitions; the first is all of the image, the second the EFI image."""
        def report(iso):
            text = disc.run("xorriso", "-no_rc", "-indev", "stdio:" + iso, "-report_system_area",
                            "plain")
            return text, re.sub(r"( +[0-9]+)+$", " numbers", text, flags=re.M)
        old, new = report(self.base_path), report(self.path("out.iso"))
        self.assertEqual(old[1], new[1])
        sectors = os.path.getsize(self.path("out.iso")) // 512
        self.assertRegex(new[0], r"MBR partition +: +1 +0x80 +0x00 +0 +%d\n" % sectors)
        _, size, block = disc.boot_entries(self.path("out.iso"))[1]
        self.assertRegex(new[0], r"GPT start and size : +2 +%d +%d\n" % (block * 4, size))

    def check_other_trees(self):
        """Rock Ridge and Joliet: there as before, and with the same files as the primary one."""
        primary = {path: self.new.read(path) for path in self.new.contents()}
        report = disc.run("isoinfo", "-d", "-i", self.path("out.iso"))
        for variant, option, tree, missing in (
                ("rockridge", "-R", "nojoliet", "NO Rock Ridge present"),
                ("joliet", "-J", "norock", "NO Joliet present")):
            self.assertEqual(missing in report, variant not in self.variants, variant)
            if variant not in self.variants:
                continue
            old = set(disc.run("isoinfo", option, "-f", "-i", self.base_path).splitlines())
            new = set(disc.run("isoinfo", option, "-f", "-i",
                               self.path("out.iso")).splitlines())
            self.assertEqual(old - new, set())
            self.assertEqual({name.upper() for name in new - old}, {KICKSTART})
            files = disc.extract(self.path("out.iso"), self.path("new-" + variant), tree)
            self.assertEqual(set(files), set(primary))
            self.assertEqual([path for path in files if files[path] != primary[path]], [])

    def check_sidecar(self):
        disc.run("sha256sum", "--strict", "-c", "out.iso.sha256", cwd=self.work)
        self.assertEqual(self.read("out.iso.sha256").decode(),
                         sha256(self.read("out.iso")) + "  out.iso\n")

    def check_manifest(self):
        text = self.read("out.iso.manifest.json").decode("ascii")
        manifest = json.loads(text)
        self.assertEqual(set(manifest), {
            "schema", "tool", "source_date", "spec", "base", "iso", "files"})
        self.assertEqual(manifest["schema"], "esxmint.manifest/1")
        version = self.esxmint("version").stdout.split()[1]
        self.assertEqual(manifest["tool"], {"name": "esxmint", "version": version})
        self.assertEqual(manifest["iso"], {
            "sha256": sha256(self.read("out.iso")), "layout": self.layout,
            "size": os.path.getsize(self.path("out.iso")), "volume_id": self.new.text(40, 32)})
        base = manifest["base"]
        self.assertEqual(base["sha256"], sha256(self.read("base.iso")))
        self.assertEqual(base["size"], os.path.getsize(self.base_path))
        self.assertEqual(base["volume_id"], self.old.text(40, 32))
        self.assertEqual(base["release"].split(".")[:2], self.kind.split("+")[0].split("."))
        self.check_manifest_files(manifest["files"])
        for word in (self.work, getpass.getuser() + "@", socket.gethostname(), "/tmp",
                     program.PASSWORD):
            self.assertNotIn(word, text)

    def check_manifest_files(self, rows):
        paths = [row["path"] for row in rows]
        self.assertEqual(paths, sorted(paths, key=str.encode))
        self.assertEqual(set(paths), set(self.new.contents()))
        for row in rows:
            data = self.new.read(row["path"])
            self.assertEqual((row["size"], row["sha256"]), (len(data), sha256(data)), row["path"])
            origin = "base"
            if row["path"] in self.old.contents():
                if self.old.read(row["path"]) != data:
                    self.assertIn(row["path"], {KICKSTART, *BOOTCFGS} | self.moved())
                    origin = "changed"
            else:
                origin = "added"
            self.assertEqual(row["origin"], origin, row["path"])


def load_tests(_loader, _tests, _pattern):
    suite = unittest.TestSuite()
    for kind in KINDS:
        for layout in ("append", "compact"):
            name = "Build_%s_%s" % (kind, layout)
            suite.addTest(type(name, (Build,), {"kind": kind, "layout": layout})("test_build"))
    return suite


if __name__ == "__main__":
    KINDS = sys.argv[1:] or ["8.0"]
    unittest.main(argv=sys.argv[:1], verbosity=2)
