# SPDX-License-Identifier: GPL-3.0-or-later
# Driver packages of 4.x for tests of the program, made by GNU ar, GNU tar and Python's zipfile.
import gzip
import os
import random
import subprocess
import zipfile

DESCRIPTOR = """<vib><vibVersion>1.4.5</vibVersion><vibID>%(type)s_%(name)s_%(version)s</vibID>
<name>%(name)s</name><version>%(version)s</version><vendor>VMware</vendor>
<vibType>%(type)s</vibType><summary>A driver</summary></vib>
"""
XML = """<?xml version="1.0" encoding="iso-8859-1"?>
<pcitable><vendor id="8086"><short>Intel</short><name>Intel Corporation</name>
<device id="10fb"><vmware label="nic"><driver>%s</driver></vmware><name>82599</name></device>
</vendor></pcitable>
"""


def files(name="ixgbe", size=200000):
    """What is in a driver: {path: bytes}, the module as good as random."""
    return {"usr/lib/vmware/vmkmod/%s.o" % name: b"\x7fELF" + random.Random(name).randbytes(size),
            "etc/vmware/pciid/%s.xml" % name: (XML % name).encode()}


def archive(path, content):
    """An oem.tgz or data.tar.gz by GNU tar."""
    root = path + ".tree"
    for name, data in content.items():
        os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
        with open(os.path.join(root, name), "wb") as file:
            file.write(data)
    tar = subprocess.run("tar --sort=name --mtime=@1262304000 --owner=0 --group=0 -cf - *",
                         shell=True, cwd=root, check=True, stdout=subprocess.PIPE).stdout
    with open(path, "wb") as file:
        file.write(gzip.compress(tar, mtime=0))
    return path


def vib(path, content=None, kind="cross", name="vmware-esx-drivers-net-ixgbe",
        version="400.3.9.13-1vmw.2.17.249663"):
    """A .vib by GNU ar."""
    parts = path + ".parts"
    os.makedirs(parts)
    archive(os.path.join(parts, "data.tar.gz"), files() if content is None else content)
    for member, data in {
            "descriptor.xml": DESCRIPTOR % {"type": kind, "name": name, "version": version},
            "sig.pkcs7": "no signature", "debian-binary": "2.0\n",
            "control.tar.gz": "not looked at", "short.rpm": "nothing",
            "complete.rpm": "nothing"}.items():
        with open(os.path.join(parts, member), "w", encoding="ascii") as file:
            file.write(data)
    members = ["debian-binary", "control.tar.gz", "data.tar.gz", "descriptor.xml", "sig.pkcs7"]
    if kind == "cross":
        members.append("short.rpm")
    if kind == "rpm":
        members = ["descriptor.xml", "sig.pkcs7", "complete.rpm"]
    subprocess.run(["ar", "rcD", path, *members], cwd=parts, check=True)
    return path


def bundle(path, *vibs):
    """An offline bundle: the .vib files and what stands beside them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("vendor-index.xml", "<vendorList/>")
        for one in vibs:
            file.write(one, "vib/" + os.path.basename(one))
    return path
