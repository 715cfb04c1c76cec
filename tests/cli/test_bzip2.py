#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# bzip2 streams taken apart and put together, judged by tools of others: test_bzip2.py REWRITE-BZIP2
import bz2
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

TOOL = os.path.abspath(sys.argv[1])
CHANCE = random.Random(41)


def runs(count):
    return b"".join(bytes([CHANCE.randrange(256)]) * CHANCE.choice([1, 2, 3, 4, 5, 254, 255, 256,
                                                                    257, 1000])
                    for _ in range(count))


def mixed(size):
    parts = []
    total = 0
    while total < size:
        part = CHANCE.choice([lambda: CHANCE.randbytes(CHANCE.randrange(200000)),
                              lambda: bytes(CHANCE.randrange(400000)),
                              lambda: runs(3000),
                              lambda: b"line of text %d\n" % CHANCE.randrange(9) * 5000])()
        parts.append(part)
        total += len(part)
    return b"".join(parts)[:size]


# Around the size of a block of level 1: 99,981 bytes of packed runs.
EDGE = 99981
CONTENTS = {
    "empty": b"",
    "one byte": b"x",
    "zeroes": bytes(3000000),
    "noise": CHANCE.randbytes(1200000),
    "mixed": mixed(2500000),
    "runs": runs(20000),
    "a run across the edge": CHANCE.randbytes(EDGE - 2) + b"r" * 1000 + CHANCE.randbytes(300),
    "runs of four": b"".join(bytes([n % 251]) * 4 for n in range(120000)),
    "full": CHANCE.randbytes(EDGE),
    "one less": CHANCE.randbytes(EDGE - 1),
    "one more": CHANCE.randbytes(EDGE + 1),
}


class Bzip2(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="test-bzip2-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name, content=None):
        path = os.path.join(self.folder, name)
        if content is not None:
            with open(path, "wb") as file:
                file.write(content)
        return path

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def tool(self, *arguments):
        return subprocess.run([TOOL, *arguments], capture_output=True, text=True, check=False)

    def decode(self, stream):
        return self.tool("decode", self.path("in", stream), self.path("out"))

    def compress(self, content, level):
        return subprocess.run(["bzip2", "-%d" % level], input=content, capture_output=True,
                              check=True).stdout

    def judge(self, content):
        """The stream in the file "out", as others read it: one stream, nothing behind it."""
        self.assertEqual(subprocess.run(["bunzip2", "-t", self.path("out")], check=False).returncode,
                         0)
        for command in (["busybox", "bunzip2", "-c"], ["7z", "e", "-so", "-tbzip2"]):
            read = subprocess.run([*command, self.path("out")], capture_output=True, check=True)
            self.assertEqual(read.stdout == content, True, command)
        decoder = bz2.BZ2Decompressor()
        self.assertEqual(decoder.decompress(self.read("out")) == content, True)
        self.assertEqual(decoder.eof, True)
        self.assertEqual(decoder.unused_data, b"")

    def test_the_same_bytes_as_bzip2(self):
        for name, content in CONTENTS.items():
            for level in (1, 2, 9):
                with self.subTest(content=name, level=level):
                    done = self.tool("compress", self.path("in", content), self.path("out"),
                                     str(level))
                    self.assertEqual(done.returncode, 0, done.stdout)
                    self.assertEqual(self.read("out") == self.compress(content, level), True)

    def test_decoded(self):
        for name, content in CONTENTS.items():
            for level in range(1, 10):
                with self.subTest(content=name, level=level):
                    done = self.decode(self.compress(content, level))
                    self.assertEqual(done.returncode, 0, done.stdout)
                    self.assertEqual(self.read("out") == content, True)

    def change(self, stream, content):
        self.path("in", stream)
        done = self.tool("change", self.path("in"), self.path("out"), self.path("new", content))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.judge(content)
        return [int(word) for word in done.stdout.replace(",", "").split() if word.isdigit()]

    def test_changes(self):
        content = mixed(2000000)
        for level in (1, 5, 9):
            stream = self.compress(content, level)
            for places in ([0], [1999999], [0, 1999999], [1000000],
                           sorted(CHANCE.randrange(2000000) for _ in range(5))):
                with self.subTest(level=level, places=places):
                    new = bytearray(content)
                    for place in places:
                        size = min(CHANCE.choice([1, 100, 5000, 300000]), len(new) - place)
                        new[place:place + size] = CHANCE.randbytes(size)
                    copied, made = self.change(stream, bytes(new))
                    self.assertGreater(made, 0)
                    if len(places) == 1 and level == 1:
                        self.assertGreater(copied, 0)

    def test_nothing_changes(self):
        content = mixed(300000) + CHANCE.randbytes(700000)
        stream = self.compress(content, 3)
        copied, made = self.change(stream, content)
        self.assertEqual(made, 0)
        self.assertGreater(copied, 1)
        self.assertEqual(self.read("out") == stream, True)

    def test_zeroes_become_noise_and_noise_zeroes(self):
        self.change(self.compress(bytes(2000000), 9), CHANCE.randbytes(2000000))
        self.change(self.compress(CHANCE.randbytes(2000000), 1), bytes(2000000))

    def test_several_streams_become_one(self):
        parts = [mixed(300000), b"", CHANCE.randbytes(150000), b"y"]
        stream = b"".join(self.compress(part, level)
                          for part, level in zip(parts, (1, 4, 9, 2)))
        content = b"".join(parts)
        done = self.decode(stream)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("4 streams", done.stdout)
        self.assertEqual(self.read("out") == content, True)
        new = bytearray(content)
        new[310000] ^= 1
        self.change(stream, bytes(new))
        self.change(stream, content)

    def refuse(self, stream, words):
        done = self.decode(stream)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stdout, words)

    def test_every_flipped_bit_is_found(self):
        content = CHANCE.randbytes(110000) + mixed(120000)
        stream = self.compress(content, 1)
        blocks = int(self.decode(stream).stdout.split()[0])
        self.assertGreater(blocks, 1)
        bits = {bit for bit in range(32 + 80)}
        bits |= {len(stream) * 8 - 1 - bit for bit in range(96)}
        bits |= {CHANCE.randrange(len(stream) * 8) for _ in range(150)}
        for bit in sorted(bits):
            damaged = bytearray(stream)
            damaged[bit // 8] ^= 0x80 >> bit % 8
            if bytes(damaged[:4]) in (b"BZh%d" % level for level in range(1, 10)):
                continue  # another size of blocks, in which these fit as well
            with self.subTest(bit=bit):
                self.refuse(bytes(damaged), "block|not a bzip2 file|the end of stream")

    def test_the_damaged_block_is_named(self):
        content = CHANCE.randbytes(520000)
        stream = bytearray(self.compress(content, 1))
        marks = [at for at in range(len(stream) * 8)
                 if int.from_bytes(stream[at // 8:at // 8 + 8], "big") << at % 8 >> 16
                 & 0xffffffffffff == 0x314159265359]
        self.assertEqual(len(marks), 6)
        for number, mark in enumerate(marks, 1):
            for bit, words in [(mark + 60, "block %d, " % number),
                               (mark + 30000, "block %d, " % number),
                               (mark + 3, "block %d |block %d, " % (number, number - 1))]:
                damaged = bytearray(stream)
                damaged[bit // 8] ^= 0x80 >> bit % 8
                with self.subTest(block=number, bit=bit):
                    self.refuse(bytes(damaged), words)

    def test_truncated(self):
        stream = self.compress(mixed(250000), 1)
        for size in (0, 1, 3, 4, 10, 14, 100, len(stream) // 2, len(stream) - 11, len(stream) - 10,
                     len(stream) - 5, len(stream) - 1):
            with self.subTest(size=size):
                self.refuse(stream[:size], "damaged|not a bzip2 file")

    def test_bytes_behind_the_end(self):
        stream = self.compress(b"some content", 9)
        self.refuse(stream + b"\0", "has bytes behind its end, from byte %d on" % len(stream))
        self.refuse(stream + b"BZ", "has bytes behind its end")
        self.refuse(stream + b"BZh9", "damaged")

    def test_others(self):
        for content in (b"x", b"BZh0" + bytes(20), b"\x1f\x8b" + bytes(30), bytes(100)):
            self.refuse(content, "not a bzip2 file")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
