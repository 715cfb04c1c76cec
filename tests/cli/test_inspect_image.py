#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""inspect of imgdb.tgz and the VIBs of an ISO, against Python's tar and XML readers."""
import io
import json
import os
import subprocess
import sys
import tarfile
import unittest
import xml.etree.ElementTree as etree

sys.dont_write_bytecode = True

import program  # noqa: E402
from program import SOURCE  # noqa: E402
from sample import sample  # noqa: E402

WRONG = 1
KINDS = ("6.7", "8.0", "9.0")
ROOT = "var/db/esximg/"


def database(folder, kind):
    """The path of imgdb.tgz of a sample, and its members."""
    path = os.path.join(folder, "imgdb-%s.tgz" % kind)
    subprocess.run(["xorriso", "-osirrox", "on", "-indev", sample(kind), "-extract", "/IMGDB.TGZ",
                    path], check=True, capture_output=True)
    with tarfile.open(path) as archive:
        return path, {member.name: archive.extractfile(member).read() for member in archive
                      if member.isfile()}


def expected(members):
    """What an independent reader finds: the rows of VIBs without their signatures."""
    profile = etree.fromstring(next(data for name, data in members.items()
                                    if name.startswith(ROOT + "profiles/")))
    files = {vib.findtext("vib-id"): {payload.get("payload-name"): payload.text
                                      for payload in vib.iter("payload")}
             for vib in profile.iter("vib")}
    rows = {}
    for name, data in members.items():
        if not name.endswith(".xml.orig"):
            continue
        vib = etree.fromstring(data)
        texts = {key: vib.findtext(key) for key in ("type", "name", "version", "vendor")}
        identity = "_".join(texts[key] for key in ("vendor", "type", "name", "version"))
        rows[identity] = dict(
            texts, id=identity, acceptance_level=vib.findtext("acceptance-level"),
            in_profile=identity in files,
            payloads=[{"name": payload.get("name"), "type": payload.get("type"),
                       "size": int(payload.get("size")),
                       "file": files[identity][payload.get("name")]}
                      for payload in vib.iter("payload")])
    return profile, [rows[identity] for identity in sorted(rows, key=str.encode)]


def without_signature(rows):
    return [{key: value for key, value in row.items() if key != "signature"} for row in rows]


class InspectImage(program.Case):
    def inspect(self, path, status=0):
        done = program.run("inspect", "--format", "json", path)
        self.assertEqual((done.returncode, done.stderr), (status, ""))
        return json.loads(done.stdout)

    def test_database(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                path, members = database(self.work, kind)
                profile, rows = expected(members)
                found = self.inspect(path)
                self.assertEqual(found["schema"], "esxmint.imgdb/1")
                self.assertEqual(found["profile"], profile.findtext("name"))
                self.assertEqual(found["acceptance_level"], profile.findtext("acceptancelevel"))
                self.assertEqual(found["bulletins"],
                                 sorted(one.text for one in profile.iter("bulletin-id")))
                self.assertEqual(without_signature(found["vibs"]), rows)
                others = [name for name in members if "/bulletins/" in name]
                self.assertEqual([row["path"] for row in found["files"]], others)
                medium = self.inspect(sample(kind))
                self.assertEqual(medium["vibs"], found["vibs"])

    def test_signers(self):
        path, _ = database(self.work, "8.0")
        self.assertEqual({row["signature"]["status"] for row in self.inspect(path)["vibs"]},
                         {"unknown"})
        signer = os.path.join(self.work, "signer.pem")
        with open(signer, "wb") as file:
            file.write(subprocess.run([os.path.join(SOURCE, "tests/media/signer-certificate")],
                                      check=True, capture_output=True).stdout)
        done = program.run("inspect", "--trust", signer, path)
        self.assertEqual(done.returncode, 0)
        lines = [line for line in done.stdout.splitlines() if line.startswith("vib ")]
        self.assertEqual(len(lines), len(self.inspect(path)["vibs"]))
        for line in lines:
            self.assertIn(", signed by esxmint sample VIB signing: ", line)

    def test_altered_descriptor(self):
        path, members = database(self.work, "6.7")
        altered = next(name for name in members if "/vibs/vsan-" in name and name.endswith("orig"))
        other = os.path.join(self.work, "altered.tgz")
        with tarfile.open(path) as source, tarfile.open(other, "w:gz") as target:
            for member in source:
                data = members.get(member.name)
                if member.name == altered:
                    data = data.replace(b"System part", b"System Part")
                target.addfile(member, io.BytesIO(data) if data is not None else None)
        wrong = [row["name"] for row in self.inspect(other, WRONG)["vibs"]
                 if row["signature"]["status"] == "invalid"]
        self.assertEqual(wrong, ["vsan"])
        done = program.run("inspect", other)
        self.assertEqual(done.returncode, WRONG)
        self.assertEqual(done.stdout.count("signature INVALID"), 1)


if __name__ == "__main__":
    unittest.main()
