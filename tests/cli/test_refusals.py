#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What build refuses: a status, a message that names the thing, and nothing left on disk."""
import json
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import program  # noqa: E402
from program import INPUT, SYSTEM, USAGE  # noqa: E402
from sample import sample  # noqa: E402

FLAG_MULTI_EXTENT = 0x80


class Refusal(program.Case):
    def setUp(self):
        super().setUp()
        self.base_path = self.base(sample("8.0"))
        self.write("minimal.yaml", program.minimal())

    def put_base(self, content):
        os.remove(self.base_path)
        self.write("base.iso", content)

    def refused_base(self, word):
        """Both layouts, and what only looks at it."""
        done = self.refused(INPUT, "base.iso", "build", "minimal.yaml")
        self.assertIn(word, done.stderr)
        self.assertIn("minimal.yaml:5:8", done.stderr)
        self.refused(INPUT, word, "plan", "minimal.yaml")


class Bases(Refusal):
    def test_truncated(self):
        size = os.path.getsize(self.base_path)
        whole = self.read("base.iso")
        for length in (0, 1, 32767, 34816, 38912, 65536, size // 4, size // 2, size * 9 // 10,
                       size - 2048, size - 1):
            with self.subTest(length=length):
                self.put_base(whole[:length])
                self.refused_base("truncated" if length > 34000 else "not an ISO 9660 image")

    def test_not_an_iso(self):
        for content in (b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(1 << 20), b"spec: 1\n" * 20000):
            with self.subTest(content=content[:8]):
                self.put_base(content)
                self.refused_base("not an ISO 9660 image")

    def make_iso(self, *options, **files):
        os.mkdir(self.path("tree"))
        for name, content in files.items():
            self.write("tree/" + name.replace("_", "."), content)
        os.remove(self.base_path)
        disc.run("xorriso", "-as", "mkisofs", "-quiet", "-o", self.base_path, *options,
                 self.path("tree"))

    def test_another_iso(self):
        self.make_iso("-V", "MUSIC", README_TXT=b"no installer\n")
        self.refused_base("no ESXi installer")

    def test_release_4(self):
        self.make_iso("-V", "ESXI-4.0", isolinux_cfg=b"default menu.c32\n", image_tgz=b"",
                      install_tgz=b"")
        self.refused_base("ESXi 4.0 has no scripted installation")

    def test_multi_extent(self):
        """The flag that a file goes on in another record, as for files beyond 4 GiB."""
        image = bytearray(self.read("base.iso"))
        name = b"TOOLS.T00;1"
        at = image.find(name)
        self.assertGreater(at, 0)
        image[at - 8] |= FLAG_MULTI_EXTENT  # flags: byte 25 of the record, the name: byte 33
        self.put_base(bytes(image))
        self.refused_base("/TOOLS.T00")

    def test_unreadable(self):
        self.check_as_nobody("base.iso", 0o000)

    def check_as_nobody(self, name, mode):
        other = program.nobody(self.work)
        if not other:
            self.skipTest("needs root and setpriv")
        os.chmod(self.work, 0o777)
        os.chmod(self.path(name), mode)
        self.refused(SYSTEM, name, "build", "minimal.yaml", program=other)

    def test_missing(self):
        os.remove(self.base_path)
        self.refused(SYSTEM, "base.iso", "build", "minimal.yaml")

    def test_directory(self):
        os.remove(self.base_path)
        os.mkdir(self.base_path)
        self.refused(INPUT, "not a regular file", "build", "minimal.yaml")

    def test_hidden_boot_images(self):
        """Their sizes are written nowhere, so they could not be copied."""
        self.put_base(b"")
        self.base(sample("8.0+hidden-boot"))
        self.write("minimal.yaml", program.minimal(layout="compact"))
        self.refused(INPUT, "boot image 1 is in no directory", "build", "minimal.yaml")


class Specs(Refusal):
    def spec(self, addition):
        self.write("minimal.yaml", program.minimal() + addition)

    def spec_base(self, addition):
        text = program.minimal().replace("  iso: base.iso\n", "  iso: base.iso\n" + addition)
        self.write("minimal.yaml", text)

    def test_wrong_pin(self):
        for layout in ("append", "compact"):
            self.spec_base("  sha256: %s\n" % ("0" * 64))
            self.write("layout.yaml", "image: {layout: %s}\n" % layout)
            done = self.refused(INPUT, "base.sha256", "build", "minimal.yaml", "layout.yaml")
            self.assertIn(program.digest(self.base_path), done.stderr)

    def test_right_pin(self):
        self.spec_base("  sha256: %s\n" % program.digest(self.base_path).upper())
        self.esxmint("build", "minimal.yaml")

    def test_another_release(self):
        self.spec_base('  release: "7.0"\n')
        self.refused(INPUT, "minimal.yaml:6:12: error: base.release", "build", "minimal.yaml")
        self.spec_base('  release: "8.0.2"\n')
        self.refused(INPUT, "8.0.3", "build", "minimal.yaml")
        self.spec_base('  release: "8.0"\n')
        self.esxmint("build", "minimal.yaml")

    def test_names(self):
        """What ISO 9660 cannot carry; the rest is what it can."""
        self.write("ca.pem", "certificate\n")
        for target, good in (
                ("/EXTRA/CA.PEM", True), ("/CA.PEM", True), ("/A_B9", True), ("/A-B", False),
                ("/12345678.123", True), ("/A" * 8, True), ("/A" * 9, False), ("/ca.pem", False),
                ("/" + "A" * 30, False), ("/CA PEM", False), ("/C\u00c4.PEM", False), ("/CA.PEM.OLD", False),
                ("/ABCDEFGHI", False), ("/A" * 9, False), ("CA.PEM", False), ("/", False),
                ("/EXTRA/", False), ("/EXTRA//CA.PEM", False), ("/EXTRA/../CA.PEM", False),
                ("/CA.", False), ("/CA;1", False), ("/A\\B", False), ("/EFI", False),
                ("/EFI/BOOT", False), ("/BOOT.CFG/A", False), ("", False)):
            with self.subTest(target=target):
                self.spec("image: {files: [{source: ca.pem, target: %s}]}\n" %
                          json.dumps(target))
                if good:
                    self.esxmint("build", "-f", "minimal.yaml")
                    built = disc.Disc(self.path("out.iso"))
                    self.assertEqual(built.read(target), b"certificate\n")
                    for name in ("", ".sha256", ".manifest.json"):
                        os.remove(self.path("out.iso" + name))
                else:
                    self.refused(INPUT, "minimal.yaml:10", "build", "minimal.yaml")

    def test_boot_images_and_twins(self):
        self.write("ca.pem", "certificate\n")
        for targets in (["/ISOLINUX.BIN"], ["/EFIBOOT.IMG"], ["/EXTRA/CA.PEM", "/EXTRA"],
                        ["/KS.CFG"], ["/BOOT.CFG"], ["/EFI/BOOT/BOOT.CFG"], ["/A.B", "/A.B"]):
            with self.subTest(targets=targets):
                self.spec("image: {files: %s}\n" % json.dumps(
                    [{"source": "ca.pem", "target": target} for target in targets]))
                self.refused(INPUT, targets[-1], "build", "minimal.yaml")

    def test_missing_source(self):
        self.spec("image: {files: [{source: ca.pem, target: /CA.PEM}]}\n")
        done = self.refused(SYSTEM, "ca.pem", "build", "minimal.yaml")
        self.assertIn("minimal.yaml:10:17", done.stderr)

    def test_labels(self):
        for label in ("A" * 33, "a\tb", "", "Z\u00fcrich"):
            with self.subTest(label=label):
                self.spec("image: {label: %s}\n" % json.dumps(label))
                self.refused(INPUT, "minimal.yaml:10:", "build", "minimal.yaml")
        self.spec("image: {label: %s}\n" % ("A" * 32))
        self.esxmint("build", "minimal.yaml")
        self.assertEqual(disc.Disc(self.path("out.iso")).text(40, 32), "A" * 32)

    def test_password(self):
        for value, word in ((None, "the environment has no variable 'ESX_ROOT_PASSWORD'"),
                            ("", "empty"), ("two\nlines", "one line"), ("z\u00e4h", "ASCII"),
                            ("$5$salt$aaaaaaaaaaaaaaa", "hash")):
            with self.subTest(value=value):
                env = program.environment(ESX_ROOT_PASSWORD=value)
                done = self.refused(INPUT, word, "build", "minimal.yaml", env=env)
                self.assertTrue(not value or value not in done.stderr)

    def test_weak_password(self):
        env = program.environment(ESX_ROOT_PASSWORD="vmware")
        self.assertIn("[weak-password]", self.esxmint("lint", "minimal.yaml", env=env).stdout)
        self.esxmint("lint", "--strict", "minimal.yaml", status=1, env=env)

    def test_ten_mistakes(self):
        self.spec('imge: {}\nnetwork: {hostname: "-", managment: {}}\n')
        self.refused(INPUT, "3 errors in the input", "build", "minimal.yaml")

    def test_no_spec(self):
        self.refused(SYSTEM, "'other.yaml': no such file", "build", "other.yaml")
        self.refused(SYSTEM, "'.'", "build", ".")
        self.write("empty.yaml", "")
        self.refused(INPUT, "empty.yaml", "build", "empty.yaml")
        self.write("list.yaml", "- esxmint\n")
        self.refused(INPUT, "list.yaml:1:1", "build", "list.yaml")


class Usage(Refusal):
    def test_command_line(self):
        for word, *arguments in (
                ("no command given",), ("did you mean 'build'", "biuld", "minimal.yaml"),
                ("SPEC...", "build"), ("--nope", "build", "--nope", "minimal.yaml"),
                ("--output", "build", "--ouptut", "x", "minimal.yaml"),
                ("'-o' needs a value", "build", "minimal.yaml", "-o"),
                ("standard output", "build", "-o", "-", "minimal.yaml"),
                ("expected text or json", "build", "--format", "xml", "minimal.yaml"),
                ("expected auto, always or never", "build", "--color=red", "minimal.yaml"),
                ("'b.iso' is one argument too many", "verify", "a.iso", "b.iso"),
                ("FILE", "inspect"), ("major.minor", "render", "-r", "eight", "minimal.yaml")):
            with self.subTest(arguments=arguments):
                done = self.refused(USAGE, word, *arguments)
                self.assertEqual(done.stderr.count("\n"), 1)

    def test_closed_output(self):
        """An answer that nobody gets is no success."""
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([program.ESXMINT, "render", "minimal.yaml"], cwd=self.work,
                                  env=program.environment(), stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, SYSTEM)
        self.assertIn("standard output", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
