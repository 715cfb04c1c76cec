#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""import: kickstarts of our own give back their keys, those of others become specs that render."""
import glob
import json
import os
import re
import unittest

import yaml

from program import INPUT, SYSTEM, USAGE, Case, run
from sample import SOURCE, sample

GOLDEN = os.path.join(SOURCE, "tests", "golden")
# Of one's own templates nothing is known; one kickstart for many hosts is said to be none.
OTHERS = {"kickstart-templates", "kickstart-all-in-one"}
SCALARS = ["no", "012", "1:20", "on", "~", "null", "a: b", "a #b", "- a", "'", '"', "\\n", "%x", "@x",
           "1.5", "0x1f", "2001-01-01", "${name}", "$${name}", "$$${name}", "{a}", "[a]", "x ", "&a",
           "*a", "!a", "|", ">", "?", "a:", "=", "<<", "1_000", ".5", "1e3"]


def golden_kickstarts():
    for path in sorted(glob.glob(os.path.join(GOLDEN, "*", "stdout"))):
        with open(path, encoding="ascii", errors="replace") as file:
            text = file.read()
        name = os.path.basename(os.path.dirname(path))
        if text.startswith("# Kickstart for ESXi ") and name not in OTHERS:
            yield name, path, text


def body(kickstart):
    """Without the two lines that name the spec."""
    return kickstart.split("\n", 2)[2]


class Import(Case):
    def import_text(self, text, *options):
        self.write("ks.cfg", text.encode("latin-1"))
        done = self.esxmint("import", *options, "ks.cfg")
        return done.stdout, done.stderr

    def render(self, spec, *options):
        self.write("spec.yaml", spec)
        return self.esxmint("render", *options, "spec.yaml")

    def test_own(self):
        """What was rendered is rendered again, and importing that changes nothing."""
        count = 0
        for name, path, text in golden_kickstarts():
            with self.subTest(name):
                done = self.esxmint("import", path)
                again = self.render(done.stdout)
                self.assertEqual(body(again.stdout), body(text))
                second, _ = self.import_text(again.stdout)
                self.assertEqual(second.split("\n", 1)[1], done.stdout.split("\n", 1)[1])
                count += 1
        self.assertGreater(count, 30)

    def test_changed_by_hand(self):
        """What someone wrote into a rendered kickstart is told where no key has it."""
        text = next(text for name, _, text in golden_kickstarts() if name == "kickstart-founding")
        _, said = self.import_text(text)
        self.assertNotIn("by hand", said)
        changed = text.replace("\t/sbin/auto-backup.sh\n", "\tcp /etc/a /etc/b\n", 1).replace(
            "\t\techo 'restrict 127.0.0.1'\n", "", 1)
        _, said = self.import_text(changed)
        line = changed.split("cp /etc/a")[0].count("\n") + 1
        self.assertIn("ks.cfg:%d: warning: up to line %d this is not what the keys render to" % (
            line, line), said)
        self.assertIn("the keys render 1 more: taken out by hand, and not in the spec", said)

    def test_corpus(self):
        """Kickstarts as people write them: what is imported renders to the same machine, or the
        import said why not."""
        same = 0
        for path in sorted(glob.glob(os.path.join(SOURCE, "tests", "lint", "*.cfg"))):
            with self.subTest(os.path.basename(path)):
                with open(path[:-4] + ".expect", encoding="ascii") as file:
                    release = file.readline().removeprefix("# release: ").strip()
                known = ["--release", release] if release[:1].isdigit() else []
                assumed = known or ["--release", "8.0"]
                done = self.esxmint("import", *known, path)
                self.write("spec.yaml", done.stdout)
                rendered = run("render", *assumed, "spec.yaml", cwd=self.work)
                if rendered.returncode:
                    self.assertEqual(rendered.returncode, INPUT, rendered.stderr)
                    for message in re.findall(r": error: (?:[^:]*: )?([^;\n]*)", rendered.stderr):
                        self.assertIn(message, done.stderr if known else "required key " + message)
                    continue
                difference = run("diff", "--format", "json", *assumed, path, "spec.yaml",
                                 cwd=self.work)
                for group in json.loads(difference.stdout)["groups"]:
                    # Options without a key are lost, which both of them say.
                    lost = [change for change in group["changes"] if not change["path"]]
                    self.assertEqual(group["changes"], lost)
                    if lost:
                        self.assertIn("is not taken over", done.stderr)
                    same += not lost
        self.assertGreater(same, 30)

    def test_scalars(self):
        """Any value survives being written and read back."""
        for value in SCALARS:
            with self.subTest(value):
                quoted = "'" + value.replace("'", "'\\''") + "'"
                spec, _ = self.import_text(
                    "vmaccepteula\nrootpw Example-only-7pw-x\ninstall --firstdisk\nreboot\n"
                    "%firstboot --interpreter=busybox\n"
                    "esxcli system welcomemsg set -m " + quoted + "\n"
                    "esxcli system settings advanced set -o /A/B -s " + quoted + "\n",
                    "--release", "8.0")
                self.assertEqual(
                    yaml.safe_load(spec)["security"]["welcome"].replace("$${", "${"), value)
                self.assertEqual(
                    yaml.safe_load(spec)["host"]["advanced"]["/A/B"].replace("$${", "${"), value)
                second, _ = self.import_text(self.render(spec).stdout)
                for key in ("security", "host"):
                    self.assertEqual(yaml.safe_load(second)[key], yaml.safe_load(spec)[key])

    def test_nothing_twice(self):
        """A line is a key, or it stays; never both, never neither."""
        spec, _ = self.import_text(
            "vmaccepteula\nrootpw Example-only-7pw-x\ninstall --firstdisk\nreboot\n"
            "%firstboot --interpreter=busybox\n"
            "if [ -d /x ]; then\n\tvim-cmd hostsvc/enable_ssh\nfi\n"
            "f() { esxcli system settings advanced set -o \"$1\" -i 1; }\n"
            "f /Net/A\nf /Net/B; unknown\n[ -d /y ] && f /Net/C\n", "--release", "6.7")
        read = yaml.safe_load(spec)
        self.assertEqual(read["host"]["advanced"], {"/Net/A": 1})
        self.assertNotIn("services", read)
        text = read["scripts"]["firstboot"][0]["text"]
        for line in ("enable_ssh", "f() {", "f /Net/B; unknown", "f /Net/C"):
            self.assertIn(line, text)
        self.assertNotIn("f /Net/A", text)

    def test_early_exit(self):
        """Behind an exit that may be taken nothing is sure."""
        spec, _ = self.import_text(
            "%firstboot --interpreter=busybox\n[ -f /x ] && exit 0\nvim-cmd hostsvc/enable_ssh\n")
        self.assertNotIn("services", yaml.safe_load(spec))

    def test_without_release(self):
        spec, _ = self.import_text("vmaccepteula\nrootpw Example-only-7pw-x\ninstall --firstdisk\n")
        self.assertIn("name the installer ISO here", spec)
        self.render(spec, "--release", "7.0")

    def test_hostile(self):
        for text in ("", "\0", "\xff\xfe", "%firstboot\n\xe9\n", "rootpw '\n", "%pre\r\nx\r\n",
                     "\xef\xbb\xbfvmaccepteula\n", "install --disk=\"a b\"\n", "%packages\nx\n"):
            with self.subTest(text):
                spec, _ = self.import_text(text)
                self.assertEqual(yaml.safe_load(spec)["esxmint"], 1)

    def test_medium(self):
        """The kickstart of an ISO, with the release of the ISO."""
        disc = self.base(sample("6.7+ks"))
        spec = yaml.safe_load(self.esxmint("import", disc).stdout)
        self.assertRegex(spec["base"]["release"], r"^6\.7")
        self.assertIn("no kickstart", self.esxmint(
            "import", self.base(sample("7.0"), "none.iso"), status=INPUT).stderr)

    def test_files(self):
        self.write("ks.cfg", "vmaccepteula\n")
        self.write("large.cfg", "#\n" * (3 << 20))
        self.esxmint("import", "-o", "ks.cfg", "ks.cfg", status=USAGE)
        self.esxmint("import", "-o", "a.yaml", "ks.cfg")
        self.esxmint("import", "-o", "a.yaml", "ks.cfg", status=SYSTEM)
        self.esxmint("import", "-f", "-o", "a.yaml", "ks.cfg")
        self.esxmint("import", "nothing.cfg", status=SYSTEM)
        self.esxmint("import", "--release", "3.5", "ks.cfg", status=USAGE)
        self.esxmint("import", "large.cfg", status=INPUT)
        self.write("spec.yaml", "esxmint: 1\n")
        self.esxmint("import", "spec.yaml", status=USAGE)


if __name__ == "__main__":
    unittest.main()
