# SPDX-License-Identifier: GPL-3.0-or-later
# Reading an ISO by other eyes than the program's: a small reader of our own, and public tools.
import os
import re
import struct
import subprocess

SECTOR = 2048
FLAG_DIRECTORY = 0x02


def run(*command, **options):
    """Standard output of a command that has to succeed."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False,
                          **options)
    if done.returncode:
        raise AssertionError("'%s' ended with %d:\n%s%s" % (
            " ".join(command), done.returncode, done.stdout, done.stderr))
    return done.stdout


class Disc:
    """The primary tree, read record by record (ECMA-119 sections 8.4 and 9.1)."""

    def __init__(self, path):
        self.path = path
        self.identifiers = {}  # path made of identifiers as recorded -> (block, size, directory)
        with open(path, "rb") as self.file:
            self.descriptor = self.sectors(16, SECTOR)
            assert self.descriptor[:7] == b"\x01CD001\x01", "no primary volume descriptor"
            self.blocks = struct.unpack_from("<I", self.descriptor, 80)[0]
            block, size = struct.unpack_from("<I4xI", self.descriptor, 158)
            self.walk(b"", block, size)

    def sectors(self, block, size):
        with open(self.path, "rb") as file:
            file.seek(block * SECTOR)
            return file.read(size)

    def walk(self, parent, block, size):
        data = self.sectors(block, size)
        at = 0
        while at < size:
            length = data[at]
            if length == 0:
                at = (at // SECTOR + 1) * SECTOR
                continue
            record = data[at:at + length]
            at += length
            name = record[33:33 + record[32]]
            if name in (b"\0", b"\1"):
                continue
            start, extent = struct.unpack_from("<I4xI", record, 2)
            is_directory = bool(record[25] & FLAG_DIRECTORY)
            path = parent + b"/" + name
            self.identifiers[path] = (start, extent, is_directory)
            if is_directory:
                self.walk(path, start, extent)

    def names(self):
        return set(self.identifiers)

    def text(self, offset, length):
        """A field of the primary volume descriptor."""
        return self.descriptor[offset:offset + length].decode("ascii").rstrip()

    def contents(self):
        """Path without version and final dot, as the loader sees it -> (block, size)."""
        return {path.split(b";")[0].rstrip(b".").decode("ascii"): place[:2]
                for path, place in self.identifiers.items() if not place[2]}

    def read(self, path):
        return self.sectors(*self.contents()[path])


def extract(iso, folder, tree="ecma119"):
    """{path in upper case without version: bytes} as xorriso extracts it from one of the trees."""
    os.mkdir(folder)
    run("xorriso", "-no_rc", "-report_about", "SORRY", "-return_with", "SORRY", "32",
        "-read_fs", tree, "-osirrox", "on", "-indev", "stdio:" + iso, "-extract", "/", folder)
    run("chmod", "-R", "u+rwX", folder)
    return read_folder(folder)


def extract_7z(iso, folder):
    run("7z", "x", "-bd", "-y", "-o" + folder, iso)
    run("chmod", "-R", "u+rwX", folder)
    return read_folder(folder)


def read_folder(folder):
    files = {}
    for directory, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(directory, name)
            with open(path, "rb") as file:
                plain = "/" + os.path.relpath(path, folder).split(";")[0].rstrip(".")
                files[plain.upper()] = file.read()
    return files


def boot_entries(iso):
    """El Torito as xorriso reports it: (platform, load size, block) of each entry."""
    text = run("xorriso", "-no_rc", "-report_about", "SORRY", "-return_with", "SORRY", "32",
               "-indev", "stdio:" + iso, "-report_el_torito", "plain")
    return [(platform, int(size), int(block)) for platform, size, block in re.findall(
        r"boot img : +\d+ +(\w+) +y +none +0x0000 +0x00 +(\d+) +(\d+)", text)]


def boot_info_table_right(disc, block):
    """isolinux's boot information table: its own block, its length, its checksum."""
    descriptor, own, length, total = struct.unpack_from("<IIII", disc.sectors(block, 64), 8)
    data = disc.sectors(block, length)
    padded = data[64:] + bytes(-len(data) % 4)
    words = struct.unpack("<%dI" % (len(padded) // 4), padded)
    return descriptor == 16 and own == block and sum(words) & 0xFFFFFFFF == total
