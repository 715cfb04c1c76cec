#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""VIBs that cannot be put in: each refusal says which one, why, what the base has instead, and what
would help; it leaves nothing on disk. What `allow_downgrade` and lower levels do allow is built."""
import io
import os
import sys
import unittest
import zipfile

sys.dont_write_bytecode = True

import made  # noqa: E402
import program  # noqa: E402
from made import community, recipe  # noqa: E402
from program import INPUT  # noqa: E402
from sample import sample  # noqa: E402

GIGABYTE = 1 << 30
# In the 8.0 sample: vmkapi_2_0_0_0 to vmkapi_2_11_0_0, esx-version 8.0.3, nfnic of VMW.
DRIVER = "nfnic"


class Refusal(program.Case):
    release = "8.0"

    def setUp(self):
        super().setUp()
        self.base(sample(self.release))
        self.trust = made.trust(self.work)

    def make(self, *recipes):
        paths = made.vibs(self.path("vibs"), *recipes, release=self.release)
        return [os.path.relpath(path, self.work) for path in paths]

    def spec(self, packages, **image):
        inputs = [one if isinstance(one, dict) else {"path": one} for one in packages]
        if inputs:
            image = {"vibs": inputs, **image}
        self.write("spec.yaml", program.minimal(**image))

    def refused_image(self, packages, *words, status=INPUT, **image):
        """build and plan refuse with the same words; nothing is left behind."""
        self.spec(packages, **image)
        os.makedirs(self.path("out"), exist_ok=True)
        for command in (("build", "spec.yaml", "-o", "out/x.iso"), ("plan", "spec.yaml")):
            done = self.refused(status, words[0], *command, "--trust", self.trust)
            for word in words[1:]:
                self.assertIn(word, done.stderr)
        return done.stderr

    def taken(self, packages, **image):
        self.spec(packages, **image)
        self.esxmint("plan", "spec.yaml", "--trust", self.trust)


class Relations(Refusal):
    def test_unmet_version(self):
        self.refused_image(self.make(recipe("acme-net", depends=["esx-version >= 9.0.0"])),
                           "acme-net", "esx-version >= 9.0.0", "8.0.3")

    def test_unmet_interface(self):
        """A driver of a later release: the nearest that the base has is told."""
        self.refused_image(self.make(recipe("acme-net", depends=["vmkapi_2_13_0_0"])),
                           "acme-net", "vmkapi_2_13_0_0", "vmkapi_2_1")

    def test_unmet_name(self):
        self.refused_image(self.make(recipe("acme-net", depends=["acme-library >= 2.0"])),
                           "acme-net", "acme-library >= 2.0", "image.vibs")

    def test_met_by_another(self):
        self.taken(self.make(recipe("acme-net", depends=["acme-library >= 2.0"]),
                             recipe("acme-lib", provides=["acme-library = 2.1"])))
        self.refused_image(self.make(
            recipe("acme-net", depends=["acme-library >= 2.0"]),
            recipe("acme-lib", provides=["acme-library = 1.9"])), "acme-library >= 2.0", "1.9")

    def test_conflict(self):
        self.refused_image(self.make(recipe("acme-net", conflicts=[DRIVER])),
                           "acme-net", DRIVER, "image.remove_vibs")
        self.taken(self.make(recipe("acme-net", conflicts=[DRIVER])), remove_vibs=[DRIVER])

    def test_conflict_of_two(self):
        self.refused_image(self.make(recipe("acme-net", conflicts=["acme-raid << 2.0"]),
                                     recipe("acme-raid", "1.5-1")), "acme-net", "acme-raid << 2.0")
        self.taken(self.make(recipe("acme-net", conflicts=["acme-raid << 2.0"]),
                             recipe("acme-raid", "2.0-1")))

    def test_remove_needed(self):
        self.refused_image([], "esx-update", "esx-base", remove_vibs=["esx-update"])

    def test_remove_vital(self):
        self.refused_image([], "esx-base", remove_vibs=["esx-base"])

    def test_remove_unknown(self):
        self.refused_image([], "nfnik", "nfnic", remove_vibs=["nfnik"])

    def test_removal_twice(self):
        self.spec([], remove_vibs=["nfnic", "nfnic"])
        done = self.esxmint("plan", "spec.yaml", "--trust", self.trust)
        self.assertRegex(done.stderr, r"spec.yaml:\d+:\d+: warning: image.remove_vibs\[1\]: "
                                      r"'nfnic' is named twice, the first time in line \d+\n")
        self.assertEqual(done.stdout.count("nfnic"), self.once())

    def once(self):
        self.spec([], remove_vibs=["nfnic"])
        return self.esxmint("plan", "spec.yaml", "--trust", self.trust).stdout.count("nfnic")

    def test_same_file(self):
        packages = self.make(recipe("acme-net", payloads=[{"files": ["etc/acme", "bin/tool"]}]),
                             recipe("acme-tool", payloads=[{"files": ["bin/tool"]}]))
        self.refused_image(packages, "acme-net", "acme-tool", "bin/tool")
        packages = self.make(recipe("acme-net", payloads=[{"files": ["etc/acme", "bin/tool"]}]),
                             recipe("acme-tool", overlay=True, payloads=[{"files": ["bin/tool"]}]))
        self.taken(packages)

    def test_same_file_as_base(self):
        packages = self.make(recipe("acme-net", payloads=[
            {"files": ["usr/lib/vmware/vmkmod/" + DRIVER]}]))
        self.refused_image(packages, "acme-net", DRIVER, "usr/lib/vmware/vmkmod/" + DRIVER)

    def test_two_of_a_name(self):
        packages = self.make(recipe("acme-net", "1.0-1", vendor="ONE"),
                             recipe("acme-net", "1.0-1", vendor="TWO", file="two.vib"))
        self.refused_image(packages, "acme-net", "ONE", "TWO")

    def test_older(self):
        old = self.make(recipe(DRIVER, "0.0.1-1", vendor="VMW"))[0]
        self.refused_image([old], DRIVER, "0.0.1-1", "older", "allow_downgrade")
        self.taken([{"path": old, "allow_downgrade": True}])


class Levels(Refusal):
    def test_community(self):
        packages = self.make(community("fling"))
        self.refused_image(packages, "fling", "community", "partner", "acceptance_level")
        self.refused_image(packages, "fling", "community", acceptance_level="accepted")
        self.taken(packages, acceptance_level="community")

    def test_secure_boot(self):
        self.refused_image(self.make(community("fling")), "fling", "Secure Boot",
                           acceptance_level="community", secure_boot=True)

    def test_unsigned_claim(self):
        for level in ("partner", "accepted", "certified"):
            with self.subTest(level=level):
                packages = self.make(recipe("claim", level=level, sign="none"))
                self.refused_image(packages, "claim", level, "sign",
                                   acceptance_level="community")

    def test_unknown_signer(self):
        packages = self.make(recipe("claim", sign="unknown"))
        self.refused_image(packages, "claim", "partner", "somebody else")

    def test_signature_wrong(self):
        for more in ({"sign": "damaged"}, {"faults": ["signature-of-another"]},
                     {"faults": ["not-pem"]}, {"level": "community", "sign": "damaged"}):
            with self.subTest(more=more):
                self.refused_image(self.make(recipe("claim", **more)), "claim", "signature",
                                   acceptance_level="community")

    def test_good_signatures(self):
        for form in ("self", "chained", "two", "two-second", "two-damaged", "expired", "late"):
            with self.subTest(form=form):
                self.taken(self.make(recipe("good", sign=form)))


class Packages(Refusal):
    def test_payload_faults(self):
        for fault, words in (("size", ("acme-net",)), ("checksum", ("acme-net", "sha-256")),
                             ("checksum-gunzip", ("acme-net", "gunzip")),
                             ("member-name", ("acme-net", "payload1")),
                             ("no-member", ("acme-net",)), ("extra-member", ("extra",)),
                             ("twice", ("acme-net",)), ("flip:payload", ("acme-net", "sha-256"))):
            with self.subTest(fault=fault):
                packages = self.make(recipe("acme-net", faults=[fault]))
                self.refused_image(packages, packages[0].rpartition("/")[2], *words)

    def test_container_faults(self):
        for fault, word in (("no-descriptor", "descriptor.xml"), ("no-signature", "sig.pkcs7"),
                            ("order", "descriptor.xml"), ("not-xml", "descriptor"),
                            ("truncated", "acme-net"), ("flip:descriptor", "acme-net")):
            with self.subTest(fault=fault):
                packages = self.make(recipe("acme-net", faults=[fault]))
                self.refused_image(packages, packages[0].rpartition("/")[2], word)

    def test_damaged_streams(self):
        """The checksum of the stored bytes is right: only unpacking shows it."""
        for damage in ("crc", "length", "cut", "two", "zeros", "raw"):
            with self.subTest(damage=damage):
                packages = self.make(recipe("acme-net", payloads=[{"damage": damage}]))
                self.refused_image(packages, "acme-net", "payload")

    def test_release_4(self):
        self.refused_image(self.make(recipe("acme-net", schema="1.4.5")), "acme-net", "4.")

    def test_zstd(self):
        packages = self.make(recipe("acme-net", payloads=[{"type": "vzstd"}],
                                    depends=["zstd-compression = 1.0"]))
        self.refused_image(packages, "acme-net", "vzstd", "8.0", "9.0")

    def test_paths(self):
        for path in ("../../etc/passwd", "/etc/passwd", "etc/../../x", "etc/x/.."):
            with self.subTest(path=path):
                packages = self.make(recipe("acme-net", payloads=[{"files": ["etc/a", path]}]))
                self.refused_image(packages, "acme-net", "path")

    def test_links(self):
        for link in ("/etc/passwd", "../../../etc/passwd", "a"):
            for kind in ("1", "2"):
                with self.subTest(link=link, kind=kind):
                    packages = self.make(recipe("acme-net", payloads=[
                        {"files": ["etc/a", {"path": "etc/b", "link": link, "kind": kind}]}]))
                    self.refused_image(packages, "acme-net", "link")

    def test_payload_names(self):
        for name in ("../x", "a/b", "..", "x\ny"):
            with self.subTest(name=name):
                packages = self.make(recipe("acme-net", dialect="long", payloads=[{"name": name}]))
                self.refused_image(packages, "acme-net")

    def test_many_payloads(self):
        for count, word in ((300, "256"), (10000, "10000")):
            with self.subTest(count=count):
                packages = self.make(recipe("many", payloads=[
                    {"name": "p", "count": count, "type": "text", "size": 20}]))
                self.refused_image(packages, "many", word)

    def test_many_modules(self):
        self.make(*(community("net-%d" % i) for i in range(150)))
        self.refused_image(["vibs"], "spec.yaml:", "modules, the boot loader takes 240",
                           acceptance_level="community")

    def test_reserved_names(self):
        """What the loader of Secure Boot looks at by name."""
        for name in ("s", "sb", "esxcore", "esxupdt"):
            with self.subTest(name=name):
                packages = self.make(recipe("acme-net", payloads=[
                    {"name": "x", "vfat_name": name + ".v77"}]))
                self.refused_image(packages, "acme-net", name)

    def test_not_a_package(self):
        self.write("text.vib", b"hello\n")
        self.refused_image(["text.vib"], "text.vib")
        self.write("empty.vib", b"")
        self.refused_image(["empty.vib"], "empty.vib")

    def test_wrong_pin(self):
        packages = self.make(recipe("acme-net"))
        self.refused_image([{"path": packages[0], "sha256": "0" * 64}], packages[0], "digest")

    def test_missing(self):
        self.refused_image(["none.vib"], "none.vib", status=program.SYSTEM)


class Bombs(Refusal):
    """Small packages that unpack to more than the limit of 4 GiB; slow, as they are read so far."""

    def test_bombs(self):
        for kind in ("vgz", "vzstd"):
            with self.subTest(kind=kind):
                packages = self.make(recipe("bomb", payloads=[
                    {"type": kind, "bomb": 5 * GIGABYTE}]))
                self.refused_image(packages, "bomb", "4 GiB")

    def test_extract(self):
        packages = self.make(recipe("bomb", payloads=[{"bomb": 5 * GIGABYTE}]))
        self.refused(INPUT, "4 GiB", "extract", packages[0], "/")


class Depots(Refusal):
    def bundle(self, *options, name="bundle.zip"):
        packages = [self.path(one) for one in self.make(recipe("bun-net"), recipe("bun-raid"))]
        return os.path.basename(made.bundle(self.path(name), packages, *options))

    def test_faults(self):
        for fault, word in (("checksum", "SHA-256"), ("size", "bun-net"), ("no-vib", "bun-net"),
                            ("no-metadata", "metadata.zip"),
                            ("corrupt", "bun-net"), ("corrupt-metadata", "metadata.zip"),
                            ("truncated", ""), ("traversal", ".."), ("other-id", "bun-net"),
                            ("bomb-vib", "")):
            with self.subTest(fault=fault):
                name = self.bundle("--fault", fault, name=fault + ".zip")
                self.refused_image([name], name, word)

    def test_bomb_beside(self):
        """What nobody asked for is not unpacked, or refused; it costs nothing either way."""
        name = self.bundle("--fault", "bomb")
        self.spec([name])
        done = program.run("plan", "spec.yaml", "--trust", self.trust, cwd=self.work)
        self.assertIn(done.returncode, (0, INPUT))

    def test_only_unknown(self):
        name = self.bundle()
        self.refused_image([{"path": name, "only": ["bun-nett"]}], "bun-nett", "bun-net")

    def bulletins(self, *ids):
        """A bundle whose metadata have bulletins of these ids, which all name its two VIBs."""
        paths = made.vibs(self.path("two"), community("net-a"), community("net-b"))
        source = made.bundle(self.path("source.zip"), paths)
        vibs = "".join("<vibID>ACM_bootbank_%s_1.0-1</vibID>" % name for name in ("net-a", "net-b"))
        inner = io.BytesIO()
        with zipfile.ZipFile(source) as old:
            with zipfile.ZipFile(io.BytesIO(old.read("metadata.zip"))) as metadata, \
                    zipfile.ZipFile(inner, "w") as new:
                for name in metadata.namelist():
                    if not name.startswith("bulletins/"):
                        new.writestr(name, metadata.read(name))
                for i, one in enumerate(ids):
                    new.writestr(
                        "bulletins/%d.xml" % i,
                        '<bulletin><id>%s</id><componentNameSpec name="n"/><vibList>%s</vibList>'
                        "</bulletin>" % (one, vibs))
            with zipfile.ZipFile(self.path("bundle.zip"), "w") as new:
                for name in old.namelist():
                    new.writestr(name, inner.getvalue() if name == "metadata.zip"
                                 else old.read(name))
        return "bundle.zip"

    def test_component_names(self):
        """An id that would be no file name in the database: told once, and the VIBs are taken."""
        for name in ("../../x", "a/b", "..", "a" * 80):
            with self.subTest(name=name):
                self.spec([self.bulletins(name)], acceptance_level="community")
                done = self.esxmint("plan", "spec.yaml")
                self.assertEqual(done.stdout.count("'%s' makes no file name" % name), 1,
                                 done.stdout)

    def test_many_bulletins(self):
        self.refused_image([self.bulletins(*range(10001))], "has more than 10000 bulletins")

    def test_no_zip(self):
        self.write("noise.zip", b"PK\3\4" + bytes(range(256)) * 8)
        self.refused_image(["noise.zip"], "noise.zip")


class OtherReleases(Refusal):
    release = "5.5"

    def test_kernel_interface(self):
        self.refused_image(self.make(recipe("acme-net", depends=["vmkapi_2_4_0_0"])),
                           "acme-net", "vmkapi_2_4_0_0", "vmkapi_2_2")

    def test_zstd(self):
        packages = self.make(recipe("acme-net", payloads=[{"type": "vzstd"}]))
        self.refused_image(packages, "acme-net", "vzstd", "9.0")


if __name__ == "__main__":
    unittest.main(verbosity=2)
