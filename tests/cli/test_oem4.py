#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Drivers of 4.x merged into oem.tgz by the library, made by GNU tar and ar: test_oem4.py MERGE-OEM
import gzip
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "media"))

from sample.archive import Entry, visor_tar  # noqa: E402

TOOL = os.path.abspath(sys.argv[1])
MAP = b"""8086:100f 0000:0000 network e1000
8086:10c9 0000:0000 network igb
8086:10fb 15d9:0611 network oldixgbe
9005:0285 0000:0000 storage aacraid
"""
NAMES = """# a head
#
8086  Intel Corporation
\t100f  82545EM
\t\t15ad 0750  PRO/1000
\t10c9  82576
# about the last
9005  Adaptec \xae
\t0285  AAC-RAID

C 01  Mass storage
\t00  SCSI
""".encode("latin-1")
XML = """<?xml version="1.0" encoding="iso-8859-1"?>
<pcitable>
  <vendor id="8086"><short>Intel</short><name>Intel again</name>
    <device id="10FB"><vmware label="nic"><driver>ixgbe</driver><driver>other</driver></vmware>
      <name>82599  10
        Gigabit \xae</name></device>
    <device id="0001"><name>no driver</name></device>
  </vendor>
  <vendor id="1924"><name>Solarflare</name>
    <device id="0803"><vmware label="%s"><driver>ixgbe</driver></vmware><name>SFC</name></device>
  </vendor>
</pcitable>
"""
DRIVER = {
    "etc/vmware/pciid/ixgbe.xml": (XML % "nic").encode("latin-1"),
    "usr/lib/vmware/vmkmod/ixgbe.o": b"\x7fELF" + os.urandom(5000),
    "etc/init.d/ixgbe": b"#!/bin/sh\n",
}
DESCRIPTOR = """<vib><vibVersion>1.4.5</vibVersion><vibID>%(type)s_%(name)s_%(version)s</vibID>
<name>%(name)s</name><version>%(version)s</version><vendor>VMware</vendor>
<vibType>%(type)s</vibType><summary>A driver</summary></vib>
"""


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def tree(self, name, files, links=()):
        root = self.folder / name
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
            if "init.d" in path:
                (root / path).chmod(0o755)
        for path, target in links:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(target)
        root.mkdir(exist_ok=True)
        return root

    def tar(self, name, files, *options, links=()):
        """GNU tar, as `cd tree && tar czf oem.tgz *` or with "./" in front."""
        path = self.folder / (name + ".tgz")
        root = self.tree(name + ".tree", files, links)
        members = ["."] if "dot" in options else sorted(os.listdir(root))
        if members:
            subprocess.run(["tar", "-C", root, "-czf", path, *members], check=True)
        else:
            path.write_bytes(gzip.compress(bytes(10240)))
        return path

    def vib(self, name, files=None, kind="deb", package="vmware-esx-drivers-net-ixgbe",
            version="400.3.9.13-1vmw.2.17.249663", order=None, descriptor=DESCRIPTOR, **tar):
        """GNU ar, with debian-binary first or last."""
        parts = self.folder / (name + ".parts")
        parts.mkdir()
        (parts / "descriptor.xml").write_text(
            descriptor % {"type": kind, "name": package, "version": version})
        (parts / "sig.pkcs7").write_bytes(b"signature")
        (parts / "debian-binary").write_bytes(b"2.0\n")
        (parts / "control.tar.gz").write_bytes(b"not looked at")
        os.rename(self.tar(name + ".data", files or DRIVER, "dot", **tar),
                  parts / "data.tar.gz")
        members = order or ["debian-binary", "control.tar.gz", "data.tar.gz", "descriptor.xml",
                            "sig.pkcs7"]
        for extra in set(members) - set(os.listdir(parts)):
            (parts / extra).write_bytes(b"rpm")
        path = self.folder / (name + ".vib")
        subprocess.run(["ar", "rcD", path, *members], cwd=parts, check=True)
        return path

    def sys(self, files=None, **options):
        path = self.folder / "sys.vgz"
        if files is None:
            files = {"etc/vmware/simple.map": MAP, "etc/vmware/pci.ids": NAMES,
                     "usr/lib/vmware/vmkmod/e1000.o": b"x" * 5000}
        entries = [Entry(path, content) for path, content in files.items()]
        path.write_bytes(gzip.compress(visor_tar(entries, paged=False)))
        return path

    def run_tool(self, *drivers, oem="-", sys="-", out="out.tgz"):
        return subprocess.run([TOOL, self.folder / out, oem, sys, *drivers],
                              stdout=subprocess.PIPE, check=False)

    def merge(self, *drivers, **base):
        done = self.run_tool(*drivers, **base)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.said = done.stdout.decode()
        return self.read(self.folder / base.get("out", "out.tgz"))

    def refused(self, words, *drivers, **base):
        done = self.run_tool(*drivers, **base)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(words, done.stdout.decode())

    def read(self, path):
        data = gzip.decompress(path.read_bytes())
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            members = archive.getmembers()
            self.assertEqual([m.name for m in members], sorted(m.name for m in members))
            seen = set()
            for member in members:
                self.assertEqual((member.uid, member.gid, member.mtime), (0, 0, 0))
                parent = os.path.dirname(member.name)
                self.assertTrue(not parent or parent in seen, member.name)
                if member.isdir():
                    seen.add(member.name)
            return {m.name: archive.extractfile(m).read() if m.isreg() else m.linkname
                    for m in members if not m.isdir()}


class Merge(Case):
    def test_driver(self):
        files = self.merge(self.vib("a"), oem=self.tar("empty", {}), sys=self.sys())
        self.assertEqual(files, {
            **DRIVER,
            "etc/vmware/simple.map": b"1924:0803 0000:0000 network ixgbe\n" + MAP.replace(
                b"8086:10fb", b"8086:10fb 0000:0000 network ixgbe\n8086:10fb"),
            "etc/vmware/pci.ids": NAMES.replace(
                b"8086  Intel", b"1924  Solarflare\n\t0803  SFC\n8086  Intel").replace(
                b"\t100f", b"\t0001  no driver\n\t100f").replace(
                b"# about", b"\t10fb  82599 10 Gigabit \xae\n# about"),
        })
        self.assertIn("driver: deb_vmware-esx-drivers-net-ixgbe_400.3.9.13-1vmw.2.17.249663 "
                      "files=3 ids=2\n", self.said)
        self.assertIn("esxupdate query will not list it", self.said)
        self.assertIn("signature is not checked", self.said)
        self.assertIn("PCI id 8086:10fb 15d9:0611, of one board, stays with module 'oldixgbe'",
                      self.said)
        self.assertNotIn("warning", self.said)
        with tarfile.open(self.folder / "out.tgz") as archive:
            self.assertEqual(archive.getmember("etc/init.d/ixgbe").mode, 0o755)
            self.assertEqual(archive.getmember("etc/vmware/pciid/ixgbe.xml").mode & 0o777, 0o644)
        listed = subprocess.run(["tar", "-tzf", self.folder / "out.tgz"], check=True,
                                capture_output=True, text=True).stdout.split()
        self.assertEqual(listed[:3], ["etc/", "etc/init.d/", "etc/init.d/ixgbe"])
        subprocess.run(["gzip", "-t", self.folder / "out.tgz"], check=True)

    def test_same_bytes(self):
        one = self.vib("one")
        self.merge(one, sys=self.sys(), out="1.tgz")
        os.utime(one, (1, 1))
        two = self.vib("two", order=["descriptor.xml", "sig.pkcs7", "debian-binary",
                                     "control.tar.gz", "data.tar.gz"])
        self.merge(two, sys=self.sys(), out="2.tgz")
        self.assertEqual((self.folder / "1.tgz").read_bytes(),
                         (self.folder / "2.tgz").read_bytes())

    def test_maps_of_oem(self):
        own = {"etc/vmware/simple.map": b"8086:10fb 0000:0000 network hp\n", "etc/hp": b"hp",
               "usr/lib/vmware/vmkmod/ixgbe.o": b"older",
               "etc/vmware/pci.ids": b"8086  Intel\n\t10fb  HP's\n"}
        files = self.merge(self.vib("a"), oem=self.tar("oem", own), sys=self.sys())
        self.assertEqual(files["etc/hp"], b"hp")
        self.assertEqual(files["usr/lib/vmware/vmkmod/ixgbe.o"],
                         DRIVER["usr/lib/vmware/vmkmod/ixgbe.o"])
        self.assertEqual(files["etc/vmware/simple.map"],
                         b"1924:0803 0000:0000 network ixgbe\n8086:10fb 0000:0000 network ixgbe\n")
        self.assertEqual(files["etc/vmware/pci.ids"],
                         b"1924  Solarflare\n\t0803  SFC\n8086  Intel\n\t0001  no driver\n"
                         b"\t10fb  HP's\n")
        self.assertIn("replaces 'usr/lib/vmware/vmkmod/ixgbe.o' of the base's oem.tgz", self.said)
        self.assertIn("away from 'hp' of the base", self.said)
        self.assertIn("changed: 1 replaced: 1", self.said)

    def test_ready_archive(self):
        complete = MAP.replace(b"oldixgbe", b"ixgbe").replace(b"igb", b"e1000")
        ready = self.tar("ready", {
            "usr/lib/vmware/vmkmod/ixgbe.o": b"module", "etc/vmware/pci.ids": NAMES.replace(
                b"\t100f", b"\t0002  new\n\t\t1111 2222  board\n\t100f"),
            "etc/vmware/simple.map": complete + b"what is this\nffff:0001 0000:0000 ioat lost\n"})
        files = self.merge(ready, sys=self.sys())
        self.assertEqual(files["etc/vmware/simple.map"], MAP.replace(b"oldixgbe", b"ixgbe")
                         + b"ffff:0001 0000:0000 ioat lost\n")
        self.assertIn(b"\t0002  new\n\t\t1111 2222  board\n", files["etc/vmware/pci.ids"])
        self.assertIn("PCI id 8086:10c9 0000:0000 stays with module 'igb'", self.said)
        self.assertIn("warning: line 5 of ", self.said)
        self.assertIn("leads PCI ids to module 'lost', but neither", self.said)
        self.assertIn("driver: ready.tgz files=3 ids=2", self.said)

    def test_again(self):
        """What is there already changes nothing, byte for byte."""
        driver = self.vib("a")
        self.merge(driver, sys=self.sys(), out="1.tgz")
        self.merge(driver, sys=self.sys(), oem=self.folder / "1.tgz", out="2.tgz")
        self.assertIn("files=3 ids=0", self.said)
        self.assertEqual((self.folder / "1.tgz").read_bytes(),
                         (self.folder / "2.tgz").read_bytes())

    def test_module_of_base(self):
        self.merge(self.vib("a", {
            "usr/lib/vmware/vmkmod/e1000.o": b"newer", "etc/vmware/pciid/e1000.xml":
            (XML % "nic").replace("ixgbe", "e1000").encode("latin-1")}), sys=self.sys())
        self.assertIn("hides 'usr/lib/vmware/vmkmod/e1000.o' of the base's sys.vgz", self.said)
        self.assertIn("files=2 ids=2", self.said)

    def test_no_driver(self):
        done = self.run_tool(oem=self.tar("oem", {"etc/x": b"x"}))
        self.assertEqual((done.returncode, done.stdout), (0, b"changed: 0 replaced: 0\n"))

    def test_driver_without_ids(self):
        files = self.merge(self.vib("a", {"etc/cim": b"cim"}))
        self.assertEqual(files, {"etc/cim": b"cim"})
        self.assertIn("leads no PCI id to a module", self.said)

    def test_made_map(self):
        files = self.merge(self.vib("a"), sys=self.sys({
            "etc/vmware/pciid/old.xml": (XML % "scsi").replace("ixgbe", "old").encode("latin-1"),
            "usr/lib/vmware/vmkmod/old.o": b"x"}))
        self.assertEqual(files["etc/vmware/simple.map"],
                         b"1924:0803 0000:0000 network ixgbe\n8086:10fb 0000:0000 network ixgbe\n")
        self.assertIn("warning: the base has no 'etc/vmware/simple.map': it is made", self.said)
        self.assertIn("warning: the base has no 'etc/vmware/pci.ids'", self.said)

    def test_links(self):
        files = self.merge(self.vib("a", {"lib/a.so.1": b"lib"}, links=[
            ("lib/a.so", "a.so.1"), ("lib/b.so", "/lib/a.so.1"), ("lib/c.so", "../lib/a.so")]))
        self.assertEqual(files, {"lib/a.so.1": b"lib", "lib/a.so": "a.so.1",
                                 "lib/b.so": "/lib/a.so.1", "lib/c.so": "../lib/a.so"})

    def test_two_drivers(self):
        other = {"usr/lib/vmware/vmkmod/new.o": b"new", "etc/init.d/ixgbe": b"#!/bin/sh\n",
                 "etc/vmware/pciid/new.xml": (XML % "nic").replace("ixgbe", "new").encode("latin-1")}
        files = self.merge(self.vib("a"), self.vib("b", other, package="new"), sys=self.sys())
        self.assertIn(b"8086:10fb 0000:0000 network new\n", files["etc/vmware/simple.map"])
        self.assertIn("warning: PCI id 8086:10fb 0000:0000 goes to module 'new'", self.said)


class Bundle(Case):
    def zip(self, name, members):
        path = self.folder / name
        with zipfile.ZipFile(path, "w") as archive:
            for member, source in members.items():
                archive.write(source, member)
        return path

    def test_bundle(self):
        (self.folder / "x").write_bytes(b"<vendor/>")
        metadata = self.zip("metadata.zip", {"vmware.xml": self.folder / "x"})
        bundle = self.zip("b.zip", {
            "metadata.zip": metadata, "deb/a.vib": self.vib("a", kind="cross", order=[
                "debian-binary", "descriptor.xml", "sig.pkcs7", "short.rpm", "control.tar.gz",
                "data.tar.gz"]),
            "b.vib": self.vib("b", {"etc/b": b"b"}, package="cim"),
            "c.vib": self.vib("c", kind="rpm", order=["descriptor.xml", "sig.pkcs7",
                                                      "complete.rpm"])})
        files = self.merge(bundle, sys=self.sys())
        self.assertIn("etc/b", files)
        self.assertIn("c.vib' is of type 'rpm', for ESX classic", self.said)
        self.assertIn("driver: cross_vmware-esx-drivers-net-ixgbe_", self.said)
        self.assertIn("driver: deb_cim_", self.said)
        files = self.merge(str(bundle) + ":cim")
        self.assertEqual(list(files), ["etc/b"])
        self.refused("has no VIB 'cin', it has 'vmware-esx-drivers-net-ixgbe', 'cim'; is 'cim' "
                     "meant?", str(bundle) + ":cin")
        folder = self.folder / "folder"
        folder.mkdir()
        self.refused("holds no VIB", folder)
        os.link(bundle, folder / "b.zip")
        (folder / "below").mkdir()
        os.link(self.folder / "a.vib", folder / "below" / "again.vib")
        (folder / "readme.txt").write_text("nothing")
        self.assertIn("etc/b", self.merge(folder, sys=self.sys()))
        os.link(self.folder / "c.vib", folder / "c.vib")
        self.merge(folder, sys=self.sys())
        self.assertIn("c.vib' is of type 'rpm'", self.said)
        outer = self.zip("cd.zip", {"offline-bundle/b.zip": bundle})
        self.assertIn("etc/b", self.merge(outer, sys=self.sys()))

    def test_refused(self):
        later = self.vib("l", order=["descriptor.xml", "sig.pkcs7", "payload1"],
                         descriptor="<vib version='5.0'><name>x</name></vib>")
        rpm = self.vib("r", order=["descriptor.xml", "complete.rpm"])
        self.refused("l.vib' is a package of ESXi 5.x or later, which does not load on 4.x", later)
        self.refused("is a package of ESXi 5.x", self.zip("l.zip", {"l.vib": later}))
        self.refused("has nothing for ESXi 4.x: '", rpm)
        self.refused("holds no VIB", self.zip("n.zip", {"n.txt": rpm}))
        self.refused("two different packages", self.zip("t.zip", {
            "a.vib": self.vib("a"), "b.vib": self.vib("b", {"etc/x": b"x"})}))


class Refused(Case):
    def test_files(self):
        a, b = self.vib("a"), self.vib("b", {"etc/init.d/ixgbe": b"other"}, package="b")
        self.refused("both bring 'etc/init.d/ixgbe', and not the same", a, b, sys=self.sys())
        self.refused("are the same package", a, a, sys=self.sys())
        self.refused("it is a link out of the tree",
                     self.vib("c", {"a": b"a"}, links=[("l", "../../x")]))
        self.refused("for ESXi 5.x or later", self.tar("later", {
            "etc/vmware/driver.map.d/x.map": b"regtype=linux\n"}))
        self.refused("is a directory in one of", self.vib("d", {"etc/x/y": b"y"}), self.vib(
            "e", {"etc/x": b"x"}, package="e"))
        below = self.folder / "below.tgz"
        with tarfile.open(below, "w:gz") as archive:
            archive.addfile(self.info("l", tarfile.SYMTYPE))
            archive.addfile(tarfile.TarInfo("l/x"))
        self.refused("'l' of '%s' is no directory" % below, below)

    def test_archives(self):
        for name, info, words in (
                ("abs", tarfile.TarInfo("/etc/x"), "path"), ("up", tarfile.TarInfo("../x"), "path"),
                ("hard", self.info("x", tarfile.LNKTYPE), "it is a hard link"),
                ("dev", self.info("x", tarfile.CHRTYPE), "it is a device"),
                ("name", tarfile.TarInfo("etc/\xe4"), "not printable ASCII")):
            path = self.folder / (name + ".tgz")
            with tarfile.open(path, "w:gz", format=tarfile.GNU_FORMAT) as archive:
                archive.addfile(info)
            self.refused(words, path)
        (self.folder / "no.tgz").write_bytes(gzip.compress(b"hello" * 300))
        self.refused("holds no tar archive", self.folder / "no.tgz")
        data = self.tar("half", {"a": os.urandom(3000)}).read_bytes()
        (self.folder / "half.tgz").write_bytes(data[:-20])
        self.refused("ends within its gzip member", self.folder / "half.tgz")
        (self.folder / "text").write_bytes(b"hello")
        self.refused("neither a VIB nor an offline bundle nor an oem.tgz", self.folder / "text")

    def info(self, name, kind):
        info = tarfile.TarInfo(name)
        info.type = kind
        info.linkname = "a"
        return info

    def test_large(self):
        path = self.folder / "large.tgz"
        with tarfile.open(path, "w:gz", compresslevel=1) as archive:
            info = tarfile.TarInfo("large")
            info.size = (64 << 20) + 1
            archive.addfile(info, io.BytesIO(bytes(info.size)))
        self.refused("have more than 67108864 bytes", path)

    def test_maps(self):
        a = self.vib("a")
        self.refused("neither in its oem.tgz nor in its sys.vgz, which was not found", a)
        self.refused("neither in its oem.tgz nor in its sys.vgz", a, sys=self.sys({"x": b"x"}))
        (self.folder / "bad.vgz").write_bytes(self.sys().read_bytes()[:-9])
        self.refused("ends within its gzip member", a, sys=self.folder / "bad.vgz")
        label = self.vib("b", {"etc/vmware/pciid/b.xml": (XML % "video").encode("latin-1")})
        self.refused("device 1924:0803 has the label 'video', expected nic", label,
                     sys=self.sys())
        digits = (XML % "nic").replace("0803", "80g3").encode("latin-1")
        self.refused("a device has the id '80g3'",
                     self.vib("c", {"etc/vmware/pciid/c.xml": digits}), sys=self.sys())
        blank = (XML % "nic").replace(">ixgbe<", ">ix gbe<").encode("latin-1")
        self.refused("which is no name of a module",
                     self.vib("d", {"etc/vmware/pciid/c.xml": blank}), sys=self.sys())

    def test_descriptor(self):
        self.refused("has no version", self.vib(
            "a", descriptor="<vib><name>x</name><!-- %(type)s --></vib>"))
        self.refused("has no descriptor.xml", self.vib("b", order=["data.tar.gz"]))
        self.refused("is of type 'tar', for ESX classic", self.vib("c", kind="tar"))
        self.refused("package of ESXi 5.0 or later", self.vib(
            "d", descriptor="<vib version='5.0'><name>x</name></vib>"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
