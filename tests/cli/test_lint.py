#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""lint on specs, kickstarts, folders, media and standard input; its forms of output; --fix."""
import json
import os
import pty
import re
import stat
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import jsonschema  # noqa: E402

import disc  # noqa: E402
import program  # noqa: E402
from program import ESXMINT, INPUT, USAGE, environment  # noqa: E402
from sample import SOURCE, sample  # noqa: E402
from sarif import SARIF  # noqa: E402

FOUND = 1
SOUND = """vmaccepteula
rootpw --iscrypted $6$saltsalt$%s
install --firstdisk=local --overwritevmfs
network --bootproto=dhcp --addvmportgroup=0
reboot
""" % (86 * "a")
WRONG = SOUND.replace("--firstdisk=local", "--firstdisk local").replace(
    "--overwritevmfs", "--overwritevmfs=yes")
SPEC = """esxmint: 1
base: {release: "8.0"}
image: {secure_boot: false}
install:
  accept_eula: true
  disk: {first: [local], vmfs: overwrite}
  root_password: {env: ESX_ROOT_PASSWORD}
network: {management: {uplink: vmnic0}, vm_network: false}
"""
OVERLAY = "network: {hostname: esx01.example.com}\n"


def findings(done):
    return [(item["file"], item["line"], item["column"], item["rule"])
            for item in json.loads(done.stdout)["findings"]]


def rules(done):
    return {item["rule"] for item in json.loads(done.stdout)["findings"]}


class Lint(program.Case):
    def lint(self, *arguments, status=0, stdin=None, env=None):
        """The process, which must end with `status`; JSON unless the arguments say otherwise."""
        if "--format" not in arguments:
            arguments = ("--format", "json", *arguments)
        done = subprocess.run([ESXMINT, "lint", *arguments], cwd=self.work,
                              env=env or environment(), capture_output=True, text=True,
                              input=stdin or "", timeout=program.TIMEOUT, check=False)
        self.assertEqual(done.returncode, status, done.stdout[-2000:] + done.stderr[-2000:])
        self.assertTrue(status == FOUND or status == 0 or done.stdout == "")
        return done


class Kinds(Lint):
    def test_kickstart(self):
        self.write("ks.cfg", WRONG)
        self.assertEqual(findings(self.lint("--release", "8.0", "ks.cfg", status=FOUND)), [
            ("ks.cfg", 3, 9, "option-with-blank"), ("ks.cfg", 3, 27, "flag-with-value")])

    def test_sound_kickstart(self):
        self.write("ks.cfg", SOUND)
        self.assertEqual(findings(self.lint("--release", "8.0", "ks.cfg")), [])
        self.assertEqual(self.lint("--format", "text", "ks.cfg").stdout, "")

    def test_by_content(self):
        for name, text, status in (("a", WRONG, FOUND), ("b.txt", "# x\n\n" + WRONG, FOUND),
                                   ("c", SPEC, 0), ("d", "# x\n---\n" + SPEC, 0)):
            self.write(name, text)
            self.assertEqual("option-with-blank" in rules(self.lint(name, status=status)),
                             status == FOUND, name)

    def test_standard_input(self):
        done = self.lint("-", status=FOUND, stdin=WRONG)
        self.assertEqual(findings(done)[0], ("-", 3, 9, "option-with-blank"))
        self.lint("-", stdin=SPEC)
        done = self.lint("-", stdin=SPEC.replace("overwrite", "overwrit"), status=FOUND)
        self.assertEqual(findings(done)[0][:2], ("-", 6))
        self.write("over.yaml", OVERLAY)
        self.assertEqual(findings(self.lint("-", "over.yaml", stdin=SPEC)), [])

    def test_said_release(self):
        """The first line of a kickstart of ours says its release, and --release does not count."""
        self.write("spec.yaml", SPEC.replace('"8.0"', '"5.0"'))
        self.esxmint("render", "spec.yaml", "-o", "own.cfg")
        text = self.read("own.cfg").decode()
        self.write("own.cfg", text + "serialnum --esx=00000-00000-00000-00000-00000\n")
        self.assertNotIn("license-not-used", rules(self.lint("--release", "9.0", "own.cfg")))
        self.write("own.cfg", "".join(text.splitlines(True)[3:]) +
                   "serialnum --esx=00000-00000-00000-00000-00000\n")
        self.assertIn("license-not-used", rules(self.lint("--release", "9.0", "own.cfg")))

    def test_what_render_makes(self):
        """No kickstart of the golden cases has an error, and each is of the release that it says."""
        golden = os.path.join(SOURCE, "tests/golden")
        seen = 0
        for case in sorted(os.listdir(golden)):
            path = os.path.join(golden, case, "stdout")
            if not os.path.exists(path):
                continue
            with open(path, encoding="utf-8") as file:
                text = file.read()
            if text.startswith("# Kickstart for ESXi ") and "rootpw --iscrypted ***" not in text:
                seen += 1
                done = self.lint("-", stdin=text)
                self.assertEqual(json.loads(done.stdout)["errors"], 0, case)
        self.assertGreater(seen, 30)

    def test_wrong_usage(self):
        self.write("ks.cfg", SOUND)
        self.lint("--release", "eight", "ks.cfg", status=USAGE)
        self.lint("--release", "3.5", "ks.cfg", status=USAGE)
        self.lint("-", "-", status=USAGE, stdin=SOUND)
        self.lint("--host", "esx01", "ks.cfg", status=USAGE)
        self.lint("--disable", "no-such-rule", "ks.cfg", status=USAGE)
        self.lint(status=USAGE)
        self.lint("missing.cfg", status=program.SYSTEM)
        self.lint("missing", status=program.SYSTEM)
        self.write("junk.iso", "no image")
        self.lint("junk.iso", status=INPUT)


class Folders(Lint):
    def tree(self, **files):
        for name, text in files.items():
            path = os.path.join("site", name.replace("__", "/"))
            os.makedirs(os.path.dirname(self.path(path)), exist_ok=True)
            self.write(path, text)

    def test_folder(self):
        self.tree(**{"b__ks.cfg": WRONG, "a__x.ks": WRONG, "z.CFG": WRONG, "spec.yaml": SPEC,
                     "over.yaml": "esxmint: 1\n" + OVERLAY, "ci.yml": "jobs: {}\n",
                     "boot.cfg": "bootstate=0\nkernelopt=ks=cdrom:/KS.CFG\n",
                     "setup.cfg": "[metadata]\nname = x\n", "notes.txt": WRONG,
                     ".hidden__ks.cfg": WRONG})
        os.symlink("../site", self.path("site", "again"))
        os.symlink("b/ks.cfg", self.path("site", "c.cfg"))
        done = self.lint("--release", "8.0", "site", status=FOUND)
        self.assertEqual([name for name, *_ in findings(done)], [
            name for name in ("site/a/x.ks", "site/b/ks.cfg", "site/c.cfg", "site/z.CFG")
            for _ in range(2)])
        self.assertEqual(json.loads(done.stdout)["files"], 5)
        done = self.lint("--format", "text", "site", status=FOUND)
        self.assertEqual(done.stdout.splitlines()[-1], "5 files: 4 errors, 4 warnings")
        # The order does not depend on how they were named.
        self.assertEqual(self.lint("site", status=FOUND).stdout,
                         self.lint("site/", status=FOUND).stdout.replace("site//", "site/"))

    def test_specs_of_a_folder_are_one_each(self):
        self.tree(**{"a.yaml": SPEC.replace("overwrite", "overwrit"),
                     "b.yaml": SPEC.replace("vmnic0", "nic0")})
        files = [name for name, *_ in findings(self.lint("site", status=FOUND))]
        self.assertEqual(files, ["site/a.yaml", "site/b.yaml"])

    def test_nothing_to_check(self):
        os.mkdir(self.path("empty"))
        done = self.lint("empty", status=INPUT)
        self.assertIn("has no spec and no kickstart", done.stderr)

    def test_mixed(self):
        self.write("spec.yaml", SPEC)
        self.write("over.yaml", OVERLAY)
        self.write("ks.cfg", WRONG)
        self.tree(**{"x.ks": SOUND})
        done = self.lint("ks.cfg", "spec.yaml", "site", "over.yaml", status=FOUND)
        self.assertEqual(json.loads(done.stdout)["files"], 4)
        self.assertEqual({name for name, *_ in findings(done)}, {"ks.cfg"})


class Media(Lint):
    def build(self, kind, text):
        self.base(sample(kind))
        self.write("spec.yaml", text)
        self.esxmint("build", "spec.yaml")
        return disc.Disc(self.path("out.iso")).contents()

    def damage(self, places, name, old, new):
        """Other bytes of the same length in a file of the image."""
        self.assertEqual(len(old), len(new))
        image = bytearray(self.read("out.iso"))
        start = places[name][0] * disc.SECTOR
        at = image.index(old, start)
        image[at:at + len(old)] = new
        self.write("out.iso", bytes(image))

    def test_medium(self):
        spec = program.minimal()
        places = self.build("8.0", spec)
        done = self.lint("out.iso")
        self.assertEqual(json.loads(done.stdout)["files"], 3)
        self.damage(places, "/KS.CFG", b"vmaccepteula", b"vmaccepteulq")
        done = self.lint("out.iso", status=FOUND)
        self.assertIn("unknown-command", rules(done))
        self.assertIn("out.iso:/KS.CFG", {name for name, *_ in findings(done)})
        self.damage(places, "/EFI/BOOT/BOOT.CFG", b"ks=cdrom:/KS.CFG", b"kx=cdrom:/KS.CFG")
        done = self.lint("--format", "text", "out.iso", status=FOUND)
        self.assertIn("out.iso:/", done.stdout)
        self.assertIn("[boot-one-only]", done.stdout)

    def test_release_of_the_medium(self):
        places = self.build("6.7", program.minimal())
        self.damage(places, "/KS.CFG", b"\nreboot", b"#reboot")
        self.assertIn("out.iso:/KS.CFG", {name for name, *_ in findings(self.lint("out.iso"))})

    def test_medium_of_41(self):
        places = self.build("4.1", program.minimal())
        done = self.lint("out.iso")
        self.assertEqual(json.loads(done.stdout)["files"], 2)
        self.damage(places, "/KS.CFG", b"vmaccepteula", b"vmaccepteulq")
        self.assertIn("unknown-command", rules(self.lint("out.iso", status=FOUND)))

    def test_no_kickstart(self):
        self.base(sample("8.0"))
        self.assertEqual(json.loads(self.lint("base.iso").stdout)["files"], 2)


class Specs(Lint):
    SCRIPTS = SPEC + """scripts:
  firstboot:
    - text: |
        exec >/var/log/x.log 2>&1
        while ! vim-cmd hostsvc/runtimeinfo; do
          sleep 5
        done
        esxcli system version get
"""

    def test_lines_of_scripts(self):
        """What the kickstart is found to do stands in the spec, to the column."""
        self.write("spec.yaml", self.SCRIPTS)
        done = self.lint("spec.yaml")
        self.assertIn(("spec.yaml", 13, 9, "endless-wait"), findings(done))
        self.assertEqual(json.loads(done.stdout)["findings"][0]["path"],
                         "scripts.firstboot[0].text")

    def test_build_and_render_say_the_same(self):
        self.write("spec.yaml", self.SCRIPTS)
        done = self.esxmint("render", "spec.yaml")
        self.assertIn("spec.yaml:13:9: warning:", done.stderr)
        self.write("spec.yaml", self.SCRIPTS.replace(
            "        while", "        # esxmint: disable=endless-wait\n        while"))
        self.assertEqual(self.esxmint("render", "spec.yaml").stderr, "")
        self.assertEqual(findings(self.lint("spec.yaml")), [])

    def test_templates_of_the_user(self):
        self.write("spec.yaml", SPEC + "host: {maintenance_mode: true}\n")
        os.makedirs(self.path("t/maintenance_mode"))
        self.write("t/maintenance_mode/5.1.sh", """task_maintenance_mode() {
	echo server 10.0.0.1 >/etc/ntp.conf
	/etc/init.d/ntpd restart
}
""")
        done = self.lint("--templates", "t", "spec.yaml")
        self.assertEqual([(line, rule) for _, line, _, rule in findings(done)
                          if rule == "ntp-by-file"], [(9, "ntp-by-file")])
        done = self.esxmint("render", "--templates", "t", "spec.yaml")
        self.assertIn("spec.yaml:9:", done.stderr)

    def test_hosts_share_findings(self):
        self.write("spec.yaml", self.SCRIPTS + "hosts:\n  a: {}\n  b: {}\n")
        self.assertEqual([row for row in findings(self.lint("spec.yaml"))
                          if row[3] == "endless-wait"],
                         [("spec.yaml", 13, 9, "endless-wait")])

    def test_comments(self):
        password = "  root_password: {env: ESX_ROOT_PASSWORD}"
        self.write("spec.yaml", SPEC.replace(
            password, "  root_password: {plain: pw} # esxmint: disable=plain-password, weak-password"))
        self.assertEqual(rules(self.lint("spec.yaml")), set())
        self.write("over.yaml", OVERLAY + "# esxmint: disable=no-such-rule\n")
        done = self.lint("spec.yaml", "over.yaml")
        self.assertEqual(findings(done), [("over.yaml", 2, 20, None)])
        self.write("ks.cfg", "# esxmint: disable=flag-with-value,optoin-with-blank\n" + WRONG)
        done = self.lint("ks.cfg", status=FOUND)
        self.assertEqual(findings(done)[0], ("ks.cfg", 1, 36, None))
        self.write("ks.cfg", WRONG.replace(
            "install", "# esxmint: disable=flag-with-value,option-with-blank\ninstall"))
        self.assertEqual(findings(self.lint("ks.cfg")), [])

    def test_strict_and_disable(self):
        self.write("ks.cfg", SOUND.replace("--overwritevmfs", "--overwritevmfs=yes"))
        self.lint("ks.cfg")
        self.lint("--strict", "ks.cfg", status=FOUND)
        self.assertEqual(findings(self.lint("--strict", "-d", "flag-with-value", "ks.cfg")), [])


class Output(Lint):
    def setUp(self):
        super().setUp()
        self.write("site, 100%:a.cfg", WRONG)
        self.write("spec.yaml", SPEC.replace("overwrite", "overwrit"))
        self.both = ("site, 100%:a.cfg", "spec.yaml")

    def test_json_is_as_the_schema_says(self):
        schema = json.loads(self.esxmint("schema", "findings").stdout)
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        document = json.loads(self.lint(*self.both, status=FOUND).stdout)
        validator.validate(document)
        self.assertEqual(document["errors"] + document["warnings"] + document["advice"],
                         len(document["findings"]))
        self.write("empty", "")
        validator.validate(json.loads(self.lint("empty", status=FOUND).stdout))
        done = self.esxmint("verify", "--format", "json", "spec.yaml", status=FOUND)
        validator.validate(json.loads(done.stdout))
        del document["findings"][0]["hint"]
        self.assertFalse(validator.is_valid(document))
        self.esxmint("schema", "finding", status=USAGE)

    def test_sarif(self):
        self.write("wide.cfg", "rootpw 'äö\U0001f600' x#y\n" + SOUND)
        document = json.loads(
            self.lint("--format", "sarif", *self.both, "wide.cfg", status=FOUND).stdout)
        jsonschema.Draft7Validator(SARIF).validate(document)
        tool = document["runs"][0]["tool"]["driver"]
        for result in document["runs"][0]["results"]:
            self.assertEqual(tool["rules"][result["ruleIndex"]]["id"], result["ruleId"])
        places = {result["ruleId"]: result["locations"][0]["physicalLocation"]
                  for result in document["runs"][0]["results"]}
        self.assertEqual(places["option-with-blank"]["artifactLocation"]["uri"],
                         "site,%20100%25%3Aa.cfg")
        document = json.loads(
            self.lint("--format", "sarif", self.path("wide.cfg"), status=FOUND).stdout)
        jsonschema.Draft7Validator(SARIF).validate(document)
        self.assertIn("file://" + self.path("wide.cfg"), str(document))
        # Columns are units of UTF-16: the smiling one takes two.
        self.assertEqual(places["hash-in-word"]["region"]["startColumn"],
                         "rootpw 'äö:)' x#y".index("#") + 1)

    def parse(self, line):
        """A line as the runner of GitHub Actions takes it: kind, properties, message."""
        match = re.fullmatch(r"::([a-z]+)(?: ((?:(?!::).)*))?::(.*)", line)
        self.assertIsNotNone(match, line)

        def unescape(text, *more):
            for token, escaped in (("\r", "%0D"), ("\n", "%0A"), *more, ("%", "%25")):
                text = text.replace(escaped, token)
            return text
        properties = dict(part.split("=", 1) for part in (match[2] or "").split(",") if part)
        return (match[1], {name: unescape(value, (":", "%3A"), (",", "%2C"))
                           for name, value in properties.items()}, unescape(match[3]))

    def test_github(self):
        done = self.lint("--format", "github", *self.both, status=FOUND)
        lines = [self.parse(line) for line in done.stdout.splitlines()]
        self.assertEqual(lines[0], ("error", {
            "file": "site, 100%:a.cfg", "line": "3", "col": "9", "title": "option-with-blank"},
            "a blank behind '--firstdisk', where '=' belongs; --option=value"))
        self.assertEqual([kind for kind, *_ in lines], ["error", "warning", "error"])

    def test_github_by_itself(self):
        inside = environment(GITHUB_ACTIONS="true")
        done = subprocess.run([ESXMINT, "lint", *self.both], cwd=self.work, env=inside,
                              capture_output=True, text=True, check=False)
        self.assertTrue(done.stdout.startswith("::error file="), done.stdout)
        done = self.lint("--format", "text", *self.both, status=FOUND, env=inside)
        self.assertTrue(done.stdout.startswith("site, "), done.stdout)
        outside = environment(GITHUB_ACTIONS="false")
        done = subprocess.run([ESXMINT, "lint", *self.both], cwd=self.work, env=outside,
                              capture_output=True, text=True, check=False)
        self.assertTrue(done.stdout.startswith("site, "), done.stdout)

    def test_control_characters(self):
        self.write("ks.cfg", "in\x1b[31mstall x\n" + SOUND)
        for form in ("text", "github"):
            self.assertNotIn("\x1b", self.lint("--format", form, "ks.cfg").stdout)

    def terminal(self, *arguments):
        """What a terminal gets to see."""
        master, slave = pty.openpty()
        done = subprocess.run([ESXMINT, *arguments], cwd=self.work, stdout=slave,
                              env=environment(NO_COLOR="1", TERM="xterm"), check=False)
        os.close(slave)
        text = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:
                break
            if not piece:
                break
            text += piece
        os.close(master)
        self.assertEqual(done.returncode, FOUND)
        return text.decode().replace("\r\n", "\n").splitlines()

    def cells(self, text):
        """The column at which a terminal would go on behind the text."""
        at = 0
        for character in text:
            at = at + 8 - at % 8 if character == "\t" else at + (2 if ord(character) > 0x2e00
                                                                 else 1)
        return at

    def test_caret(self):
        self.write("ks.cfg", SOUND.replace(
            "reboot", "reboot\n\tkeyboard '日本\tä' x#y\n" + "network " + 200 * "é" + "#x"))
        lines = self.terminal("lint", "-d", "keyboard-unknown", "ks.cfg")
        at = [number for number, line in enumerate(lines) if "[hash-in-word]" in line]
        self.assertEqual(len(at), 2, lines)
        source, caret = lines[at[0] + 1:at[0] + 3]
        self.assertTrue(source.startswith("     6 | \tkeyboard '日本\tä' x"), source)
        self.assertEqual(self.cells(caret[:caret.index("^")]),
                         self.cells(source[:source.index("#")]))
        source, caret = lines[at[1] + 1:at[1] + 3]
        self.assertIn("| ...é", source)
        self.assertEqual(caret.index("^"), source.index("#"))
        self.assertLess(len(source), 120)

    def test_caret_of_secrets(self):
        self.write("ks.cfg", SOUND.replace("--iscrypted", "Secret1#").replace(
            "--overwritevmfs", "--overwritevmfs=yes"))
        lines = "\n".join(self.terminal("lint", "ks.cfg"))
        self.assertIn("3 | install --firstdisk", lines)
        self.assertIn("[hash-in-word]", lines)
        self.assertNotIn("Secret", lines)


class Fix(Lint):
    FIXED = SOUND

    def test_shown(self):
        self.write("ks.cfg", WRONG)
        done = self.lint("--format", "text", "--fix", "ks.cfg", status=FOUND)
        self.assertEqual(self.read("ks.cfg").decode(), WRONG)
        self.assertIn("--- ks.cfg\n+++ ks.cfg\n@@ ", done.stdout)
        self.assertIn("\n-install --firstdisk local --overwritevmfs=yes\n"
                      "+install --firstdisk=local --overwritevmfs\n", done.stdout)

    def test_secrets_are_not_shown(self):
        self.write("ks.cfg", WRONG.replace("--iscrypted", "'Very secret 1'\n#"))
        done = self.lint("--format", "text", "--fix", "ks.cfg", status=FOUND)
        self.assertNotIn("Very secret", done.stdout)
        self.assertNotIn(40 * "a", done.stdout)

    def test_to_a_file(self):
        self.write("ks.cfg", WRONG)
        self.lint("--format", "text", "--fix", "-o", "new.cfg", "ks.cfg")
        self.assertEqual(self.read("new.cfg").decode(), self.FIXED)
        self.lint("--format", "text", "--fix", "-o", "new.cfg", "ks.cfg", status=program.SYSTEM)
        self.lint("--format", "text", "--fix", "-f", "-o", "new.cfg", "ks.cfg")
        done = self.lint("--format", "text", "--fix", "-o", "-", "-", stdin=WRONG)
        self.assertEqual(done.stdout, self.FIXED)

    def test_in_place(self):
        os.mkdir(self.path("site"))
        for name in ("site/a.cfg", "site/b.ks"):
            os.chmod(self.write(name, WRONG), 0o600)
        self.write("site/spec.yaml", SPEC)
        os.chmod(self.write("site/c.cfg", SOUND), 0o640)
        before = os.stat(self.path("site/c.cfg")).st_mtime_ns
        done = self.lint("--format", "text", "--fix", "--force", "site")
        self.assertEqual(done.stdout.count("\n@@ "), 2)
        for name in ("site/a.cfg", "site/b.ks"):
            self.assertEqual(self.read(name).decode(), self.FIXED)
            self.assertEqual(stat.S_IMODE(os.stat(self.path(name)).st_mode), 0o600)
        self.assertEqual(os.stat(self.path("site/c.cfg")).st_mtime_ns, before)
        done = self.lint("--format", "text", "--fix", "site")
        self.assertEqual(done.stdout, "")

    def test_line_ends_and_mark(self):
        self.write("ks.cfg", b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
        done = self.lint("--format", "text", "--fix", "--force", "ks.cfg")
        self.assertEqual(self.read("ks.cfg").decode(), SOUND)
        self.assertTrue(done.stdout.startswith("ks.cfg: 5 line ends of CR LF become LF\n"))
        self.write("ks.cfg", WRONG.replace("\n", "\r\n").replace("--iscrypted", "Geheim1\r\n#"))
        done = self.lint("--format", "text", "--fix", "ks.cfg", status=FOUND)
        self.assertNotIn("Geheim", done.stdout)
        self.assertEqual(done.stdout.count("\n-"), 2, done.stdout)  # a line, and the head

    def test_refused(self):
        self.write("ks.cfg", WRONG)
        self.write("b.cfg", WRONG)
        self.write("spec.yaml", SPEC)
        for arguments in (["spec.yaml"], ["-o", "x", "ks.cfg", "b.cfg"], ["--force", "-"]):
            self.lint("--format", "text", "--fix", *arguments, status=USAGE, stdin=WRONG)
        self.assertEqual(self.read("ks.cfg").decode(), WRONG)


if __name__ == "__main__":
    unittest.main()
