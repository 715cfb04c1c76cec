#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""inspect of VIBs says what GNU ar, openssl, gzip, zstd, sha256sum and an independent reader say,
on real packages and on made ones; every altered byte of a signed package is found and named."""
import hashlib
import json
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import made  # noqa: E402
import program  # noqa: E402
from made import community, reader, recipe  # noqa: E402
from program import INPUT  # noqa: E402

WRONG = 1
TEXTS = ("id", "name", "version", "vendor", "type", "summary", "acceptance_level", "release_date")
LISTS = {"depends": "depends", "conflicts": "conflicts", "replaces": "replaces",
         "provides": "provides"}
STEP = 7                        # every so many bytes one is altered
PARTS = ("descriptor", "signature", "payload")
# What a message says of each part.
WORDS = {"descriptor": ("descriptor", "signature"), "signature": ("signature", "signer"),
         "payload": ("payload",)}


def tool(*command, **options):
    return subprocess.run(command, capture_output=True, check=True, **options).stdout


def constraints(rows, relation=True):
    return [(row["name"], row.get("relation") if relation else None, row.get("version"))
            for row in rows]


class Inspect(program.Case):
    def setUp(self):
        super().setUp()
        self.trust = made.trust(self.work)

    def document(self, path, status=0):
        done = self.esxmint("inspect", "--format", "json", "--trust", self.trust, path,
                            status=status)
        document = json.loads(done.stdout)
        self.assertEqual(document["schema"], "esxmint.vib/1")
        return document

    def check(self, path, status=0):
        """The document against the independent reader."""
        with open(path, "rb") as file:
            data = file.read()
        expected = reader.inspect(data, self.trust)
        document = self.document(path, status)
        for key in TEXTS:
            self.assertEqual(document[key], expected[key], key)
        for key, name in LISTS.items():
            own = key != "provides"
            self.assertEqual(constraints(document[key], own), constraints(expected[name], own))
        self.assertEqual(document["software_tags"], expected["tags"])
        for key, name in (("maintenance_mode", "maintenance_mode"),
                          ("live_install", "live_install_allowed")):
            self.assertEqual(document[key], expected[name] == "true", key)
        self.check_payloads(document["payloads"], expected["payloads"])
        self.check_signature(document["signature"], expected["signature"])
        self.assertEqual(bool(document["problems"]), bool(expected["problems"]))
        return document

    def check_payloads(self, payloads, expected):
        for one, other in zip(payloads, expected, strict=True):
            for key in ("name", "type", "size", "file_count"):
                self.assertEqual(one[key], other[key], "%s of payload '%s'" % (key, one["name"]))
            for sum_, wanted in zip(one["checksums"], other["checksums"], strict=True):
                self.assertEqual({**sum_, "verify_process": sum_["verify_process"] or ""}, wanted)

    def check_signature(self, signature, expected):
        self.assertEqual(signature["status"], expected["status"])
        self.assertEqual(len(signature["signers"]), len(expected["signers"]))
        for one, subject in zip(signature["signers"], expected["signers"]):
            self.assertIn(one["subject"], subject)

    def check_tools(self, path, document):
        """The same by public tools."""
        names = tool("ar", "t", path).decode().split()
        self.assertEqual(names, ["descriptor.xml", "sig.pkcs7",
                                 *(payload["name"] for payload in document["payloads"])])
        for payload in document["payloads"]:
            stored = tool("ar", "p", path, payload["name"])
            self.assertEqual(len(stored), payload["size"])
            once = tool("gzip", "-dc", input=stored) if stored[:2] == reader.GZIP_MAGIC else None
            full = once
            if once and once[:4] == reader.ZSTD_MAGIC:
                full = tool("zstd", "-dcq", "--long=27", input=once)
            for row in payload["checksums"]:
                data = full if row["verify_process"] == "gunzip" else stored
                if row["type"].endswith("-gunzip1"):
                    data = once
                program_name = row["type"].removesuffix("-gunzip1").replace("-", "") + "sum"
                self.assertEqual(tool(program_name, input=data).split()[0].decode(), row["actual"])
        signature = tool("ar", "p", path, "sig.pkcs7")
        if signature and document["signature"]["signers"][0]["good"]:
            self.write("signed", tool("ar", "p", path, "descriptor.xml"))
            self.write("signature", signature)
            tool("openssl", "cms", "-verify", "-noverify", "-inform", "PEM", "-binary", "-in",
                 self.path("signature"), "-content", self.path("signed"))


class Real(Inspect):
    def test_fixtures(self):
        folder = made.fixture("vib")
        if not folder:
            self.skipTest("the fixtures are missing")
        for name in sorted(os.listdir(folder)):
            with self.subTest(name=name):
                path = os.path.join(folder, name)
                self.check_tools(path, self.check(path))


class Made(Inspect):
    def every(self, *recipes, release="8.0", status=0):
        for path in made.vibs(self.path("vibs"), *recipes, release=release):
            with self.subTest(path=os.path.basename(path), release=release):
                document = self.check(path, status)
                if status == 0:
                    self.check_tools(path, document)

    def test_releases(self):
        payloads = ["one", {"name": "two", "type": "tgz"}, {"name": "three", "type": "vzstd"},
                    {"name": "k", "type": "boot", "boot_order": 60},
                    {"name": "readme", "type": "text"},
                    {"name": "four", "layout": "A", "unsigned_sums": True, "size": 70000},
                    {"name": "five", "type": "tgz", "archive": "visor", "gzip": "named"}]
        for release in ("5.5", "6.7", "7.0", "8.0", "9.0"):
            self.every(recipe("acme-net", payloads=payloads, tags=["driver", "PCIID 8086:1533"],
                              depends=["vmkapi_2_3_0_0", "esx-version >= 6.0.0"],
                              conflicts=["other << 1.0"], replaces=["old <= 2.0-1", "older"],
                              provides=["api = 1.0", "bare"], compatible=["esx-version >= 5.0"],
                              maintenance=False, live_install=True,
                              summary="An & <odd> \"summary\" ä"), release=release)

    def test_dialects(self):
        self.every(*(recipe("dia-" + dialect, dialect=dialect)
                     for dialect in ("vmware", "octal", "gnu", "dated", "long")))
        self.every(recipe("pad", faults=["no-last-pad"]))

    def test_signers(self):
        self.every(*(recipe("sign-" + form, sign=form) for form in (
            "self", "chained", "two", "two-second", "two-damaged", "expired", "late")))
        self.every(community("plain"))

    def test_unknown_signers(self):
        """Who signs is not known: nothing is wrong, but there is nothing to believe a level for."""
        for form in ("unknown", "two-unknown"):
            path, = made.vibs(self.path("vibs"), recipe("sign-" + form, sign=form))
            done = self.esxmint("inspect", "--format", "json", path)
            document = json.loads(done.stdout)
            self.assertEqual(document["signature"]["status"], "unknown")
            self.assertEqual(document["problems"], [])
            self.assertRegex(" ".join(document["warnings"]), "claims level partner but its signer "
                             "'.*' is not known")
            self.assertIn("\nwarning   claims level partner", self.esxmint("inspect", path).stdout)
            self.assertFalse(any(signer["trusted"] for signer in document["signature"]["signers"]))

    def test_trust_file(self):
        """The sample's own signer is unknown until its certificate is given."""
        path, = made.vibs(self.path("vibs"), recipe("net"))
        done = program.run("inspect", "--format", "json", path, cwd=self.work)
        self.assertEqual(json.loads(done.stdout)["signature"]["status"], "unknown")
        document = self.document(path)
        self.assertEqual(document["signature"]["status"], "trusted")
        self.assertEqual(document["warnings"], [])

    def test_named_pipe(self):
        """One that nobody writes to is not waited for; one of the shell's is read."""
        path, = made.vibs(self.path("vibs"), recipe("net"))
        os.mkfifo(self.path("pipe"))
        self.refused(INPUT, "'pipe' is a named pipe", "inspect", "--trust", "pipe", path)
        done = subprocess.run(["bash", "-c", '"$0" inspect --trust <(cat "$1") "$2"',
                               program.ESXMINT, self.trust, path], cwd=self.work,
                              env=program.environment(), capture_output=True, text=True,
                              check=False, timeout=program.TIMEOUT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("signature trusted", done.stdout)


class Wrong(Inspect):
    def broken(self, one, *words, status=WRONG):
        path, = made.vibs(self.path("vibs"), one)
        done = self.esxmint("inspect", "--trust", self.trust, path, status=status)
        for word in words:
            self.assertIn(word, done.stdout + done.stderr)

    def test_checksums(self):
        for fault in ("checksum", "checksum-gunzip"):
            with self.subTest(fault=fault):
                path, = made.vibs(self.path("vibs"), recipe("bad-" + fault, faults=[fault]))
                self.check(path, WRONG)

    def test_faults(self):
        for fault, word in (("size", "size"), ("member-name", "payload1"),
                            ("no-member", "acme-net"),
                            ("extra-member", "extra"), ("signature-of-another", "signature"),
                            ("not-pem", "signature")):
            with self.subTest(fault=fault):
                self.broken(recipe("acme-net", faults=[fault]), word)

    def test_unreadable(self):
        for fault, word in (("no-descriptor", "descriptor.xml"), ("not-xml", "descriptor")):
            with self.subTest(fault=fault):
                self.broken(recipe("acme-net", faults=[fault]), word, status=INPUT)

    def test_streams(self):
        for damage in ("crc", "length", "cut", "two", "zeros"):
            with self.subTest(damage=damage):
                self.broken(recipe("acme-net", payloads=[{"damage": damage}]), "payload")

    def test_claims(self):
        """A level above community without a signer who may say so."""
        self.broken(recipe("claim", sign="none"), "partner")


class Alterations(Inspect):
    """One byte of a part altered: the status is 1, and the part is named."""

    def setUp(self):
        super().setUp()
        path, = made.vibs(self.path("vibs"), recipe("net", sign="self",
                                                    payloads=[{"size": 1200}]))
        with open(path, "rb") as file:
            self.data = file.read()
        self.rows = reader.members(self.data)

    def alter(self, part):
        member = self.rows[PARTS.index(part)][1]
        start = self.data.index(member)
        missed = []
        for number, at in enumerate(range(0, len(member), STEP)):
            changed = bytearray(self.data)
            changed[start + at] ^= (0x01, 0x20, 0x80, 0x04)[number % 4]
            self.write("altered.vib", bytes(changed))
            done = program.run("inspect", "--trust", self.trust, "altered.vib", cwd=self.work)
            said = (done.stdout.partition("problem")[2] + done.stderr).lower()
            # A descriptor that is no XML any more, or has no name, cannot be judged at all.
            allowed = (WRONG, INPUT) if part == "descriptor" else (WRONG,)
            named = any(word in said for word in WORDS[part])
            if done.returncode == 0 and part == "signature" and self.is_unusual():
                continue
            if done.returncode not in allowed or not named:
                missed.append((at, done.returncode, said[:200]))
        self.assertEqual(missed, [])

    def is_unusual(self):
        """A few bytes of a CMS message mean nothing to any verifier: these are told besides."""
        signers = self.document("altered.vib")["signature"]["signers"]
        return not all(signer["exact"] for signer in signers)

    def test_descriptor(self):
        self.alter("descriptor")

    def test_signature(self):
        self.alter("signature")

    def test_payload(self):
        self.alter("payload")

    def test_unaltered(self):
        self.write("altered.vib", self.data)
        self.assertEqual(hashlib.sha256(self.data).hexdigest(),
                         hashlib.sha256(self.read("altered.vib")).hexdigest())
        self.document("altered.vib")


if __name__ == "__main__":
    unittest.main(verbosity=2)
