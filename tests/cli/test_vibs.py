#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_vibs.py RELEASE [TEST]...: VIBs into, out of and over a sample of a release.

After each build: verify is clean, an independent judge finds what was wanted and nothing else, plan
had said so, a second build has the same bytes, and a build from the result changes nothing in the
database.
"""
import hashlib
import json
import os
import shutil
import sys
import unittest
import zipfile

sys.dont_write_bytecode = True

import disc  # noqa: E402
import made  # noqa: E402
import program  # noqa: E402
from checks import medium  # noqa: E402
from made import community, recipe  # noqa: E402
from sample import sample  # noqa: E402

DATABASE = ("/IMGDB.TGZ", "/UPGRADE/METADATA.ZIP", "/UPGRADE/PROFILE.XML")
RELEASE = "8.0"
# A driver of each sample that nothing depends on, and one whose name has company in 8 characters.
REMOVED = {"5.0": "scsi-ips", "5.5": "scsi-ips", "6.7": "nfnic", "7.0": "nfnic", "8.0": "nfnic",
           "9.0": "nfnic"}
REPLACED = {"5.0": "net-tg3", "5.5": "net-tg3", "6.7": "lsi-msgpt3", "7.0": "lsi-msgpt3",
            "8.0": "lsi-msgpt3", "9.0": "lsi-msgpt3"}


def hyphens(file):
    """5.0 keeps them in file names."""
    return file if RELEASE == "5.0" else file.replace("-", "_")


class Vibs(program.Case):
    def setUp(self):
        super().setUp()
        self.sample = sample(RELEASE)
        self.base(self.sample)
        self.trust = made.trust(self.work)

    def make(self, *recipes):
        return made.vibs(self.path("vibs"), *recipes, release=RELEASE)

    def build(self, output, umask=0o022, **image):
        self.write("spec.yaml", program.minimal(**image))
        return self.esxmint("build", "spec.yaml", "-o", output, "--trust", self.trust, umask=umask,
                            env=program.environment(TZ="Asia/Kathmandu" if umask & 7 else "UTC"))

    def database(self, iso, folder):
        shutil.rmtree(self.path(folder), ignore_errors=True)
        files = disc.extract(self.path(iso), self.path(folder))
        return {name: files[name] for name in DATABASE}

    def built(self, packages, wishes=None, **image):
        """Builds with VIBs from `packages` and judges the result; extra keys go to `image`."""
        inputs = [one if isinstance(one, dict) else {"path": os.path.relpath(one, self.work)}
                  for one in packages]
        if inputs:
            image = {"vibs": inputs, **image}
        self.build("out.iso", **image)
        self.judge(wishes or {}, self.sample)
        self.digests((wishes or {}).get("vibs") or
                     [vib for path in packages if isinstance(path, str) and path.endswith(".zip")
                      for vib in self.unpacked(path)])
        self.build("twice.iso", umask=0o077, **image)
        self.assertEqual(*(program.digest(self.path(name)) for name in ("out.iso", "twice.iso")))
        before = self.database("out.iso", "before")
        self.as_planned(before["/UPGRADE/PROFILE.XML"])
        self.unchanged_again(before)

    def digests(self, packages):
        """The manifest has the SHA-256 of each .vib that came, wherever it was packed."""
        steps = json.loads(self.read("out.iso.manifest.json"))["vibs"]["steps"]
        self.assertEqual({step["id"]: step["sha256"] for step in steps if step["sha256"]},
                         {made.identity(path): program.digest(path) for path in packages})

    def unpacked(self, bundle):
        """The .vib files in a bundle."""
        with zipfile.ZipFile(bundle) as archive:
            names = [name for name in archive.namelist() if name.endswith(".vib")]
            return [archive.extract(name, self.path(os.path.basename(bundle) + ".d"))
                    for name in names]

    def as_planned(self, result):
        """plan said which VIBs, file names, level and profile it would be."""
        done = self.esxmint("plan", "--format", "json", "spec.yaml", "--trust", self.trust)
        plan = json.loads(done.stdout)["vibs"]
        old = medium.Profile(disc.extract(self.sample, self.path("old"))["/UPGRADE/PROFILE.XML"])
        new = medium.Profile(result)
        self.assertEqual((plan["profile"], plan["acceptance_level"]),
                         (new.fields["name"], new.level))
        ids, files = set(old.ids), {}
        for step in plan["steps"]:
            self.assertTrue(step["why"])
            ids -= {*step["replaces"], step["id"]}
            if step["change"] != "remove":
                ids.add(step["id"])
            files.update({(step["id"], row["payload"]): row["file"] for row in step["files"]})
        self.assertEqual(ids, set(new.ids))
        self.assertEqual(files, {key: file for key, file in new.files.items()
                                 if key[0] not in old.ids})

    def judge(self, wishes, base, iso="out.iso"):
        done = self.esxmint("verify", iso, "--trust", self.trust)
        self.assertEqual(done.stdout, "")
        self.assertEqual(made.image_problems(self.path(iso), base, self.trust, **wishes), [])

    def unchanged_again(self, before):
        """A build from the result without further VIBs."""
        os.rename(self.path("out.iso"), self.path("base.iso"))
        self.build("again.iso")
        self.assertEqual(self.database("again.iso", "after"), before)

    def test_one(self):
        packages = self.make(recipe("net-acme", depends=["vmkapi_2_0_0_0"], tags=["driver"]))
        self.built(packages, {"vibs": packages, "level": "partner",
                              "names": {made.identity(packages[0]): {
                                  "net-acme": hyphens("net-acme.v00")}}})

    def test_one_community(self):
        packages = self.make(community("net-acme", dialect="gnu"))
        self.built(packages, {"vibs": packages, "level": "community"},
                   acceptance_level="community")

    def test_twenty(self):
        forms = ("self", "chained", "two", "two-second", "expired")
        kinds = ("vgz", "tgz", "vzstd" if RELEASE == "9.0" else "vgz")
        packages = self.make(*(recipe(
            "acme-%s-%d" % ("net" if number % 3 else "raid", number),
            "%d.2.3-1OEM.%d" % (number, number), sign=forms[number % len(forms)],
            payloads=[{"type": kinds[number % len(kinds)], "size": 4000 + 997 * number}])
            for number in range(20)))
        self.built(packages, {"vibs": packages})

    def test_dates(self):
        """The copy in the database has a time zone, whatever the descriptor has."""
        packages = self.make(*(recipe("date-%d" % number, release_date=date) for number, date in
                               enumerate(("2020-06-03T20:11:49.243745", "2020-06-03T20:11:49",
                                          "2020-06-03T20:11:49+00:00"))))
        self.built(packages, {"vibs": packages})

    def test_folder(self):
        packages = self.make(recipe("net-one"), recipe("net-two"))
        self.built([{"path": "vibs"}], {"vibs": packages})

    def bundle(self, *options, only=None):
        packages = self.make(recipe("bun-net", "3.0-1"), recipe("bun-raid", "3.1-1"),
                             recipe("bun-tool", "3.2-1", payloads=[{"type": "tgz"}]))
        made.bundle(self.path("bundle.zip"), packages, *options)
        if not only:
            return [{"path": "bundle.zip"}], packages
        return [{"path": "bundle.zip", "only": only}], [
            one for one in packages if any(name in one for name in only)]

    def test_bundle(self):
        inputs, packages = self.bundle("--product", RELEASE + ".0", "--product", "9.9.0")
        self.built(inputs, {"vibs": packages})

    def test_bundle_only(self):
        inputs, packages = self.bundle("--layout", "flat", only=["bun-raid"])
        self.built(inputs, {"vibs": packages, "absent": ["bun-net", "bun-tool"]})

    def test_bundle_nested(self):
        inputs, packages = self.bundle("--layout", "nested")
        self.built(inputs, {"vibs": packages})

    def test_component(self):
        inputs, packages = self.bundle("--layout", "component", "--component", "ACM-bun=3.0-1")
        wishes = {"vibs": packages}
        if RELEASE >= "7.0":
            wishes["bulletins"] = ["ACM-bun_3.0-1"]
        self.built(inputs, wishes)

    def old(self, name):
        """The id of a VIB of the sample."""
        members = disc.extract(self.sample, self.path("sample"))["/UPGRADE/PROFILE.XML"]
        shutil.rmtree(self.path("sample"))
        return next(node.text for node in made.reader.xml.fromstring(members).iter("vib-id")
                    if node.text.split("_")[2] == name)

    def test_replace_older(self):
        name = REPLACED[RELEASE]
        old = self.old(name)
        vendor = old.split("_")[0]
        packages = self.make(recipe(name, "99.1-1OEM", vendor=vendor))
        self.built(packages, {"vibs": packages, "absent": [old]})

    def test_replace_other_vendor(self):
        name = REPLACED[RELEASE]
        packages = self.make(recipe(name, "99.1-1OEM"))
        self.built(packages, {"vibs": packages, "absent": [self.old(name)]})

    def test_replace_by_name(self):
        """A VIB of another name that says what it goes for."""
        name = REMOVED[RELEASE]
        packages = self.make(recipe("acme-other", replaces=[name]))
        self.built(packages, {"vibs": packages, "absent": [name]})

    def test_downgrade(self):
        name = REPLACED[RELEASE]
        packages = self.make(recipe(name, "0.0.1-1"))
        self.built([{"path": "vibs/" + os.path.basename(packages[0]), "allow_downgrade": True}],
                   {"vibs": packages, "absent": [self.old(name)]})

    def test_remove(self):
        name = REMOVED[RELEASE]
        self.built([], {"absent": [name]}, remove_vibs=[name])

    def test_remove_and_add(self):
        """What goes makes room: the file name is free again."""
        packages = self.make(recipe("acme-room", payloads=[REMOVED[RELEASE][:8]]))
        file = hyphens(REMOVED[RELEASE][:8]) + ".v00"
        self.built(packages, {"vibs": packages, "absent": [REMOVED[RELEASE]], "names": {
            made.identity(packages[0]): {REMOVED[RELEASE][:8]: file}}},
            remove_vibs=[REMOVED[RELEASE]])

    def test_names_collide(self):
        packages = self.make(recipe("acme-b", payloads=["storage-bus-b"]),
                             recipe("acme-a", payloads=["Storage-Bus-A"]))
        self.built(packages, {"vibs": packages, "names": {
            made.identity(packages[0]): {"storage-bus-b": hyphens("storage-.v01")},
            made.identity(packages[1]): {"Storage-Bus-A": hyphens("storage-.v00")}}})

    def test_several_payloads(self):
        payloads = ["main", {"name": "extra", "type": "tgz"}, {"name": "more", "layout": "A"}]
        if RELEASE == "9.0":
            payloads.append({"name": "tight", "type": "vzstd"})
        packages = self.make(recipe("acme-many", payloads=payloads))
        self.built(packages, {"vibs": packages})

    def test_locker(self):
        packages = self.make(recipe("acme-locker", type="locker", payloads=[
            {"type": "tgz", "files": ["packages/acme/disc.iso"]}]))
        self.built(packages, {"vibs": packages})

    def test_overlay(self):
        """An overlay brings a file that another VIB has, and loads behind all others."""
        name = REMOVED[RELEASE]
        packages = self.make(recipe("acme-over", overlay=True, payloads=[
            {"files": ["usr/lib/vmware/vmkmod/" + name[:8], "etc/acme/settings"]}]))
        self.built(packages, {"vibs": packages})

    def test_dialects(self):
        packages = self.make(*(recipe("dia-" + dialect, dialect=dialect) for dialect in (
            "vmware", "octal", "gnu", "dated", "long")))
        self.built(packages, {"vibs": packages})

    def test_fixtures(self):
        packages = [made.fixture("vib", name) for name in (
            "ghettoVCB-2020-12-29.vib", "opennebula-fw-vnc-2.vib")]
        if not all(packages):
            self.skipTest("the fixtures are missing")
        self.built(packages, {"vibs": packages, "level": "community"},
                   acceptance_level="community")

    def test_fixture_bundles(self):
        packages = [made.fixture(*name) for name in (
            ("bundle", "ghettoVCB-2020-12-29-offline-bundle.zip"),
            ("bundle", "opennebula-fw-vnc-1.zip"))]
        if not all(packages):
            self.skipTest("the fixtures are missing")
        self.built(packages, {"present": [
            "virtuallyGhetto_bootbank_ghettoVCB_1.0.0-0.0.0",
            "OpenNebulaSystems_bootbank_fw-vnc_1.0.0-1"]}, acceptance_level="community")

    def test_layouts(self):
        """Both ways of writing the ISO give the same files."""
        packages = self.make(recipe("net-acme"))
        found = []
        for layout in ("append", "compact"):
            self.build(layout + ".iso", layout=layout, vibs=[
                {"path": os.path.relpath(packages[0], self.work)}])
            self.judge({"vibs": packages}, self.sample, layout + ".iso")
            files = disc.extract(self.path(layout + ".iso"), self.path(layout))
            del files["/ISOLINUX.BIN"]      # carries its own block number
            del files["/KS.CFG"]            # carries a digest of the spec
            found.append({name: hashlib.sha256(data).hexdigest() for name, data in files.items()})
        self.assertEqual({name for name in set(found[0]) | set(found[1])
                          if found[0].get(name) != found[1].get(name)}, set())

    def test_one_after_the_other(self):
        """Two changes give the database of both at once; a change can be taken back."""
        first, second = ({"path": os.path.relpath(path, self.work)}
                         for path in self.make(recipe("net-one"), recipe("net-two")))
        self.build("both.iso", vibs=[second, first])
        both = self.database("both.iso", "both")
        self.build("one.iso", vibs=[first])
        os.rename(self.path("one.iso"), self.path("base.iso"))
        self.build("two.iso", vibs=[second])
        self.assertEqual(self.database("two.iso", "two"), both)
        self.build("back.iso", remove_vibs=["net-one"])
        self.judge({"absent": ["net-one"]}, self.path("base.iso"), "back.iso")

    def test_same_again(self):
        """A VIB that is there already changes nothing."""
        packages = self.make(recipe("net-one"))
        inputs = [{"path": os.path.relpath(packages[0], self.work)}]
        self.build("one.iso", vibs=inputs)
        before = self.database("one.iso", "before")
        os.rename(self.path("one.iso"), self.path("base.iso"))
        self.build("again.iso", vibs=inputs)
        self.assertEqual(self.database("again.iso", "after"), before)

    def test_everything(self):
        """All at once, in an order that is not that of the ids."""
        packages = self.make(
            recipe("z-net"), recipe("a-net"), recipe(REPLACED[RELEASE], "99.1-1OEM"),
            recipe("m-over", overlay=True), recipe("m-lock", type="locker", payloads=[
                {"type": "tgz"}]), community("fling", provides=["fling-api = 2.0"]),
            recipe("user", depends=["fling-api >= 1.5", "z-net"]))
        self.built(packages, {"vibs": packages, "absent": [REMOVED[RELEASE]],
                              "level": "community"},
                   remove_vibs=[REMOVED[RELEASE]], acceptance_level="community")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        RELEASE = sys.argv.pop(1)
    unittest.main(verbosity=2)
