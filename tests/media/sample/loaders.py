# SPDX-License-Identifier: GPL-3.0-or-later
"""The boot chain: Debian's isolinux, the stand-ins of tests/boot, and the EFI boot image."""

import os
import subprocess
import sys
from pathlib import Path

from . import noise
from .archive import EPOCH

ISOLINUX = Path("/usr/lib/ISOLINUX")
MODULES = Path("/usr/lib/syslinux/modules/bios")
MAKE_STANDINS = Path(__file__).resolve().parents[2] / "boot" / "make-standins"
EFI_IMAGE_SIZE = 1 << 20        # what the payload of 6.7 and 7.0 has

SKIPPED = 77                    # make-standins: a package is not installed
STANDINS = ("STANDIN.ELF", "BOOTX64.EFI")


def standins(folder):
    """The stand-ins by name: prebuilt in $ESXMINT_STANDINS, else made, else dummies."""
    prebuilt = os.environ.get("ESXMINT_STANDINS")
    if prebuilt:
        folder = Path(prebuilt)
    else:
        status = subprocess.run([MAKE_STANDINS, folder], check=False,
                                stdout=subprocess.DEVNULL).returncode
        if status == SKIPPED:
            print("make-sample: the medium gets dummies and cannot boot", file=sys.stderr)
            return {name: noise.data("stand-in " + name, 4096) for name in STANDINS}
        if status:
            raise SystemExit("make-standins failed with status %d" % status)
    return {name: (folder / name).read_bytes() for name in STANDINS}


def bios_files(standin):
    """Files of the BIOS boot chain, by their place on the medium."""
    modules = ("ldlinux", "libcom32", "libutil", "mboot", "menu")
    files = {name + ".c32": (MODULES / (name + ".c32")).read_bytes() for name in modules}
    files["isolinux.bin"] = (ISOLINUX / "isolinux.bin").read_bytes()
    files["safeboot.c32"] = noise.data("safeboot.c32", 57000)
    files["standin.elf"] = standin
    return files


def efi_image(loader, folder):
    """The FAT image of the EFI boot entry; mtools date it by SOURCE_DATE_EPOCH."""
    image = folder / "efiboot.img"
    files = (("::/EFI/BOOT/BOOTX64.EFI", loader),
             ("::/EFI/DRIVERS/ISO9660x64.EFI", noise.data("ISO9660x64.EFI", 31000)))
    size = EFI_IMAGE_SIZE
    while size < 2 * len(loader):
        size *= 2
    environment = dict(os.environ, SOURCE_DATE_EPOCH=str(EPOCH), TZ="UTC", LC_ALL="C",
                       MTOOLSRC="/dev/null", MTOOLS_SKIP_CHECK="1")

    def run(*command):
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)

    run("mkfs.fat", "--invariant", "-F", "12", "-i", "45535849", "-n", "ESXI", "-C", image,
        str(size // 1024))
    run("mmd", "-i", image, "::/EFI", "::/EFI/BOOT", "::/EFI/DRIVERS")
    for place, data in files:
        source = folder / "efi-file"
        source.write_bytes(data)
        os.utime(source, (EPOCH, EPOCH))
        run("mcopy", "-m", "-i", image, source, place)
    return image.read_bytes()
