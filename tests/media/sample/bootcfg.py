# SPDX-License-Identifier: GPL-3.0-or-later
"""boot.cfg, isolinux.cfg and the kickstart some variants carry."""

KICKSTART_OPTION = "ks=cdrom:/KS.CFG"
OEM_OPTIONS = "allowLegacyCPU=true systemMediaSize=small"

KICKSTART = """\
# Kickstart of a sample medium.
vmaccepteula
rootpw Sample-Medium-1
install --firstdisk --overwritevmfs
network --bootproto=dhcp --device=vmnic0
reboot
"""


def boot_cfg(release, module_names, kickstart=False, oem=False):
    """The text of boot.cfg in the order of keys of official media."""
    options = release.kernelopt
    if kickstart:
        options = " ".join(word for word in options.split() if word != "cdromBoot")
        options += " " + KICKSTART_OPTION
    kernel = "/" + module_names[0]
    modules = ["/" + name for name in module_names[1:]]
    if oem:
        return oem_boot_cfg(release, kernel, options, modules)
    lines = ["bootstate=0", "title=Loading ESXi installer"]
    if release.timeout_key:
        lines.append("timeout=5")
    if release.prefix_key:
        lines.append("prefix=")
    lines += ["kernel=" + kernel, "kernelopt=" + options, "modules=" + " --- ".join(modules),
              "build=" + release.build_key, "updated=0"]
    return "\n".join(lines) + "\n"


def oem_boot_cfg(release, kernel, options, modules):
    """The same in the hand of an OEM: comments, blanks, key case and a key the loader ignores."""
    lines = ["# Contoso customized installer", "bootstate=0", "", "TITLE= Loading  ESXi installer",
             "timeout= 5  ", "prefix=", "Kernel=" + kernel, "# kernelopt=runweasel cdromBoot",
             "KernelOpt=\t%s   %s " % (options, OEM_OPTIONS),
             "modules=" + "---".join(modules[:3]) + "  ---\t" + " --- ".join(modules[3:]),
             "contoso=1", "BUILD=" + release.build_key, "updated=0"]
    return "\n".join(lines) + "\n"


def isolinux_cfg(profile):
    """The menu of ESXi media, but quick, and starting our stand-in for ESXi's loader.

    Debian's mboot.c32 knows no `-c`; it starts the multiboot program STANDIN.ELF, which does.
    Its name is in lower case, as isolinux 6.04 reads Rock Ridge names and minds their case.
    """
    return "\n".join((
        "DEFAULT menu.c32", "MENU TITLE %s Boot Menu" % profile, "NOHALT 1", "PROMPT 0",
        "TIMEOUT 1", "LABEL install", "  KERNEL mboot.c32", "  APPEND standin.elf -c boot.cfg",
        "  MENU LABEL %s ^Installer" % profile, "LABEL hddboot", "  LOCALBOOT 0x80",
        "  MENU LABEL ^Boot from local disk")) + "\n"
