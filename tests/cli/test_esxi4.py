#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Media of 4.1: the kickstart and drivers go in, and other eyes find them there."""
import bz2
import gzip
import hashlib
import io
import json
import os
import pty
import struct
import subprocess
import tarfile
import unittest

import disc
import drivers4
import made
from program import ESXMINT, INPUT, SYSTEM, USAGE, Case, environment
from sample import sample

SECTOR = 512
SPEC = """esxmint: 1
base: {iso: base.iso}
install: {accept_eula: true, root_password: {env: ESX_ROOT_PASSWORD}}
image: %s
"""
KS_LINE = b"append vmkboot.gz ks=cdrom:/KS.CFG --- vmkernel.gz --- sys.vgz --- cim.vgz --- " \
    b"ienviron.vgz --- install.vgz"


def bytes_of(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          **options).stdout


def partitions(image):
    """{number: (type, start, size)} in bytes, by MBR and the chain of EBRs."""
    found = {}
    extended = None
    for slot in range(4):
        kind, start, count = struct.unpack_from("<4xB3xII", image, 446 + 16 * slot)
        if kind == 5:
            extended = start
        elif kind:
            found[slot + 1] = (kind, start * SECTOR, count * SECTOR)
    record, number = extended, 5
    while record:
        kind, start, count = struct.unpack_from("<4xB3xII", image, record * SECTOR + 446)
        found[number] = (kind, (record + start) * SECTOR, count * SECTOR)
        following = struct.unpack_from("<I", image, record * SECTOR + 470)[0]
        record = extended + following if following else None
        number += 1
    return found


class Fat:
    """A FAT16 volume: where its parts are, in bytes from its start."""

    def __init__(self, volume):
        self.volume = volume
        size, self.spc, reserved, copies, entries = struct.unpack_from("<HBHBH", volume, 11)
        per_fat = struct.unpack_from("<H", volume, 22)[0]
        self.fat = (reserved * size, (reserved + copies * per_fat) * size)
        self.root = (self.fat[1], self.fat[1] + entries * 32)
        self.cluster = self.spc * size

    def entry(self, name):
        """Offset of the short entry "OEM     TGZ", the clusters of the file, its size."""
        for at in range(*self.root, 32):
            if self.volume[at:at + 11] == name:
                first, size = struct.unpack_from("<HI", self.volume, at + 26)
                chain = []
                while 2 <= first < 0xFFF8:
                    chain.append(first)
                    first = struct.unpack_from("<H", self.volume, self.fat[0] + 2 * first)[0]
                return at, chain, size
        return None

    def touched(self, name):
        """The byte ranges that a change of the file may change."""
        entry = self.entry(name)
        if not entry:
            return []
        return [(entry[0], entry[0] + 32)] + [
            (self.root[1] + (n - 2) * self.cluster, self.root[1] + (n - 1) * self.cluster)
            for n in entry[1]]


class Esxi4(Case):
    kind = "4.1"

    def setUp(self):
        super().setUp()
        self.base_path = self.base(sample(self.kind))
        self.cache = self.path("cache")
        self.env = environment(XDG_CACHE_HOME=self.cache)

    def spec(self, **image):
        return self.write("spec.yaml", SPEC % json.dumps(image))

    def esxmint(self, *arguments, **options):
        return super().esxmint(*arguments, **{"env": self.env, **options})

    def build(self, out="out.iso", vibs=(), **image):
        if vibs:
            image["vibs"] = [{"path": one} if isinstance(one, str) else one for one in vibs]
        self.spec(**image)
        self.esxmint("build", "-o", out, "spec.yaml")
        return disc.Disc(self.path(out))

    def driver(self, file="ixgbe.vib", content=None, **options):
        drivers4.vib(self.path(file), content, **options)
        return file

    def image(self, iso):
        return bz2.decompress(iso.read("/IMAGEDD.BZ2"))

    def bootbank(self, iso):
        image = self.image(iso)
        _, start, size = partitions(image)[5]
        return image[start:start + size]

    def mtype(self, iso, name):
        path = self.write("bootbank", self.bootbank(iso))
        return bytes_of("mtype", "-i", path, "::" + name,
                        env={"PATH": "/usr/bin:/bin", "MTOOLS_SKIP_CHECK": "1"})

    def verify(self, iso="out.iso", status=0):
        return self.esxmint("verify", iso, status=status).stdout

    def alter(self, change):
        """out.iso: the base with a changed disk image, its sum made right, by image.files."""
        image = bytearray(self.image(disc.Disc(self.base_path)))
        start = partitions(image)[5][1]
        change(image, start, Fat(image[start:start + partitions(image)[5][2]]))
        data = bz2.compress(image)
        self.write("image.bz2", data)
        self.write("image.md5", hashlib.md5(data).hexdigest() + "  name\n")
        self.spec(files=[{"source": "image.bz2", "target": "/IMAGEDD.BZ2"},
                         {"source": "image.md5", "target": "/IMAGEDD.MD5"}])
        self.esxmint("build", "--force", "-o", "out.iso", "spec.yaml")


class Kickstart(Esxi4):
    def test_one_word(self):
        iso = self.build()
        base = disc.Disc(self.base_path)
        self.assertEqual(iso.read("/ISOLINUX.CFG"), base.read("/ISOLINUX.CFG").replace(
            b"append vmkboot.gz", b"append vmkboot.gz ks=cdrom:/KS.CFG"))
        self.assertIn(KS_LINE + b"\n", iso.read("/ISOLINUX.CFG"))
        self.assertIn(b"autopart --firstdisk\n", iso.read("/KS.CFG"))
        self.assertEqual(set(iso.contents()) - set(base.contents()), {"/KS.CFG"})
        for name in set(base.contents()) - {"/ISOLINUX.CFG", "/ISOLINUX.BIN", "/BOOT.CAT"}:
            self.assertEqual(iso.read(name), base.read(name), name)
        self.assertFalse(os.path.exists(self.cache), "the disk image was opened")
        (entry,) = disc.boot_entries(self.path("out.iso"))
        self.assertEqual(entry[:2], ("BIOS", 4))
        self.assertTrue(disc.boot_info_table_right(iso, entry[2]))
        self.verify()

    def test_options(self):
        iso = self.build(kernel_options={"a": "1", "b": "2"}, boot_timeout=3)
        self.assertIn(b"append vmkboot.gz ks=cdrom:/KS.CFG a=1 b=2 --- vmkernel.gz",
                      iso.read("/ISOLINUX.CFG"))
        said = self.esxmint("plan", "spec.yaml").stdout
        self.assertIn("'ks=cdrom:/KS.CFG' is added\n         'a=1' is added\n         'b=2' is",
                      said)
        self.assertIn(b"\ntimeout 30\n", iso.read("/ISOLINUX.CFG"))

    def test_upon_itself(self):
        self.build(vibs=[self.driver()])
        first = disc.Disc(self.path("out.iso"))
        os.replace(self.path("out.iso"), self.base_path)
        second = self.build("again.iso", vibs=["ixgbe.vib"])
        for name in ("/IMAGEDD.BZ2", "/IMAGEDD.MD5", "/OEM.TGZ", "/ISOLINUX.CFG"):
            first.path = self.base_path
            self.assertEqual(first.read(name), second.read(name), name)


class Injected(Esxi4):
    def check_streams(self, data):
        """One stream, by four decoders."""
        path = self.write("image.bz2", data)
        subprocess.run(["bunzip2", "-t", path], check=True)
        one = bz2.BZ2Decompressor()
        raw = one.decompress(data)
        self.assertTrue(one.eof)
        self.assertEqual(one.unused_data, b"")
        self.assertEqual(bytes_of("bunzip2", "-c", path), raw)
        self.assertEqual(bytes_of("busybox", "bunzip2", "-c", path), raw)
        self.assertEqual(bytes_of("7z", "e", "-so", path), raw)
        return raw

    def check_volumes(self, raw):
        for number, (kind, start, size) in partitions(raw).items():
            if kind == 0xFC:
                continue
            path = self.write("volume", raw[start:start + size])
            done = subprocess.run(["fsck.vfat", "-n", path], capture_output=True, text=True,
                                  check=False)
            self.assertEqual(done.returncode, 0, (number, done.stdout))

    def check_untouched(self, before, after, *names):
        """Whatever differs is in the FATs, the entries or the clusters of these files."""
        self.assertEqual(len(before), len(after))
        _, start, size = partitions(before)[5]
        self.assertEqual(before[:start], after[:start])
        self.assertEqual(before[start + size:], after[start + size:])
        old, new = (Fat(image[start:start + size]) for image in (before, after))
        allowed = bytearray(size)
        for first, last in [new.fat] + [area for name in names for fat in (old, new)
                                        for area in fat.touched(name)]:
            allowed[first:last] = b"\1" * (last - first)
        differs = [at for at in range(size)
                   if old.volume[at] != new.volume[at] and not allowed[at]]
        self.assertEqual(differs, [])

    def check_oem(self, iso, content):
        archive = self.mtype(iso, "oem.tgz")
        self.assertEqual(archive, iso.read("/OEM.TGZ"))
        self.assertIn(b" --- oem.tgz\n", iso.read("/ISOLINUX.CFG"))
        with tarfile.open(fileobj=io.BytesIO(gzip.decompress(archive))) as tar:
            found = {one.name: tar.extractfile(one).read() for one in tar if one.isreg()}
        for name, data in content.items():
            self.assertEqual(found[name], data, name)
        return found

    def check_sum(self, iso):
        line = iso.read("/IMAGEDD.MD5")
        digest, name = line.decode().split("  ")
        self.assertEqual(digest, hashlib.md5(iso.read("/IMAGEDD.BZ2")).hexdigest())
        self.assertEqual(line[32:], disc.Disc(self.base_path).read("/IMAGEDD.MD5")[32:])
        self.write(name.strip(), iso.read("/IMAGEDD.BZ2"))
        self.write("imagedd.md5", line)
        subprocess.run(["md5sum", "--quiet", "-c", "imagedd.md5"], cwd=self.work, check=True)

    def check(self, iso, content, *names):
        raw = self.check_streams(iso.read("/IMAGEDD.BZ2"))
        self.check_volumes(raw)
        self.check_untouched(self.image(disc.Disc(self.base_path)), raw, *names)
        self.check_sum(iso)
        self.assertEqual(self.verify(), "")
        return self.check_oem(iso, content)


class Injection(Injected):
    def test_vib(self):
        iso = self.build(vibs=[self.driver()])
        found = self.check(iso, drivers4.files(), b"OEM     TGZ")
        self.assertIn(b"8086:10fb 0000:0000 network ixgbe\n", found["etc/vmware/simple.map"])
        self.assertIn(b"8086:10c9 0000:0000 network igb\n", found["etc/vmware/simple.map"])
        self.assertIn(b"\t10fb  82599\n", found["etc/vmware/pci.ids"])
        with open(self.path("out.iso.manifest.json"), encoding="ascii") as file:
            digests = json.load(file)["drivers"]["disk_image"]
        self.check_digests(digests["before"], disc.Disc(self.base_path))
        self.check_digests(digests["after"], iso)

    def check_digests(self, digests, iso):
        data = iso.read("/IMAGEDD.BZ2")
        raw = self.image(iso)
        pieces = "".join(hashlib.sha256(raw[at:at + (1 << 18)]).hexdigest() + "\n"
                         for at in range(0, len(raw), 1 << 18))
        self.assertEqual(digests, {
            "size": len(data), "md5": hashlib.md5(data).hexdigest(),
            "sha256": hashlib.sha256(data).hexdigest(), "content_size": len(raw),
            "content_sha256_pieces": hashlib.sha256(pieces.encode()).hexdigest()})

    def test_bundle_and_archive(self):
        drivers4.bundle(self.path("b.zip"), self.path(self.driver()),
                        self.path(self.driver("rpm.vib", kind="rpm", name="classic")),
                        self.path(self.driver("foo.vib", drivers4.files("foo"), name="foo")))
        drivers4.archive(self.path("oem.tgz"), {"etc/motd": b"hello\n"})
        pin = hashlib.sha256(self.read("oem.tgz")).hexdigest()
        iso = self.build(vibs=[{"path": "b.zip", "only": ["vmware-esx-drivers-net-ixgbe"]},
                               {"path": "oem.tgz", "sha256": pin}])
        found = self.check(iso, {**drivers4.files(), "etc/motd": b"hello\n"}, b"OEM     TGZ")
        self.assertNotIn("usr/lib/vmware/vmkmod/foo.o", found)

    def test_folder(self):
        """As on later media, a folder stands for the packages and bundles in it."""
        os.makedirs(self.path("drivers/more"))
        self.driver("drivers/ixgbe.vib")
        drivers4.bundle(self.path("drivers/more/b.zip"),
                        self.path(self.driver("foo.vib", drivers4.files("foo"), name="foo")))
        iso = self.build(vibs=["drivers"])
        self.check(iso, {**drivers4.files(), **drivers4.files("foo")}, b"OEM     TGZ")

    def test_progress(self):
        """Decoding takes a while: on a terminal one sees how far it is."""
        self.spec(vibs=[{"path": self.driver()}])
        leader, follower = pty.openpty()
        shown = b""
        with subprocess.Popen([ESXMINT, "plan", "spec.yaml"], cwd=self.work, env=self.env,
                              stdout=subprocess.DEVNULL, stderr=follower):
            os.close(follower)
            while not shown.endswith(b"\r\x1b[K"):
                shown += os.read(leader, 4096)
        os.close(leader)
        self.assertRegex(shown, rb"^\r/IMAGEDD.BZ2   0 %\r/IMAGEDD.BZ2  *[1-9]\d %")

    def test_append_layout(self):
        iso = self.build(vibs=[self.driver()], layout="append")
        self.check(iso, drivers4.files(), b"OEM     TGZ")

    def test_cache(self):
        """Kept, absent, off, damaged: the same bytes."""
        self.spec(vibs=[{"path": self.driver()}])
        folder = os.path.join(self.cache, "esxmint")
        digests = []
        for turn in ("first", "kept", "damaged", "off", "a file in the way"):
            env = self.env
            if turn == "damaged":
                (name,) = os.listdir(folder)
                with open(os.path.join(folder, name), "r+b") as file:
                    file.seek(200)
                    file.write(b"f")
            elif turn == "off":
                env = environment(XDG_CACHE_HOME="/dev/null")
            elif turn == "a file in the way":
                env = environment(XDG_CACHE_HOME=self.write("file", ""))
            done = self.esxmint("build", "--force", "-o", "out.iso", "spec.yaml", env=env)
            self.assertEqual(done.stderr, "", turn)
            digests.append((self.read("out.iso"), self.read("out.iso.manifest.json")))
        self.assertEqual(len(set(digests)), 1)

    def test_plan(self):
        self.spec(vibs=[{"path": self.driver()}])
        before = self.listing()
        text = self.esxmint("plan", "spec.yaml", env=environment(XDG_CACHE_HOME="/dev/null")).stdout
        self.assertEqual(self.listing(), before)
        for words in ("driver   vmware-esx-drivers-net-ixgbe 400.3.9.13-1vmw.2.17.249663 from "
                      "ixgbe.vib\n", "/usr/lib/vmware/vmkmod/ixgbe.o (200004 bytes)\n",
                      "edit     /IMAGEDD.BZ2", "add      /OEM.TGZ", "esxupdate query will not"):
            self.assertIn(words, text)
        plan = json.loads(self.esxmint("plan", "--format", "json", "spec.yaml").stdout)
        self.assertEqual(plan["drivers"]["packages"][0]["pci_ids"], 1)
        self.assertEqual(plan["drivers"]["bootbank"]["partition"], 5)

    def test_inspect(self):
        self.build(vibs=[self.driver()])
        found = json.loads(self.esxmint("inspect", "--format", "json", "out.iso").stdout)
        image = found["disk_image"]
        self.assertEqual([(row["number"], row["type"]) for row in image["partitions"]],
                         [(4, 4), (5, 6), (6, 6), (7, 0xFC), (8, 6)])
        self.assertEqual(image["bootbank"]["modules"],
                         ["k.z", "s.z", "c.z", "oem.tgz", "license.tgz", "m.z"])
        self.assertEqual(image["streams"], 1)
        self.assertIn({"path": "usr/lib/vmware/vmkmod/ixgbe.o", "size": 200004},
                      image["oem"]["files"])
        self.assertEqual(found["isolinux"]["modules"][0]["options"], "ks=cdrom:/KS.CFG")
        text = self.esxmint("inspect", "out.iso").stdout
        self.assertIn("bootbank partition 5: kernel b.z, 6 modules, build 4.1.0-260247\n", text)
        self.assertIn("         /usr/lib/vmware/vmkmod/ixgbe.o (200004 bytes)\n", text)


class NoOem(Injected):
    kind = "4.1+no-oem"

    def test_vib(self):
        iso = self.build(vibs=[self.driver()])
        self.check(iso, drivers4.files(), b"OEM     TGZ", b"BOOT    CFG")
        self.assertIn(b"\nmodules=k.z --- s.z --- c.z --- oem.tgz --- license.tgz --- m.z\n",
                      self.mtype(iso, "boot.cfg"))
        base = disc.Disc(self.base_path)
        self.assertEqual(self.mtype(iso, "boot.cfg").replace(b"oem.tgz --- ", b""),
                         self.mtype(base, "boot.cfg"))


class OemDriver(Injected):
    kind = "4.1+oem-driver"

    def test_vib(self):
        before = tarfile.open(fileobj=io.BytesIO(gzip.decompress(
            self.mtype(disc.Disc(self.base_path), "oem.tgz"))))
        kept = {one.name: before.extractfile(one).read() for one in before if one.isreg()
                and one.name not in ("etc/vmware/simple.map", "etc/vmware/pci.ids")}
        self.assertTrue(kept)
        iso = self.build(vibs=[self.driver()])
        self.check(iso, {**kept, **drivers4.files()}, b"OEM     TGZ")


class Streams(Injected):
    kind = "4.1+streams"

    def test_vib(self):
        self.assertIn("bzip2 streams; the installer reads the first one only",
                      self.verify("base.iso", status=1))
        self.spec(vibs=[{"path": self.driver()}])
        done = self.esxmint("build", "-o", "out.iso", "spec.yaml")
        self.assertIn("it is written as one", done.stderr)
        self.check(disc.Disc(self.path("out.iso")), drivers4.files(), b"OEM     TGZ")

    def check_one_stream(self, path, content):
        stream = bz2.BZ2Decompressor()
        self.assertEqual(stream.decompress(disc.Disc(path).read("/IMAGEDD.BZ2")), content)
        self.assertEqual((stream.eof, stream.unused_data), (True, b""))

    def test_kickstart_only(self):
        """Without drivers, too: an installer that stops behind the first stream truncates disks."""
        self.spec()
        done = self.esxmint("build", "-o", "out.iso", "spec.yaml")
        self.assertIn("it is written as one", done.stderr)
        base, out = disc.Disc(self.base_path), disc.Disc(self.path("out.iso"))
        self.check_one_stream(self.path("out.iso"), self.image(base))
        self.assertEqual(out.names() - base.names(), {b"/KS.CFG;1"})
        self.verify()
        with open(self.path("out.iso.manifest.json"), encoding="utf-8") as file:
            drivers = json.load(file)["drivers"]
        self.assertEqual((drivers["packages"], drivers["bootbank"]), ([], None))
        self.assertEqual(drivers["disk_image"]["before"]["content_sha256_pieces"],
                         drivers["disk_image"]["after"]["content_sha256_pieces"])

    def test_no_partitions(self):
        """Nothing in the image is edited, so nothing in it matters."""
        data = bz2.compress(bytes(5_000_000)) + bz2.compress(b"end")
        self.write("image.bz2", data)
        self.write("image.md5", hashlib.md5(data).hexdigest() + "  name\n")
        self.spec(files=[{"source": "image.bz2", "target": "/IMAGEDD.BZ2"},
                         {"source": "image.md5", "target": "/IMAGEDD.MD5"}])
        done = self.esxmint("build", "-o", "empty.iso", "spec.yaml")
        self.assertNotIn("written as one", done.stderr, "the user's own file stays")
        self.assertEqual(disc.Disc(self.path("empty.iso")).read("/IMAGEDD.BZ2"), data)
        os.replace(self.path("empty.iso"), self.path("base.iso"))
        self.spec()
        self.esxmint("build", "-o", "out.iso", "spec.yaml")
        self.check_one_stream(self.path("out.iso"), bytes(5_000_000) + b"end")


class WrongSum(Injected):
    kind = "4.1+wrong-md5"

    def test_vib(self):
        self.assertIn("but the MD5 of '/IMAGEDD.BZ2' is", self.verify("base.iso", status=1))
        self.spec(vibs=[{"path": self.driver()}])
        done = self.esxmint("build", "-o", "out.iso", "spec.yaml")
        self.assertIn("warning", done.stderr)
        self.check(disc.Disc(self.path("out.iso")), drivers4.files(), b"OEM     TGZ")


class Refusals(Esxi4):
    def refuse(self, word, status=INPUT, **image):
        self.spec(**image)
        self.refused(status, word, "build", "-o", "out.iso", "spec.yaml",
                     env=environment(XDG_CACHE_HOME="/dev/null"))

    def test_vibs(self):
        made.vibs(self.work, made.recipe("net-acme"))
        self.refuse("5.", vibs=[{"path": "net-acme-1.0-1.vib"}])
        self.write("none.vib", "nothing")
        self.refuse("none.vib", vibs=[{"path": "none.vib"}])
        self.refuse("gone.vib", SYSTEM, vibs=[{"path": "gone.vib"}])
        self.driver()
        self.refuse("SHA-256", vibs=[{"path": "ixgbe.vib", "sha256": "0" * 64}])
        self.refuse("other", vibs=[{"path": "ixgbe.vib", "only": ["other"]}])
        self.refuse("allow_downgrade", vibs=[{"path": "ixgbe.vib", "allow_downgrade": True}])
        self.refuse("/IMAGEDD.BZ2", vibs=[{"path": "ixgbe.vib"}],
                    files=[{"source": "none.vib", "target": "/IMAGEDD.BZ2"}])

    def test_keys(self):
        self.refuse("remove_vibs", remove_vibs=["net-acme"])
        self.refuse("secure_boot", secure_boot=True)
        self.refuse("acceptance_level", acceptance_level="community")
        self.refuse("2047", kernel_options={"a%03d" % i: "b" * 100 for i in range(20)})

    def test_full(self):
        huge = {"usr/lib/vmware/vmkmod/huge.o": os.urandom(20 << 20)}
        self.refuse("is full", vibs=[{"path": self.driver("huge.vib", huge)}])

    def cross(self, image, start, fat):
        """The chain of oem.tgz goes on in that of s.z, in both tables."""
        first = fat.entry(b"OEM     TGZ")[1][0]
        size = (fat.fat[1] - fat.fat[0]) // 2
        for table in (0, size):
            struct.pack_into("<H", image, start + fat.fat[0] + table + 2 * first,
                             fat.entry(b"S       Z  ")[1][5])

    def test_crossed_chains(self):
        self.alter(self.cross)
        os.replace(self.path("out.iso"), self.base_path)
        self.driver()
        self.refuse("is in two chains", vibs=[{"path": "ixgbe.vib"}])

    def test_lost_clusters(self):
        """That harms no edit: it is said, and the drivers go in."""
        def lose(image, start, fat):
            size = (fat.fat[1] - fat.fat[0]) // 2
            for table in (0, size):
                struct.pack_into("<H", image, start + fat.fat[0] + table + 2 * 19000, 0xFFFF)
        self.alter(lose)
        os.replace(self.path("out.iso"), self.base_path)
        self.spec(vibs=[{"path": self.driver()}])
        done = self.esxmint("build", "-o", "new.iso", "spec.yaml")
        self.assertIn("warning: /IMAGEDD.BZ2: partition 5: 1 clusters are in no chain",
                      done.stderr)

    def test_damaged_image(self):
        self.driver()
        with open(self.base_path, "r+b") as file:
            block, size = disc.Disc(self.base_path).contents()["/IMAGEDD.BZ2"]
            file.seek(block * 2048 + size // 2)
            old = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([old[0] ^ 4]))
        self.refuse("block ", vibs=[{"path": "ixgbe.vib"}])
        self.assertIn("block ", self.verify("base.iso", status=1))

    def test_other_generations(self):
        self.driver()
        self.base(sample("8.0"))
        self.refuse("4.", vibs=[{"path": "ixgbe.vib"}])
        self.base(sample("4.0"))
        self.refuse("4.0 has no scripted installation")
        self.refused(INPUT, "4.0", "verify", "base.iso")
        self.assertIn("release  4.0", self.esxmint("inspect", "base.iso").stdout)

    def test_output_is_an_input(self):
        self.spec(vibs=[{"path": self.driver()}])
        self.refused(USAGE, "image.vibs", "build", "--force", "-o", "ixgbe.vib", "spec.yaml",
                     env=environment(XDG_CACHE_HOME="/dev/null"))


class Verify(Esxi4):
    def altered(self, change, word, status=1):
        self.alter(change)
        self.assertIn(word, self.verify(status=status))

    def test_fat(self):
        def lost(image, start, fat):
            struct.pack_into("<H", image, start + fat.fat[0] + 2 * 19000, 0xFFFF)
        self.altered(lost, "partition 5: ")

    def test_other_partition(self):
        """That the second bank is formatted is not known of real media."""
        def blank(image, start, fat):
            first = partitions(image)[6][1]
            image[first:first + SECTOR] = bytes(SECTOR)
        self.altered(blank, "warning: /IMAGEDD.BZ2: 'partition 6' is no FAT file system", status=0)

    def test_module(self):
        def gone(image, start, fat):
            at = start + fat.entry(b"M       Z  ")[0]
            image[at:at + 11] = b"N       Z  "
        self.altered(gone, "'boot.cfg' names 'm.z', which is not there")

    def test_gzip(self):
        def flipped(image, start, fat):
            first, last = fat.touched(b"S       Z  ")[20]
            image[start + first + 5] ^= 1
        self.altered(flipped, "partition 5: 's.z': ")

    def test_oem(self):
        self.write("oem", gzip.compress(bytes(10240)))
        self.spec(files=[{"source": "oem", "target": "/OEM.TGZ"}])
        self.esxmint("build", "-o", "out.iso", "spec.yaml")
        text = self.verify()
        self.assertIn("is not the 'oem.tgz' of partition 5", text)
        self.assertIn("does not load it", text)


if __name__ == "__main__":
    unittest.main()
