# SPDX-License-Identifier: GPL-3.0-or-later
"""What xorriso, isoinfo, 7z and mtools see of a disc: descriptors, names, boot entries."""

import re
import struct
import subprocess

SECTOR = 2048
ROOT_NAMES = """
    .DISCINFO BOOT.CFG EFIBOOT.IMG FATBOOTSECTOR ISOLINUX.BIN ISOLINUX.CFG LDLINUX.SYS MBOOT.C32
    MENU.C32 SAFEBOOT.C32 VMWARE-ESX-BASE-OSL.TXT VMWARE-ESX-BASE-README EFI/BOOT/BOOT.CFG
    EFI/BOOT/BOOTX64.EFI UPGRADE/ESXIMAGE.ZIP UPGRADE/EXTLINUX UPGRADE/GPTMBR.BIN UPGRADE/MBR.BIN
    UPGRADE/METADATA.XML UPGRADE/METADATA.ZIP UPGRADE/PRECHECK.PY UPGRADE/PREP.PY
    UPGRADE/PROFILE.XML IMGDB.TGZ IMGPAYLD.TGZ
"""


def run(*command, **more):
    """Standard output of a tool; the tool's failure is the check's failure."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False,
                          **more)
    assert done.returncode == 0, "%s: status %d: %s" % (
        " ".join(map(str, command)), done.returncode, (done.stderr or done.stdout)[-500:])
    return done.stdout


class Disc:
    """An ISO with its primary tree extracted; names in upper case without version."""

    def __init__(self, path, folder, tree="ecma119"):
        self.path = path
        run("xorriso", "-no_rc", "-report_about", "SORRY", "-return_with", "SORRY", "32",
            "-read_fs", tree, "-osirrox", "on", "-indev", "stdio:%s" % path, "-extract", "/",
            folder)
        run("chmod", "-R", "u+rwX", folder)
        self.files = {}
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = str(file.relative_to(folder)).split(";")[0].rstrip(".")
                self.files[name if tree == "ecma119" else name.upper()] = file

    def read(self, name):
        assert name.upper() in self.files, "'%s' is not on the medium" % name
        return self.files[name.upper()].read_bytes()

    def sectors(self, start, size):
        with open(self.path, "rb") as stream:
            stream.seek(start * SECTOR)
            return stream.read(size)


def descriptors(disc, variants, volume_id):
    text = run("isoinfo", "-d", "-i", disc.path)

    def value(key):
        return re.search(r"^%s: ?(.*)$" % key, text, re.M)[1].strip()

    assert value("Application id") == "ESXIMAGE", "application id"
    assert value("Volume id") == volume_id, "volume id '%s'" % value("Volume id")
    for key in ("System id", "Volume set id", "Publisher id", "Data preparer id"):
        assert value(key) == "", "%s is not empty" % key
    assert ("NO Joliet present" in text) == ("joliet" not in variants), "Joliet"
    assert ("NO Rock Ridge present" in text) == ("rockridge" not in variants), "Rock Ridge"
    size = int(value("Volume size is")) * SECTOR
    assert size <= disc.path.stat().st_size, "volume size beyond the file"
    assert any(disc.sectors(0, 16 * SECTOR)) == ("isohybrid" in variants), "system area"


def names(disc, variants):
    listed = {line.strip("/").split(";")[0].rstrip(".")
              for line in run("isoinfo", "-f", "-i", disc.path).splitlines()}
    wanted = set(ROOT_NAMES.split())
    hidden = {"ISOLINUX.BIN", "EFIBOOT.IMG"}
    if "hidden-boot" in variants:
        assert not hidden & listed, "boot images are listed"
        wanted -= hidden
    assert not wanted - listed, "missing: %s" % " ".join(sorted(wanted - listed))
    assert not any("BOOT.CAT" in name for name in listed), "the boot catalog is listed"
    odd = [name for name in listed if name != name.upper()]
    assert not odd, "lower case in the primary tree: %s" % odd
    longest = max(len(name.split("/")[-1]) for name in listed)
    assert (longest >= 31) == ("long-names" in variants), "longest name has %d" % longest


def boot_entries(disc, variants):
    """Both entries, where they point, the boot info table, the files in the EFI image."""
    text = run("xorriso", "-no_rc", "-report_about", "SORRY", "-indev", "stdio:%s" % disc.path,
               "-report_el_torito", "plain")
    catalog = int(re.search(r"El Torito catalog  : (\d+)", text)[1])
    assert catalog > 100, "the boot catalog is directly behind the descriptors"
    entries = re.findall(r"boot img : +(\d) +(\w+) +y +none +0x0000 +0x00 +(\d+) +(\d+)", text)
    assert [entry[:3] for entry in entries] == [("1", "BIOS", "4"), ("2", "UEFI", "2048")], text
    bios, efi = (int(entry[3]) for entry in entries)
    paths = [name.upper() for name in re.findall(r"img path : +\d +/(\S+)", text)]
    expected = [] if "hidden-boot" in variants else ["ISOLINUX.BIN", "EFIBOOT.IMG"]
    assert paths == expected, "boot images are %s" % paths
    boot_info_table(disc, bios)
    image = disc.sectors(efi, 1 << 20)
    if "hidden-boot" not in variants:
        assert image == disc.read("EFIBOOT.IMG"), "the EFI entry points elsewhere"
    return image


def boot_info_table(disc, start):
    descriptor, own, length, total = struct.unpack_from("<IIII", disc.sectors(start, 64), 8)
    data = disc.sectors(start, length)
    padded = data[64:] + bytes(-len(data) % 4)
    words = struct.unpack("<%dI" % (len(padded) // 4), padded)
    assert (descriptor, own) == (16, start), "boot info table: addresses"
    assert sum(words) & 0xFFFFFFFF == total, "boot info table: checksum"


def efi_image(data, folder):
    image = folder / "efi.img"
    image.write_bytes(data)
    listing = run("mdir", "-b", "-/", "-i", image, "::/")
    for name in ("::/EFI/BOOT/BOOTX64.EFI", "::/EFI/DRIVERS/ISO9660x64.EFI"):
        assert name in listing, "the EFI image lacks %s" % name
    run("fsck.vfat", "-n", image)


def second_tree(disc, other, kind):
    """A Rock Ridge or Joliet tree holds the same files as the primary one."""
    assert set(disc.files) == set(other.files), "%s: other names: %s" % (
        kind, sorted(set(disc.files) ^ set(other.files))[:5])
    for name in disc.files:
        assert disc.read(name) == other.read(name), "%s: '%s' differs" % (kind, name)
