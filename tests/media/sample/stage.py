# SPDX-License-Identifier: GPL-3.0-or-later
"""All files of a sample medium, written below a folder that then becomes the ISO's tree."""

import os

from . import bootcfg, collection, content, database, loaders, naming, noise, pack, signing
from .archive import EPOCH, Entry, gnu_tar
from .vib import descriptor, measure

# What is not module payload: loaders, EFI image, database and the archives at the end, about.
FIXED_SIZE = 1_900_000
LONG_FILES = ("release.notes.of.the.sample.txt", "licenses/open-source-notices",
              "licenses/third-party-components-list.html", "copying",
              "contoso-read-me-first-a.b.c.txt")


class Stage:
    """The files of one medium."""

    def __init__(self, release, variants, folder, size):
        self.release = release
        self.variants = variants
        self.tree = folder / "tree"
        self.scratch = folder
        self.size = size
        # Rebuilds with Rock Ridge or Joliet come from a tree that Linux showed in lower case.
        self.lower = bool({"rockridge", "joliet"} & variants)
        self.places = []
        self.sizes = set()          # of the modules
        self.vibs = collection.vibs(release, variants)
        naming.assign(self.vibs, release.keep_hyphen)

    def name(self, place):
        """A place on the medium as it is spelled in the tree."""
        return place.lower() if self.lower else place.upper()

    def put(self, place, data):
        path = self.tree / self.name(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.places.append(place)

    def finish(self):
        """One date and one mode for everything."""
        for path in [self.tree, *self.tree.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
            os.utime(path, (EPOCH, EPOCH))

    def put_modules(self):
        payloads = [payload for vib in naming.sorted_vibs(self.vibs)
                    for payload in vib.payloads if payload.is_module]
        total = sum(payload.weight for payload in payloads)
        room = max(0, self.size - FIXED_SIZE)
        for payload in payloads:
            share = int(room * payload.weight / total)
            self.put(payload.file, content.make(payload, self.release, share, self.sizes))

    def put_base_files(self, files):
        """The payloads of esx-base that are no modules."""
        for vib in self.vibs:
            for payload in vib.payloads:
                if payload.place:
                    data = files.get(payload.place) or noise.data(
                        self.release.name + payload.place, noise.number(payload.place, 900, 60000))
                    measure(payload, data, None)
                    self.put(payload.place, data)

    def base_files(self, standins):
        release = self.release
        files = loaders.bios_files(standins["STANDIN.ELF"])
        files["efiboot.img"] = loaders.efi_image(standins["BOOTX64.EFI"], self.scratch)
        files["upgrade/esximage.zip"] = database.zip_bytes(
            [("esximage/__init__.py", noise.text("esximage", 9000))])
        files["upgrade/metadata.xml"] = (
            '<?xml version="1.0"?>\n<vum>\n  <product>\n    <esxName>VMware ESXi</esxName>\n'
            "    <esxVersion>%s</esxVersion>\n    <build>%s</build>\n  </product>\n</vum>\n"
            % (release.product, release.build)).encode()
        for name in ("precheck", "prep"):
            files["upgrade/%s.py" % name] = (
                "# %s of a sample medium\nBUILD = '%s'\n" % (name, release.build)).encode()
        files["vmware-esx-base-osl.txt"] = (
            release.osl_line + "\r\nOpen source licenses of a sample medium\r\n").encode()
        files["vmware-esx-base-readme"] = b"This is a sample medium. Nothing on it is ESXi.\n"
        return files

    def put_tail(self):
        """imgdb.tgz and the archives around it."""
        for vib in self.vibs:
            if vib.acceptance != "community":
                vib.signature = signing.sign(descriptor(vib, self.release))
        boot = [payload for vib in self.vibs for payload in vib.payloads
                if payload.type == "boot" and payload.size < 100_000]
        copies = [Entry("var/db/payloads/boot/" + payload.file,
                        (self.tree / self.name(payload.file)).read_bytes()) for payload in boot]
        archives = {
            "imgdb.tgz": database.imgdb(self.vibs, self.release),
            "imgpayld.tgz": gnu_tar(copies),
            "basemisc.tgz": gnu_tar(
                [Entry("usr/lib/vmware/basemisc/list", noise.text("basemisc", 4000))]),
            "resvibs.tgz": gnu_tar([Entry("reservedVibs/")]),
            "esxiodpt.tgz": gnu_tar([Entry("esxio/index.xml", noise.text("esxiodpt", 5000))]),
        }
        for name in self.release.tail:
            self.put(name, pack.gzip_unlike(archives[name], self.sizes))

    def put_texts(self):
        release, variants = self.release, self.variants
        names = naming.modules(self.vibs, release.tail)
        both = "ks" in variants
        oem = "oem" in variants
        self.put("boot.cfg", bootcfg.boot_cfg(release, names, both, oem).encode())
        # The mistake of HPEGL: only one of the two files knows the kickstart.
        self.put("efi/boot/boot.cfg", bootcfg.boot_cfg(
            release, names, both or "one-ks" in variants, oem).encode())
        if variants & {"ks", "one-ks"}:
            self.put("ks.cfg", bootcfg.KICKSTART.encode())
        self.put("isolinux.cfg", bootcfg.isolinux_cfg(release.profile).encode())
        self.put(".discinfo", ("ESXi\nVersion: %s\n" % release.vib_version).encode())
        self.put("upgrade/profile.xml", database.profile(self.vibs, release))
        self.put("upgrade/metadata.zip", database.metadata_zip(self.vibs, release))
        if "long-names" in variants:
            for place in LONG_FILES:
                self.put(place, noise.text(place, 2000))

    def fill(self):
        """Write the whole tree."""
        standins = loaders.standins(self.scratch / "standins")
        self.put_modules()
        files = self.base_files(standins)
        self.put_base_files(files)
        for place in ("standin.elf", "ldlinux.c32", "libcom32.c32", "libutil.c32"):
            self.put(place, files[place])
        self.put_tail()
        self.put_texts()
        self.finish()
