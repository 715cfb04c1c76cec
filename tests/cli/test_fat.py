#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# FAT volumes edited by the library, judged by fsck.fat and mtools: test_fat.py EDIT-FAT [EDITS]
#
# EDITS random edits are made on volumes of all kinds; after each one fsck.fat finds nothing, mtools
# reads every file as it should be, and an edit that is refused has changed no byte.
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOL = os.path.abspath(sys.argv[1])
EDITS = int(sys.argv[2]) if len(sys.argv) > 2 else 120
OFFSET = 3 * 4096
SECONDS = "1700000000"
NAMES = ["a.txt", "OEM.TGZ", "oem2.tgz", "Mixed.Case", "a long name with blanks.data",
         "another-long-name-1.data", "another-long-name-2.data", "x", "README", "b.z", "boot.cfg",
         "two.dots.here", ".hidden"] + ["f%d.bin" % number for number in range(40)]
# bits, size in bytes, further options of mkfs.fat
VOLUMES = [
    ("12", 1474560, []),
    ("16", 20000000, ["-s", "4"]),
    ("16", 4400000, ["-s", "1", "-r", "64"]),
    ("32", 40000000, ["-s", "1"]),
    ("16", 12000000, ["-s", "2", "-R", "8", "-f", "1"]),
]


class Volume:
    """A volume behind some foreign bytes, and what its files should hold."""

    def __init__(self, folder, bits, size, options):
        self.folder = folder
        self.image = os.path.join(folder, "image")
        self.alone = os.path.join(folder, "alone")
        self.files = {}
        with open(self.alone, "wb") as file:
            file.truncate(size)
        subprocess.run(["/usr/sbin/mkfs.fat", "-F", bits, "-n", "SAMPLE", "--invariant",
                        *options, self.alone], check=True, stdout=subprocess.DEVNULL)
        with open(self.alone, "rb") as file:
            volume = file.read()
        with open(self.image, "wb") as file:
            file.write(b"\xaa" * OFFSET + volume)

    def mtools(self, command, *arguments, **options):
        return subprocess.run([command, "-i", "%s@@%d" % (self.image, OFFSET), *arguments],
                              capture_output=True, check=True, **options).stdout

    def tool(self, *arguments):
        return subprocess.run([TOOL, self.image, str(OFFSET), *arguments], capture_output=True,
                              check=False)

    def write(self, path, content):
        source = os.path.join(self.folder, "content")
        with open(source, "wb") as file:
            file.write(content)
        return self.tool("write", path, source, SECONDS)

    def bytes(self):
        with open(self.image, "rb") as file:
            return file.read()

    def problems(self):
        with open(self.alone, "wb") as file:
            file.write(self.bytes()[OFFSET:])
        judged = subprocess.run(["/usr/sbin/fsck.fat", "-n", self.alone], capture_output=True,
                                text=True, check=False)
        own = self.tool("check")
        return (judged.stdout if judged.returncode or "rong" in judged.stdout else "") \
            + own.stdout.decode() + own.stderr.decode()

    def read_back(self):
        target = os.path.join(self.folder, "copy")
        shutil.rmtree(target, ignore_errors=True)
        os.mkdir(target)
        self.mtools("mcopy", "-s", "-n", "::/", target)
        found = {}
        for root, _, names in os.walk(target):
            for name in names:
                path = os.path.join(root, name)
                with open(path, "rb") as file:
                    found["/" + os.path.relpath(path, target).lower()] = file.read()
        return found


class Fat(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="test-fat-")
        self.addCleanup(shutil.rmtree, self.folder)

    def volume(self, bits="16", size=4400000, options=("-s", "1", "-r", "64")):
        return Volume(self.folder, bits, size, options)

    def check(self, volume):
        self.assertEqual(volume.problems(), "")
        self.assertEqual(volume.bytes()[:OFFSET], b"\xaa" * OFFSET)
        found = volume.read_back()
        self.assertEqual(sorted(found), sorted(path.lower() for path in volume.files))
        for path, content in volume.files.items():
            self.assertEqual(found[path.lower()] == content, True, path)

    def put(self, volume, path, content):
        done = volume.write(path, content)
        self.assertEqual(done.returncode, 0, done.stdout)
        volume.files[path] = content
        self.check(volume)

    def refuse(self, volume, words, *arguments):
        before = volume.bytes()
        done = volume.tool(*arguments)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(words, done.stdout.decode())
        self.assertEqual(volume.bytes() == before, True)

    def test_random_edits(self):
        for number, (bits, size, options) in enumerate(VOLUMES):
            with self.subTest(bits=bits, options=options):
                self.edit_at_random(random.Random(number), self.volume(bits, size, options), size)

    def edit_at_random(self, chance, volume, size):
        volume.mtools("mmd", "::/sub", "::/sub/deep")
        for _ in range(EDITS // len(VOLUMES)):
            if volume.files and chance.random() < 0.3:
                path = chance.choice(sorted(volume.files))
                done = volume.tool("remove", path.upper() if chance.random() < 0.5 else path)
                self.assertEqual(done.returncode, 0, done.stdout)
                del volume.files[path]
            else:
                self.write_at_random(chance, volume, size)
            self.check(volume)

    def write_at_random(self, chance, volume, size):
        path = chance.choice(["", "", "/sub", "/sub/deep"]) + "/" + chance.choice(NAMES)
        length = chance.choice([0, 1, 511, 512, 513, 4096, chance.randrange(60000),
                                chance.randrange(size // 4)])
        content = chance.randbytes(length)
        before = volume.bytes()
        done = volume.write(path, content)
        if done.returncode == 0:
            volume.files[path] = content
            return
        self.assertIn(b"is full", done.stdout)
        self.assertEqual(volume.bytes() == before, True)

    def test_replaced_by_any_size(self):
        volume = self.volume()
        volume.mtools("mcopy", "-", "::/oem.tgz", input=b"x" * 5000)
        names = volume.mtools("mdir", "-a", "-b")
        for size in [5000, 9000, 5001, 4999, 512, 0, 1, 100000]:
            self.put(volume, "/OEM.TGZ", bytes([size % 251]) * size)
        self.assertEqual(volume.mtools("mdir", "-a", "-b"), names)

    def test_long_names_stay(self):
        volume = self.volume()
        volume.mtools("mcopy", "-", "::/A quite long Name.tgz", input=b"1")
        self.put(volume, "/A quite long Name.tgz", b"2" * 2000)
        self.assertIn(b"A quite long Name.tgz", volume.mtools("mdir", "-a", "-b"))
        # by its short name, too
        self.assertEqual(volume.tool("cat", "/AQUITE~1.TGZ").stdout, b"2" * 2000)

    def test_same_edits_give_the_same_bytes(self):
        results = []
        for _ in range(2):
            volume = self.volume()
            for number in range(12):
                volume.write("/name %d.data" % number, b"%d" % number * 700)
            volume.tool("remove", "/name 3.data")
            volume.write("/after.bin", b"a" * 3000)
            results.append(volume.bytes())
        self.assertEqual(results[0] == results[1], True)

    def test_only_what_is_touched_changes(self):
        volume = self.volume("16", 20000000, ["-s", "4", "-R", "4"])
        volume.mtools("mcopy", "-", "::/keep.bin", input=b"k" * 100000)
        before = volume.bytes()
        volume.write("/new.bin", b"n" * 3000)
        after = volume.bytes()
        sectors = [at for at in range(0, len(after), 512)
                   if after[at:at + 512] != before[at:at + 512]]
        # two tables, one sector of the root folder, one cluster of 2048 bytes twice
        self.assertLessEqual(len(sectors), 2 + 1 + 8)
        # the reserved sectors as well
        self.assertEqual(after[:OFFSET + 4 * 512], before[:OFFSET + 4 * 512])

    def test_filled_to_the_last_cluster(self):
        volume = self.volume("12", 1474560, [])
        free = 0
        for size in range(1457664, 0, -512):
            if volume.write("/fill.bin", b"f" * size).returncode == 0:
                free = size
                break
        volume.files["/fill.bin"] = b"f" * free
        self.check(volume)
        self.refuse(volume, "is full: '/one' needs 512 bytes, 0 are free", "write", "/one",
                    self.file(b"1"), SECONDS)
        self.put(volume, "/empty", b"")
        self.put(volume, "/fill.bin", b"g" * free)
        self.put(volume, "/fill.bin", b"g" * (free - 512))
        self.put(volume, "/one", b"1")

    def file(self, content):
        path = os.path.join(self.folder, "further")
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_full_root_folder(self):
        volume = self.volume("16", 4400000, ["-s", "1", "-r", "32"])
        number = 0
        while volume.write("/file%d" % number, b"x").returncode == 0:
            volume.files["/file%d" % number] = b"x"
            number += 1
        self.check(volume)
        self.assertEqual(number, 31)  # and the label
        self.refuse(volume, "the root folder of 'volume' is full", "write", "/more",
                    self.file(b"1"), SECONDS)
        volume.tool("remove", "/file7")
        del volume.files["/file7"]
        self.refuse(volume, "'/a long name' needs 2 entries", "write", "/a long name",
                    self.file(b"1"), SECONDS)
        self.put(volume, "/more", b"1")

    def test_folder_that_grows(self):
        volume = self.volume()
        volume.mtools("mmd", "::/sub")
        for number in range(40):
            path = "/sub/a name of many characters %d.data" % number
            self.assertEqual(volume.write(path, b"%d" % number).returncode, 0)
            volume.files[path] = b"%d" % number
        self.check(volume)

    def test_fragmented_chains(self):
        volume = self.volume("12", 1474560, [])
        for number in range(60):
            volume.write("/f%d" % number, b"x" * 512)
        for number in range(0, 60, 2):
            volume.tool("remove", "/f%d" % number)
        volume.files = {"/f%d" % number: b"x" * 512 for number in range(1, 60, 2)}
        content = random.Random(5).randbytes(40 * 512)
        self.put(volume, "/pieces.bin", content)
        self.assertEqual(volume.tool("cat", "/pieces.bin").stdout, content)

    def test_refused(self):
        volume = self.volume()
        volume.mtools("mmd", "::/sub")
        one = self.file(b"1")
        self.refuse(volume, "'/sub' of 'volume' is a folder", "write", "/sub", one, SECONDS)
        self.refuse(volume, "'/none' is no folder", "write", "/none/x", one, SECONDS)
        self.refuse(volume, "has a character that no name may have", "write", "/a?b", one, SECONDS)
        self.refuse(volume, "ends in a dot or a blank", "write", "/a.", one, SECONDS)
        self.refuse(volume, "has no file '/x'", "remove", "/x")
        self.refuse(volume, "is a folder", "remove", "/sub")

    def test_damage_is_found(self):
        volume = self.volume("16", 20000000, ["-s", "4"])
        volume.mtools("mcopy", "-", "::/a.bin", input=b"a" * 10000)
        volume.mtools("mcopy", "-", "::/b.bin", input=b"b" * 10000)
        good = volume.bytes()
        reserved = int.from_bytes(good[OFFSET + 14:OFFSET + 16], "little") * 512
        size = int.from_bytes(good[OFFSET + 22:OFFSET + 24], "little") * 512
        tables = [OFFSET + reserved, OFFSET + reserved + size]

        def damage(changes, words):
            damaged = bytearray(good)
            for at, value in changes:
                damaged[at:at + 2] = value.to_bytes(2, "little")
            with open(volume.image, "wb") as file:
                file.write(damaged)
            found = volume.tool("check").stdout.decode()
            self.assertIn(words, found)

        # clusters 2 to 6 are a.bin, 7 to 11 b.bin
        damage([(tables[1] + 6, 0xffff)], "copies 1 and 2 of the table differ")
        damage([(table + 6, 0xffff) for table in tables], "clusters are in no chain")
        damage([(table + 6, 8) for table in tables], "cluster 8 is in two chains")
        damage([(table + 6, 2) for table in tables], "is in two chains, or twice in this one")
        damage([(table + 6, 60000) for table in tables], "leads to cluster 60000")
        damage([(table + 6, 0) for table in tables], "breaks off behind cluster 3")
        damage([(table + 40, 0xffff) for table in tables], "1 clusters are in no chain")

    def test_folder_without_cluster(self):
        """It would be taken for the root."""
        volume = self.volume()
        volume.mtools("mmd", "::/sub")
        image = bytearray(volume.bytes())
        at = image.index(b"SUB        ")
        image[at + 26:at + 28] = bytes(2)
        with open(volume.image, "wb") as file:
            file.write(image)
        self.refuse(volume, "'/sub' of 'volume' is a folder without a cluster", "write", "/sub/x",
                    self.file(b"1"), SECONDS)

    def test_no_volume(self):
        for content, words in [(b"", "is no FAT"), (bytes(100000), "is no FAT"),
                               (b"\xff" * 100000, "is no FAT")]:
            with open(os.path.join(self.folder, "image"), "wb") as file:
                file.write(b"\xaa" * OFFSET + content)
            done = subprocess.run([TOOL, os.path.join(self.folder, "image"), str(OFFSET), "check"],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(words, done.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
