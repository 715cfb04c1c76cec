#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""verify finds each kind of damage done to a good image, and says where."""
import gzip
import json
import os
import struct
import sys
import unittest
import zlib

sys.dont_write_bytecode = True

import disc  # noqa: E402
import made  # noqa: E402
import program  # noqa: E402
from program import INPUT, SYSTEM  # noqa: E402
from sample import sample  # noqa: E402

SECTOR = disc.SECTOR
DAMAGED = 1
GZIP_MAGIC = b"\x1f\x8b"


class Verify(program.Case):
    def setUp(self):
        super().setUp()
        self.base(sample("8.0"))
        self.write("minimal.yaml", program.minimal(layout="compact"))
        self.esxmint("build", "minimal.yaml")
        self.image = bytearray(self.read("out.iso"))
        self.disc = disc.Disc(self.path("out.iso"))
        self.places = self.disc.contents()

    def damaged(self, *words, status=DAMAGED, manifest=False, image=None):
        """What verify says of the image as it is now; it must be all of `words`."""
        self.write("bad.iso", bytes(image or self.image))
        arguments = ["-m", "out.iso.manifest.json"] if manifest else []
        done = self.esxmint("verify", *arguments, "bad.iso", status=status)
        for word in words:
            self.assertIn(word, done.stdout + done.stderr)
        return done.stdout

    def offset(self, path):
        return self.places[path][0] * SECTOR

    def record(self, path):
        """Where the directory record of a file in the root begins."""
        name = path[1:].encode() + b";1"
        start, size = struct.unpack_from("<I4xI", self.disc.descriptor, 158)
        at = self.image.index(bytes([len(name)]) + name, start * SECTOR, start * SECTOR + size)
        return at - 32

    def module(self, wanted=lambda data: data[:2] == GZIP_MAGIC):
        """A module of the image that is as wanted: its path on the medium, and its name."""
        config = self.disc.read("/BOOT.CFG").decode()
        for line in config.splitlines():
            if line.startswith("modules="):
                for name in line[8:].split(" --- "):
                    if wanted(self.disc.read(name.upper())):
                        return name.upper(), name
        raise AssertionError("no such module")

    def replace_text(self, path, old, new):
        """In place: both have one length."""
        self.assertEqual(len(old), len(new))
        at = self.image.index(old, self.offset(path), self.offset(path) + self.places[path][1])
        self.image[at:at + len(old)] = new

    def replace_file(self, path, content):
        """xorriso writes the image again with another file."""
        self.write("file", content)
        disc.run("xorriso", "-no_rc", "-report_about", "SORRY", "-return_with", "FAILURE",
                 "32", "-compliance", "untranslated_names", "-indev",
                 "stdio:" + self.path("out.iso"), "-outdev", "stdio:" + self.path("x.iso"),
                 "-boot_image", "any", "replay", "-map", self.path("file"), path)
        return self.read("x.iso")

    def test_good(self):
        trust = made.trust(self.work)
        for image in ("out.iso", sample("8.0")):
            done = self.esxmint("verify", "--trust", trust, image)
            self.assertEqual(done.stdout, "")

    def test_unknown_signer(self):
        """One line for all VIBs of somebody who is not known; the image may be sound."""
        text = self.damaged("'esxmint sample VIB signing'", "--trust", status=0, manifest=True)
        self.assertEqual(len(text.splitlines()), 2)

    def test_module_bytes(self):
        path, name = self.module(lambda data: data[:2] == GZIP_MAGIC and len(data) > 10000)
        self.image[self.offset(path) + 5000] ^= 0x10
        self.damaged(name.upper(), status=DAMAGED)

    def test_module_empty(self):
        path, name = self.module()
        at = self.record(path)
        self.image[at + 10:at + 18] = bytes(8)
        self.damaged("'%s' is empty" % name)

    def test_module_missing(self):
        path, name = self.module()
        at = self.record(path)
        self.image[at + 33] ^= 0x03
        self.damaged(name, "/BOOT.CFG", "/EFI/BOOT/BOOT.CFG")

    def test_module_checksum(self):
        """The CRC behind the data, and the length behind that."""
        path, name = self.module()
        data = self.disc.read(path)
        # What follows the gzip member of a signed module is no part of it.
        reader = zlib.decompressobj(31)
        reader.decompress(data)
        end = self.offset(path) + len(data) - len(reader.unused_data)
        for at in (end - 8, end - 4):
            with self.subTest(at=at - end):
                self.image[at] ^= 0xff
                self.damaged(name.upper())
                self.image[at] ^= 0xff

    def test_two_members(self):
        path, _ = self.module()
        image = self.replace_file(path, gzip.compress(b"one", mtime=0) +
                                  gzip.compress(b"two", mtime=0))
        self.damaged(path, image=image)

    def test_kickstart_name(self):
        """The installer minds the case."""
        for config in ("/BOOT.CFG", "/EFI/BOOT/BOOT.CFG"):
            self.replace_text(config, b"ks=cdrom:/KS.CFG", b"ks=cdrom:/ks.cfg")
        self.damaged("/ks.cfg", "KS.CFG")

    def test_kickstart_gone(self):
        at = self.record("/KS.CFG")
        self.image[at + 33] = ord("X")
        self.damaged("KS.CFG")

    def test_configurations_differ(self):
        self.replace_text("/EFI/BOOT/BOOT.CFG", b"runweasel", b"runvassal")
        # Which of the two is meant nobody knows: at least a word.
        self.write("bad.iso", bytes(self.image))
        done = self.esxmint("verify", "--format", "json", "bad.iso", status=0)
        findings = json.loads(done.stdout)["findings"]
        self.assertTrue(any("kernelopt" in finding["message"] or "differ" in finding["message"]
                            for finding in findings), findings)

    def test_boot_entries(self):
        catalog = struct.unpack_from("<I", self.image, 17 * SECTOR + 71)[0] * SECTOR
        for at, value, word in ((32, 0x00, "bootable"), (38, 0x00, "load size"),
                                (33, 0x02, "emulates"), (28, 0x55, ""), (30, 0x00, "")):
            with self.subTest(at=at):
                old = self.image[catalog + at]
                self.image[catalog + at] = value
                self.damaged(word)
                self.image[catalog + at] = old

    def test_boot_information(self):
        at = self.offset("/ISOLINUX.BIN")
        for field in (8, 12, 16, 20, 4000):
            with self.subTest(field=field):
                self.image[at + field] ^= 1
                text = self.damaged("boot information table")
                self.assertEqual(text.count("information table"), 1)
                self.image[at + field] ^= 1

    def test_file(self):
        """Each finding names the medium, also those that are about no single file of it."""
        self.image[struct.unpack_from("<I", self.image, 17 * SECTOR + 71)[0] * SECTOR + 65] = 0
        self.write("bad.iso", bytes(self.image))
        done = self.esxmint("verify", "--format", "json", "bad.iso", status=DAMAGED)
        findings = json.loads(done.stdout)["findings"]
        self.assertEqual({finding["file"] for finding in findings}, {"bad.iso"})
        self.assertIn("the medium has no El Torito entry for UEFI",
                      {finding["message"] for finding in findings})

    def test_truncated(self):
        self.damaged("truncated", image=self.image[:-SECTOR])

    def test_no_image(self):
        self.damaged("not an ISO 9660 image", image=b"spec")

    def test_manifest(self):
        """A byte that no other check would miss."""
        path = "/VMWARE-ESX-BASE-OSL.TXT"
        self.image[self.offset(path) + 20] ^= 1
        self.damaged(path, "SHA-256", manifest=True)
        self.write("bad.iso.manifest.json", self.read("out.iso.manifest.json"))
        self.damaged(path, "SHA-256")

    def test_manifest_rows(self):
        manifest = json.loads(self.read("out.iso.manifest.json"))
        gone = manifest["files"].pop()
        manifest["files"].insert(0, dict(gone, path="/ADDED.TXT"))
        self.write("out.iso.manifest.json", json.dumps(manifest))
        self.damaged(gone["path"], "/ADDED.TXT", manifest=True)

    def test_no_manifest(self):
        for content, status in ((b"{", INPUT), (b"{}", INPUT), (b"[]", INPUT),
                                (b'{"schema": "esxmint.manifest/1"}', INPUT)):
            with self.subTest(content=content):
                self.write("out.iso.manifest.json", content)
                self.damaged("out.iso.manifest.json", status=status, manifest=True)
        os.remove(self.path("out.iso.manifest.json"))
        self.damaged("out.iso.manifest.json", status=SYSTEM, manifest=True)


if __name__ == "__main__":
    unittest.main(verbosity=2)
