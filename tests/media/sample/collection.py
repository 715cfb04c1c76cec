# SPDX-License-Identifier: GPL-3.0-or-later
"""The VIBs of one sample medium, with the share of the size each payload takes."""

from . import catalog, noise
from .vib import Payload, Vib

# Payloads that are large on real media, in shares of the medium.
WEIGHTS = {"s": 20, "tools": 18, "vsan": 8, "vim": 7, "vmx": 6, "gc": 6, "vsanmgmt": 5, "sb": 5,
           "vdfs": 4, "crx": 4, "weaselin": 3, "xorg": 3, "esx-ui": 3, "k": 2, "vsanheal": 2,
           "trx": 2, "drivervm": 2, "infravis": 2, "lpfc": 1, "qlnative": 1, "b": 0.5}
STUBS = ("jumpstrt", "useropts", "features")
VMKAPI = {"5.0": 0, "5.5": 2, "6.7": 5, "7.0": 6, "8.0": 11, "9.0": 13}

# Payloads of esx-base that are no modules: name, type, place on the medium, first release.
BASE_FILES = (
    ("BOOTx64.EFI", "boot_loader_efi", "efi/boot/bootx64.efi", 5),
    ("README", "text", "vmware-esx-base-readme", 5),
    ("efiboot.img", "eltorito_image_efi", "efiboot.img", 5),
    ("esximage.zip", "upgrade", "upgrade/esximage.zip", 5),
    ("extlinux", "upgrade", "upgrade/extlinux", 5),
    ("fatBootSector", "boot_com32_bios", "fatbootsector", 5),
    ("gptmbr.bin", "upgrade", "upgrade/gptmbr.bin", 5),
    ("isolinux.bin", "boot_iso_bios", "isolinux.bin", 5),
    ("ldlinux.sys", "boot_com32_bios", "ldlinux.sys", 5),
    ("mboot.c32", "boot_com32_bios", "mboot.c32", 5),
    ("mbr.bin", "upgrade", "upgrade/mbr.bin", 5),
    ("menu.c32", "boot_com32_bios", "menu.c32", 5),
    ("metadata.xml", "upgrade", "upgrade/metadata.xml", 5),
    ("osl.txt", "text", "vmware-esx-base-osl.txt", 5),
    ("precheck.py", "upgrade", "upgrade/precheck.py", 5),
    ("prep.py", "upgrade", "upgrade/prep.py", 5),
    ("safeboot.c32", "boot_com32_bios", "safeboot.c32", 5),
    ("safeboot.efi", "boot_loader_efi", "efi/boot/safeboot.efi", 6),
)
CRYPTO = ("crypto64.efi", "boot_loader_efi", "efi/boot/crypto64.efi", 7)


def weight(name):
    return WEIGHTS.get(name) or noise.number("weight " + name, 40, 600) / 1000


def archive(name, kind="vgz", **more):
    return Payload(name, kind, weight=weight(name), recipe=more.pop("recipe", "system"), **more)


def boot_payload(name, order):
    if name in STUBS:
        return Payload(name, "boot", order, vfat_name=name + ".gz", recipe="empty")
    recipe = "microcode" if name.startswith("uc_") else "kernel"
    return Payload(name, "boot", order, weight=weight(name), recipe=recipe)


def base_vib(release):
    payloads = [boot_payload(*entry) for entry in release.boot]
    payloads += [archive(name, boot_order=100, recipe="signed") for name in release.early]
    payloads += [archive(name, kind) for name, kind in release.base_archives]
    files = BASE_FILES + ((CRYPTO,) if release.crypto_efi else ())
    payloads += [Payload(name, kind, place=place, recipe="file")
                 for name, kind, place, first in files if release.major >= first]
    provides = [("esx-version", release.product)]
    provides += [("vmkapi_2_%d_0_0" % minor, "") for minor in range(VMKAPI[release.name] + 1)]
    if release.zstd:
        provides.append(("zstd-compression", "1.0"))
    depends = ()
    if "esx-update" in release.system:
        depends = (("esx-update", ">=", release.vib_version),)
    return Vib("VMware", "esx-base", release.vib_version, "ESXi base system", payloads,
               depends=depends, provides=tuple(provides))


def driver_vib(release, name, payload_names):
    """A driver: one module, which needs the kernel interface of its release."""
    version = "%d.%d.%d-%dvmw.%s.%s" % (
        noise.number("major " + name, 0, 9), noise.number("minor " + name, 0, 20),
        noise.number("patch " + name, 0, 9), noise.number("local " + name, 1, 9),
        release.driver_tag, release.build)
    depends = (("vmkapi_2_%d_0_0" % noise.number("api " + name, 0, VMKAPI[release.name]), "", ""),)
    kind = "vgz"
    if name in release.zstd:
        kind = "vzstd"
        depends += (("zstd-compression", "=", "1.0"),)
    payloads = [archive(payload, kind, recipe="driver") for payload in payload_names]
    return Vib(release.driver_vendor, name, version, "Driver " + name, payloads, depends=depends,
               acceptance=release.acceptance, tags=("driver", "module"))


def system_vib(release, name, payload_names, overlay=False):
    payloads = [archive(payload) for payload in payload_names]
    return Vib("VMware", name, release.vib_version, "System part " + name, payloads,
               depends=(("esx-version", ">=", release.product),), overlay=overlay)


def tools_vib(release):
    version = "12.4.0.23259341-%s" % release.build
    return Vib("VMware", "tools-light", version, "VMware Tools", [archive("tools", "tgz",
               recipe="locker")], type="locker")


def oem_vibs(release):
    """What the variant `oem` adds: a driver, and a configuration VIB that overlays others."""
    driver = Vib("CTO", "contoso-raid", "4.1.7-1OEM.%s.%s" % (release.driver_tag, release.build),
                 "Contoso RAID driver", [archive("contoso-raid", recipe="driver")],
                 acceptance="partner", depends=(("vmkapi_2_2_0_0", "", ""),),
                 tags=("driver", "module"))
    setup = Vib("CTO", "contoso-configuration", "1.2-1", "Contoso settings",
                [archive("contoso-conf")], acceptance="partner", overlay=True)
    return [driver, setup]


def long_name_vib(release):
    """What the variant `long-names` adds: a module with a name of 37 characters."""
    payload = archive("storage", recipe="driver", vfat_name="contoso-storage-controller-driver.v00")
    return Vib("CTO", "contoso-storage", "2.0-1OEM." + release.driver_tag, "Contoso storage driver",
               [payload], acceptance="partner", depends=(("vmkapi_2_2_0_0", "", ""),))


def vibs(release, variants):
    result = [base_vib(release), tools_vib(release)]
    if release.tboot:
        result.append(Vib("VMware", "esx-tboot", release.vib_version, "Trusted boot",
                          [boot_payload("tboot", 5)]))
    if release.microcode:
        result.append(Vib("VMware", "cpu-microcode", release.vib_version, "CPU microcode",
                          [boot_payload(*entry) for entry in release.microcode]))
    result += [driver_vib(release, *word) for word in catalog.words(release.drivers)]
    result += [system_vib(release, *word) for word in catalog.words(release.system)]
    result += [system_vib(release, name, [payload], overlay=True)
               for name, payload in release.overlays]
    if "oem" in variants:
        result += oem_vibs(release)
    if "long-names" in variants:
        result.append(long_name_vib(release))
    return result


def acceptance(all_vibs):
    """The profile's level: the lowest of its VIBs."""
    order = ("community", "partner", "accepted", "certified")
    return min((vib.acceptance for vib in all_vibs), key=order.index)
