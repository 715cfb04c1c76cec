# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between the releases (media-5-to-9.md sections 1.2, 2.4, 3.3 and 5.5)."""

from dataclasses import dataclass, field

from . import catalog


@dataclass(frozen=True)
class Release:
    name: str                   # as given on the command line
    product: str                # three numbers
    build: str
    vib_version: str            # version of esx-base
    driver_tag: str             # the release part in versions of driver VIBs
    profile: str                # name of the image profile
    osl_line: str               # first line of VMWARE-ESX-BASE-OSL.TXT
    kernelopt: str
    build_key: str              # value of build= in boot.cfg
    prefix_key: bool            # boot.cfg has a prefix= line
    boot: tuple                 # (payload name, boot-order) of VIB esx-base
    microcode: tuple            # the same for VIB cpu-microcode
    early: tuple                # system archives that load before all others
    base_archives: tuple        # (payload name, type) of esx-base besides
    drivers: str
    driver_vendor: str
    system: str
    overlays: tuple             # (VIB name, payload name)
    tail: tuple                 # archives behind all VIBs, in order
    acceptance: str
    trailer: tuple              # schema, key id, signature size of signed boot modules
    tboot: bool = False         # the kernel line names tboot.b00, of VIB esx-tboot
    paged: bool = True          # layout of visor tars
    padded: bool = False
    components: bool = True     # bulletins with component names, bulletinlist in the profile
    full_sums: bool = True      # payloads carry the SHA-256 of the decompressed data as well
    modern_xml: bool = False    # `<urls />`, uncompressed-size, softwarePlatform
    crypto_efi: bool = False    # EFI/BOOT/CRYPTO64.EFI exists
    keep_hyphen: bool = False   # file names of payloads keep `-`
    timeout_key: bool = True    # boot.cfg has a timeout= line
    zstd: tuple = field(default=())

    @property
    def major(self):
        return int(self.name.split(".")[0])


XORG = ("esx-xserver", "xorg")
EMPTY_STUBS = (("jumpstrt", 47), ("useropts", 48))
MICROCODE_7 = (("uc_intel", 51), ("uc_amd", 52), ("uc_hygon", 52))
BOOT_7 = (("b", 10),) + EMPTY_STUBS + (("features", 49), ("k", 50), ("procfs", 99))
EARLY_7 = ("vmx", "vim", "tpm", "sb", "s")
TAIL_8 = ("imgdb.tgz", "basemisc.tgz", "resvibs.tgz", "esxiodpt.tgz", "imgpayld.tgz")

R50 = Release(
    name="5.0", product="5.0.0", build="469512", vib_version="5.0.0-0.0.469512",
    driver_tag="500.0.0", profile="ESXi-5.0.0-469512-standard",
    osl_line="VMware ESXi 5.0", kernelopt="runweasel", build_key="", prefix_key=False,
    boot=(("b", 10), ("useropts", 48), ("k", 50), ("a", 100)), microcode=(), early=(),
    base_archives=(("s", "vgz"), ("weaselin", "installer_vgz")), drivers=catalog.DRIVERS_55,
    driver_vendor="VMware", system=catalog.SYSTEM_55, overlays=(),
    tail=("imgdb.tgz", "imgpayld.tgz"), acceptance="partner",
    trailer=(1, "vmware_esx40", 256), tboot=True, paged=False, components=False, full_sums=False,
    keep_hyphen=True, timeout_key=False)

R55 = Release(
    name="5.5", product="5.5.0", build="3248547", vib_version="5.5.0-3.78.3248547",
    driver_tag="550.3.78", profile="ESXi-5.5.0-20151204001-standard",
    osl_line="VMware ESXi 5.5.0 Update 3", kernelopt="runweasel", build_key="", prefix_key=False,
    boot=(("b", 10),) + EMPTY_STUBS + (("k", 50), ("chardevs", 99), ("a", 100), ("user", 100)),
    microcode=(), early=("sb", "s"), base_archives=(("weaselin", "tgz"),),
    drivers=catalog.DRIVERS_55, driver_vendor="VMware", system=catalog.SYSTEM_55, overlays=(XORG,),
    tail=("imgdb.tgz", "imgpayld.tgz"), acceptance="partner",
    trailer=(2, "vmware_esx40", 256), tboot=True, paged=False, components=False, full_sums=False)

R67 = Release(
    name="6.7", product="6.7.0", build="8169922", vib_version="6.7.0-0.0.8169922",
    driver_tag="670.0.0", profile="ESXi-6.7.0-8169922-standard",
    osl_line="VMware ESXi 6.7 GA", kernelopt="cdromBoot runweasel", build_key="", prefix_key=True,
    boot=(("b", 10),) + EMPTY_STUBS + (("features", 49), ("k", 50), ("chardevs", 99),
                                       ("user", 100), ("procfs", 101)),
    microcode=(("uc_intel", 200), ("uc_amd", 201)), early=("vmx", "vim", "sb", "s"),
    base_archives=(("btldr", "tgz"), ("weaselin", "tgz")),
    drivers=catalog.DRIVERS_67, driver_vendor="VMW", system=catalog.SYSTEM_67, overlays=(XORG,),
    tail=("imgdb.tgz", "imgpayld.tgz"), acceptance="partner",
    trailer=(3, "vmware_esx40", 256), components=False)

R70 = Release(
    name="7.0", product="7.0.0", build="15843807", vib_version="7.0.0-1.0.15843807",
    driver_tag="700.1.0", profile="ESXi-7.0.0-15843807-standard",
    osl_line="ESXi 7.0 GA", kernelopt="cdromBoot runweasel", build_key="7.0.0-1.0.15843807",
    prefix_key=True, boot=BOOT_7, microcode=MICROCODE_7, early=EARLY_7,
    base_archives=(("btldr", "vgz"),), drivers=catalog.DRIVERS_70, driver_vendor="VMW",
    system=catalog.SYSTEM_70, overlays=(XORG,), tail=("imgdb.tgz", "imgpayld.tgz"),
    acceptance="certified", trailer=(4, "vmware_esx67", 512))

R80 = Release(
    name="8.0", product="8.0.3", build="24280767", vib_version="8.0.3-0.35.24280767",
    driver_tag="803.0.35", profile="ESXi-8.0U3b-24280767-standard",
    osl_line="ESXi 8.0U3b GA", kernelopt="runweasel cdromBoot", build_key="8.0.3-0.35.24280767",
    prefix_key=True, boot=BOOT_7, microcode=MICROCODE_7, early=EARLY_7,
    base_archives=(("btldr", "vgz"),), drivers=catalog.DRIVERS_80, driver_vendor="VMW",
    system=catalog.SYSTEM_80, overlays=(XORG, ("gc", "gc")), tail=TAIL_8,
    acceptance="certified", trailer=(4, "vmware_esx67", 512), padded=True, modern_xml=True,
    crypto_efi=True)

R90 = Release(
    name="9.0", product="9.0.0", build="24755229", vib_version="9.0.0-0.24755229",
    driver_tag="900.0", profile="ESXi-9.0.0.0-24755229-standard",
    osl_line="ESX 9.0.0.0 GA", kernelopt="runweasel cdromBoot", build_key="9.0.0-0.24755229",
    prefix_key=True, boot=BOOT_7, microcode=MICROCODE_7, early=EARLY_7,
    base_archives=(("btldr", "vgz"),), drivers=catalog.DRIVERS_80, driver_vendor="VMW",
    system=catalog.SYSTEM_90, overlays=(("gc", "gc"),), tail=TAIL_8,
    acceptance="certified", trailer=(4, "vmware_esx67", 512), padded=True, modern_xml=True,
    crypto_efi=True, zstd=catalog.ZSTD_90)

RELEASES = {release.name: release for release in (R50, R55, R67, R70, R80, R90)}
