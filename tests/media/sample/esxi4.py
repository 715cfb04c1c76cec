# SPDX-License-Identifier: GPL-3.0-or-later
"""Media of ESXi 4.0 and 4.1 (media-4.md sections 1, 2 and 5): isolinux and a disk image."""

import hashlib
import os
import re
import subprocess
from dataclasses import dataclass

from . import loaders, noise, pack
from .archive import EPOCH, Entry, gnu_tar, visor_tar

ENVIRONMENT = dict(os.environ, SOURCE_DATE_EPOCH=str(EPOCH), TZ="UTC", LC_ALL="C",
                   MTOOLSRC="/dev/null", MTOOLS_SKIP_CHECK="1")
VARIANTS = {
    "no-oem": "no oem.tgz in the bootbank of 4.1, and none in its boot.cfg",
    "oem-driver": "an oem.tgz with a driver and its maps in the bootbank of 4.1",
    "streams": "the disk image of 4.1 in several bzip2 streams",
    "wrong-md5": "an imagedd.md5 that is not that of the image",
}
ISOLINUX_41 = b"""default menu.c32
menu title VMware VMvisor Boot Menu
timeout 80

label ESXi Installer
menu label ^ESXi Installer
kernel mboot.c32
append vmkboot.gz --- vmkernel.gz --- sys.vgz --- cim.vgz --- ienviron.vgz --- install.vgz

label ^Boot from local disk
menu label ^Boot from local disk
localboot 0x80
"""
ISOLINUX_40 = ISOLINUX_41.replace(
    b"sys.vgz --- cim.vgz --- ienviron.vgz --- install.vgz",
    b"sys.vgz --- cim.vgz --- ienviron.tgz --- image.tgz --- install.tgz")
BOOT_CFG = """kernel=b.z
kernelopt=
modules=k.z --- s.z --- c.z --- oem.tgz --- license.tgz --- m.z
build=4.1.0-260247
updated=1
bootstate=0
"""
SIMPLE_MAP = """1000:0030 0000:0000 storage mptspi
1077:2432 0000:0000 storage qla2xxx
14e4:1639 0000:0000 network bnx2
8086:100f 0000:0000 network e1000
8086:10c9 0000:0000 network igb
"""
PCI_IDS = """# List of PCI IDs of a sample medium
1000  LSI Logic
\t0030  53c1030 PCI-X Fusion-MPT
1077  QLogic Corp
\t2432  ISP2432-based 4Gb Fibre Channel
14e4  Broadcom Corporation
\t1639  NetXtreme II BCM5709
\t\t103c 7055  NC382i
8086  Intel Corporation
\t100f  82545EM Gigabit Ethernet
\t10c9  82576 Gigabit Network Connection

C 01  Mass storage controller
\t00  SCSI storage controller
C 02  Network controller
\t00  Ethernet controller
"""
PCIID_XML = """<?xml version="1.0"?>
<pcitable>
  <vendor id="%s"><short>%s</short><name>%s</name>
    <device id="%s"><vmware label="%s"><driver>%s</driver></vmware><name>%s</name></device>
  </vendor>
</pcitable>
"""
# (name in the driver package, vendor id, short, vendor, device id, label, device)
DRIVERS = (
    ("mptspi", "1000", "LSI", "LSI Logic", "0030", "scsi", "53c1030 PCI-X Fusion-MPT"),
    ("qla2xxx", "1077", "QLogic", "QLogic Corp", "2432", "fc", "ISP2432-based 4Gb Fibre Channel"),
    ("bnx2", "14e4", "Broadcom", "Broadcom Corporation", "1639", "nic", "NetXtreme II BCM5709"),
    ("e1000", "8086", "Intel", "Intel Corporation", "100f", "nic", "82545EM Gigabit Ethernet"),
    ("igb", "8086", "Intel", "Intel Corporation", "10c9", "nic",
     "82576 Gigabit Network Connection"),
)


@dataclass(frozen=True)
class Geometry:
    """Where partitions begin and end, in sectors; each logical one has its EBR 32 before."""

    logical: tuple              # (number, start, end, type)
    cluster: tuple              # sectors of a cluster of partitions 5, 6 and 8
    total: int                  # sectors of the disk


FULL = Geometry(((5, 8224, 520191, 0x06), (6, 520224, 1032191, 0x06),
                 (7, 1032224, 1257471, 0xFC), (8, 1257504, 1843199, 0x06)), (8, 8, 16), 1843200)
SMALL = Geometry(((5, 8224, 28671, 0x06), (6, 28704, 49151, 0x06),
                  (7, 49184, 53247, 0xFC), (8, 53280, 65535, 0x06)), (1, 1, 2), 65536)
EXTENDED = 8192
PRIMARY = (32, 8191)            # partition 4, which boots


def driver_xml(name, vendor, short, vendor_name, device, label, device_name):
    return (PCIID_XML % (vendor, short, vendor_name, device, label, name, device_name)).encode()


def driver_files(drivers):
    files = []
    for driver in drivers:
        files.append(Entry("etc/vmware/pciid/%s.xml" % driver[0], driver_xml(*driver)))
        files.append(Entry("usr/lib/vmware/vmkmod/%s.o" % driver[0],
                           noise.data("4.1 driver " + driver[0], 30000)))
    return files


def maps():
    return [Entry("etc/vmware/simple.map", SIMPLE_MAP.encode()),
            Entry("etc/vmware/pci.ids", PCI_IDS.encode())]


def oem_archive(variants):
    """What an OEM's image has, or nearly nothing, as VMware's."""
    if "oem-driver" not in variants:
        return pack.gzip_member(gnu_tar([]))
    own = ("oemnet", "14e4", "Broadcom", "Broadcom Corporation", "16aa", "nic", "OEM adapter")
    complete = [Entry("etc/vmware/simple.map", (SIMPLE_MAP.replace(
        "8086:100f", "14e4:16aa 0000:0000 network oemnet\n8086:100f")).encode()),
        Entry("etc/vmware/pci.ids", PCI_IDS.replace(
            "8086  Intel", "\t16aa  OEM adapter\n8086  Intel").encode())]
    return pack.gzip_member(gnu_tar(driver_files([own]) + complete
                                    + [Entry("etc/oem-release", b"OEM image of a sample\n")]))


def visor(name, size, entries=()):
    content = noise.data("4.1 " + name, size)
    return pack.gzip_noise(visor_tar([*entries, Entry("usr/share/sample/" + name, content)],
                                     paged=False))


class Image:
    """The disk image, built of what public tools make."""

    def __init__(self, folder, geometry):
        self.path = folder / "imagedd"
        self.folder = folder
        self.geometry = geometry
        with open(self.path, "wb") as file:
            file.truncate(geometry.total * 512)

    def run(self, *command):
        # mkfs.fat warns of labels in lower case, which these are.
        subprocess.run(command, check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def partition(self):
        """The table of media-4.md section 2.1: slot 1 extended, slot 4 boots."""
        lines = ["label: dos", "label-id: 0x00000000", "unit: sectors",
                 "%s1 : start=%d, size=%d, type=5" % (self.path, EXTENDED,
                                                      self.geometry.total - EXTENDED),
                 "%s4 : start=%d, size=%d, type=4, bootable" % (
                     self.path, PRIMARY[0], PRIMARY[1] - PRIMARY[0] + 1)]
        lines += ["%s%d : start=%d, size=%d, type=%x" % (self.path, number, start, end - start + 1,
                                                         kind)
                  for number, start, end, kind in self.geometry.logical]
        subprocess.run(["/usr/sbin/sfdisk", "--quiet", "--no-tell-kernel", self.path],
                       input="\n".join(lines) + "\n", text=True, check=True, env=ENVIRONMENT,
                       stdout=subprocess.DEVNULL)

    def fill(self, start, end, bits, cluster, label, files):
        """A FAT volume with these files, put into its place."""
        volume = self.folder / "volume"
        with open(volume, "wb") as file:
            file.truncate((end - start + 1) * 512)
        # More than one reserved sector: the installer writes into the second one.
        self.run("/usr/sbin/mkfs.fat", "--invariant", "-F", bits, "-s", str(cluster), "-R", "4",
                 "-r", "512", "-h", str(start), "-n", label, volume)
        for name, data in files:
            source = self.folder / "member"
            source.write_bytes(data)
            os.utime(source, (EPOCH, EPOCH))
            self.run("mcopy", "-m", "-i", volume, source, "::/" + name)
        self.place(volume, start)

    def place(self, volume, start):
        """Copy what is not zero, so that the image stays sparse."""
        with open(volume, "rb") as source, open(self.path, "r+b") as target:
            for number in range(os.path.getsize(volume) // 4096 + 1):
                block = source.read(4096)
                if block.strip(b"\0"):
                    target.seek(start * 512 + number * 4096)
                    target.write(block)

    def compress(self, several):
        """With bzip2 itself; several streams are what pbzip2 writes."""
        if several:
            parts = []
            with open(self.path, "rb") as file:
                while part := file.read(self.geometry.total * 512 // 4):
                    parts.append(subprocess.run(["bzip2", "-9"], input=part, check=True,
                                                capture_output=True).stdout)
            return b"".join(parts)
        return subprocess.run(["bzip2", "-9", "-c", self.path], check=True,
                              capture_output=True).stdout


def bootbank(files, variants, full):
    """Partition 5 (media-4.md section 2.4)."""
    config = BOOT_CFG
    oem = [("oem.tgz", oem_archive(variants))]
    if "no-oem" in variants:
        config = config.replace(" --- oem.tgz", "")
        oem = []
    return [("a.z", files["a.z"]), ("b.z", files["vmkboot.gz"]), ("boot.cfg", config.encode()),
            ("c.z", files["cim.vgz"]), ("cimstg.tgz", files["cimstg.tgz"]),
            ("k.z", files["vmkernel.gz"]),
            ("license.tgz", pack.gzip_member(gnu_tar([Entry("etc/vmware/license.cfg", b"\n")]))),
            ("m.z", visor("agents", 3_000_000 if full else 40000)), *oem,
            ("pkgdb.tgz", pack.gzip_member(gnu_tar(
                [Entry("usr/lib/ipkg/status", noise.text("pkgdb", 4000))]))),
            ("s.z", files["sys.vgz"]), ("tboot.gz", files["tboot.gz"])]


def disk_image(files, variants, folder, full):
    geometry = FULL if full else SMALL
    image = Image(folder, geometry)
    image.partition()
    image.fill(PRIMARY[0], PRIMARY[1], "12", 4, "ESXi",
               [("safeboot.c32", noise.data("safeboot", 40000)),
                ("syslinux.cfg", b"default safeboot.c32\n"),
                ("mboot.c32", noise.data("mboot", 47404))])
    volumes = [entry for entry in geometry.logical if entry[3] == 0x06]
    contents = (bootbank(files, variants, full), [],
                [("windows.iso", noise.data("tools", 160_000_000 if full else 300000)),
                 ("linux.iso", noise.data("tools of linux", 5_000_000 if full else 100000))])
    for number, ((_, start, end, _), cluster, content) in enumerate(
            zip(volumes, geometry.cluster, contents), 1):
        image.fill(start, end, "16", cluster, "Hypervisor%d" % number, content)
    return image.compress("streams" in variants)


def common_files(standin, full):
    """What both releases have in the root."""
    # Real sizes where the whole medium is asked for (media-4.md section 1.1).
    scale = 1 if full else 300
    bios = loaders.bios_files(standin)
    files = {name: bios[name] for name in ("isolinux.bin", "mboot.c32", "menu.c32", "ldlinux.c32",
                                           "libcom32.c32", "libutil.c32")}
    files["vmkboot.gz"] = pack.gzip_member(standin)
    files["vmkernel.gz"] = pack.gzip_member(noise.data("vmkernel", 2_469_000 // scale + 4000))
    files["cim.vgz"] = visor("cim", 16_000_000 // scale)
    files["sys.vgz"] = visor("sys", 72_000_000 // scale, [*maps(), *driver_files(DRIVERS)])
    files["a.z"] = pack.gzip_member(noise.data("a.z", 13000))
    files["cimstg.tgz"] = pack.gzip_member(gnu_tar(
        [Entry("var/cimstg", noise.data("cimstg", 1_160_000 // scale))]))
    files["tboot.gz"] = pack.gzip_member(noise.data("tboot", 40000))
    files["open_source_licenses.txt"] = noise.text("licenses of 4.x", 9000)
    return files


def files_41(variants, folder, standin, full):
    files = common_files(standin, full)
    files["isolinux.cfg"] = ISOLINUX_41
    files["ienviron.vgz"] = visor("ienviron", 7_300_000 if full else 20000)
    files["install.vgz"] = visor("install", 22000)
    files["README.txt"] = b"VMware ESXi 4.1 sample medium. Nothing on it is ESXi.\n"
    image = disk_image(files, variants, folder, full)
    digest = hashlib.md5(b"" if "wrong-md5" in variants else image).hexdigest()
    files["imagedd.bz2"] = image
    files["imagedd.md5"] = ("%s  VMware-VMvisor-big-260247-x86_64.dd.bz2\n" % digest).encode()
    return files


def files_40(standin):
    files = common_files(standin, False)
    files["isolinux.cfg"] = ISOLINUX_40
    files["README.txt"] = b"VMware ESXi version 4.0 sample medium. Nothing on it is ESXi.\n"
    image = subprocess.run(["bzip2", "-9"], input=noise.data("image of 4.0", 100000), check=True,
                           capture_output=True).stdout
    name = "usr/lib/vmware/installer/VMware-VMvisor-big-164009-x86_64.dd.bz2"
    files["image.tgz"] = pack.gzip_member(gnu_tar([Entry(name, image)]))
    files["ienviron.tgz"] = pack.gzip_member(gnu_tar([Entry("etc/ienviron", b"4.0\n")]))
    files["install.tgz"] = pack.gzip_member(gnu_tar([Entry("etc/install", b"4.0\n")]))
    return files


def write_iso(files, folder, output, release):
    tree = folder / "tree"
    tree.mkdir()
    for name, data in files.items():
        (tree / name).write_bytes(data)
    for path in [*tree.iterdir(), tree]:
        path.chmod(0o755 if path.is_dir() else 0o444)
        os.utime(path, (EPOCH, EPOCH))
    # Long lower-case names by Rock Ridge, upper-case 8.3 in the primary tree, BIOS only: what
    # mkisofs wrote for VMware. xorriso would put lower case into the primary tree here.
    command = ["genisoimage", "-quiet", "-o", output, "-R", "-V", "ESXI-%s.0-SAMPLE" % release,
               "-A", "VMware ESXi Server 4", "-sysid", "", "-no-pad", "-b", "isolinux.bin",
               "-c", "boot.cat", "-no-emul-boot", "-boot-load-size", "4", "-boot-info-table", tree]
    done = subprocess.run(command, env=ENVIRONMENT, text=True, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit("genisoimage failed with status %d\n%s" % (done.returncode, done.stderr))
    output.write_bytes(fix_dates(output.read_bytes()))


def fix_dates(iso):
    """genisoimage writes the clock and the times of change and access: all become the one date."""
    record = bytes((124, 1, 2, 0, 0, 0, 0))
    iso = bytearray(iso)
    descriptor = 16 * 2048
    for field in range(4):
        start = descriptor + 813 + 17 * field
        iso[start:start + 17] = b"2024010200000000\0" if field < 2 else b"0" * 16 + b"\0"
    # Rock Ridge: times of modification, access and change in one entry.
    for found in re.finditer(rb"TF\x1a\x01\x0e", bytes(iso)):
        iso[found.end():found.end() + 21] = record * 3
    # Directory records: the date stands 15 bytes in front of the length of the name.
    for name in (b"\x08BOOT.CAT;1", b"\x0aBOOT.CAT;1"):
        for found in re.finditer(re.escape(name), bytes(iso)):
            iso[found.start() - 14:found.start() - 7] = record
    return bytes(iso)


def make(release, variants, folder, output, full):
    """`release` is 4.0 or 4.1; `full` gives files and a disk image of the real sizes."""
    standin = loaders.standins(folder / "standins")["STANDIN.ELF"]
    if release == "4.0":
        files = files_40(standin)
    else:
        files = files_41(variants, folder, standin, full)
    write_iso(files, folder, output, release)
