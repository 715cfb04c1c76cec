#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What machines read (JSON, SARIF, GitHub), and the manners of standard input and output."""
import json
import os
import pty
import re
import subprocess
import sys
import unittest
import urllib.parse

sys.dont_write_bytecode = True

import made  # noqa: E402
import program  # noqa: E402
from sample import sample  # noqa: E402

BAD_SPEC = """\
esxmint: 1
base: {release: "8.0"}
install:
  accept_eula: yes
  disk: {first: [local], vmfs: overwrite}
  root_password: {plain: "Plain-text-7pw-x"}
imge: {}
"""


class Formats(program.Case):
    def setUp(self):
        super().setUp()
        self.write("bad spec.yaml", BAD_SPEC)

    def findings(self, output_format, *arguments, status=1):
        return self.esxmint("lint", "--format", output_format, *arguments, status=status).stdout

    def test_documents(self):
        """Every JSON document says what it is, and is ASCII or UTF-8 in one line or many."""
        self.base(sample("8.0"))
        self.write("minimal.yaml", program.minimal())
        documents = {
            "esxmint.version/1": ["version"],
            "esxmint.findings/1": ["lint", "minimal.yaml"],
            "esxmint.kickstart/1": ["render", "minimal.yaml"],
            "esxmint.keys/1": ["explain", "install"],
            "esxmint.medium/1": ["inspect", "base.iso"],
            "esxmint.plan/1": ["plan", "minimal.yaml"],
            "esxmint.build/1": ["build", "minimal.yaml"]}
        for schema, arguments in documents.items():
            with self.subTest(arguments=arguments):
                done = self.esxmint(*arguments, "--format", "json")
                document = json.loads(done.stdout)
                self.assertEqual(document["schema"], schema)
                self.assertEqual(next(iter(document)), "schema")
                self.assertTrue(done.stdout.endswith("}\n"))
        done = self.esxmint("verify", "--format", "json", "out.iso")
        self.assertEqual(json.loads(done.stdout)["schema"], "esxmint.findings/1")
        self.assertEqual(json.loads(self.read("out.iso.manifest.json"))["schema"],
                         "esxmint.manifest/1")
        self.assertIn("schema", json.loads(self.esxmint("schema").stdout))

    def test_build_result(self):
        self.base(sample("8.0"))
        self.write("minimal.yaml", program.minimal(layout="append"))
        result = json.loads(self.esxmint("build", "--format", "json", "minimal.yaml").stdout)
        size = os.path.getsize(self.path("out.iso"))
        self.assertEqual(result, {
            "schema": "esxmint.build/1", "output": "out.iso", "size": size, "layout": "append",
            "sha256": program.digest(self.path("out.iso")), "appended": result["appended"]})
        self.assertLessEqual(0, size - os.path.getsize(self.path("base.iso")) - result["appended"])

    def test_findings(self):
        document = json.loads(self.findings("json", "bad spec.yaml"))
        self.assertEqual(document["errors"], 2)
        places = [(row["severity"], row["line"], row["column"], row["path"])
                  for row in document["findings"] if row["severity"] != "advice"]
        self.assertEqual(places, [
            ("error", 4, 16, "install.accept_eula"), ("warning", 6, 18, "install.root_password"),
            ("error", 7, 1, "imge")])
        self.assertNotIn("Plain-text", json.dumps(document))

    def test_sarif(self):
        """What SARIF 2.1.0 demands of a log, a run, a tool and a result (sections 3.13 to 3.30)."""
        document = json.loads(self.findings("sarif", "bad spec.yaml"))
        self.assertEqual(document["version"], "2.1.0")
        self.assertRegex(document["$schema"], r"^https://.*sarif.*2\.1\.0.*\.json$")
        self.assertEqual(set(document), {"version", "$schema", "runs"})
        self.assertEqual(len(document["runs"]), 1)
        run = document["runs"][0]
        driver = run["tool"]["driver"]
        self.assertEqual(driver["name"], "esxmint")
        rules = [rule["id"] for rule in driver["rules"]]
        self.assertEqual(len(rules), len(set(rules)))
        self.assertIn(run.get("columnKind", "utf16CodeUnits"),
                      ("utf16CodeUnits", "unicodeCodePoints"))
        self.assertGreaterEqual(len(run["results"]), 3)
        for result in run["results"]:
            self.check_sarif_result(result, rules)

    def check_sarif_result(self, result, rules):
        self.assertIn(result["ruleId"], rules)
        self.assertIn(result["level"], ("none", "note", "warning", "error"))
        self.assertTrue(result["message"]["text"])
        for location in result["locations"]:
            physical = location["physicalLocation"]
            uri = physical["artifactLocation"]["uri"]
            self.assertRegex(uri, r"^[A-Za-z0-9._~!$&'()*+,;=@/%-]+$")
            self.assertEqual(urllib.parse.unquote(uri), "bad spec.yaml")
            region = physical["region"]
            self.assertGreaterEqual(region["startLine"], 1)
            self.assertGreaterEqual(region["startColumn"], 1)

    def test_sarif_without_findings(self):
        self.write("good.yaml", BAD_SPEC.replace("yes", "true").replace("imge: {}\n", ""))
        document = json.loads(self.findings("sarif", "--disable", "plain-password", "good.yaml",
                                            status=0))
        self.assertEqual([result for result in document["runs"][0]["results"]
                          if result["level"] != "note"], [])

    def test_github(self):
        for line in self.findings("github", "bad spec.yaml").splitlines():
            self.assertRegex(line, r"^::(notice|warning|error) file=bad spec\.yaml,line=\d+,"
                                   r"col=\d+,title=[a-z0-9-]+::.+$")

    def test_verify_formats(self):
        self.write("x.iso", "no image\n")
        for output_format in ("json", "sarif", "github", "text"):
            with self.subTest(output_format):
                done = self.esxmint("verify", "--format", output_format, "x.iso", status=1)
                self.assertIn("not an ISO 9660 image", done.stdout)
                self.assertEqual(done.stderr, "")

    def test_rules(self):
        """Every rule is listed with what it is, and each can be explained and disabled."""
        listed = self.esxmint("lint", "--rules").stdout.splitlines()
        names = [line.split()[0] for line in listed]
        self.assertEqual(names, sorted(names))
        self.assertEqual(len(names), len(set(names)))
        for line in listed:
            self.assertRegex(line, r"^[a-z0-9-]+ +(error|warning|advice) +\S")
        explained = self.esxmint("lint", "--rules", *names).stdout
        self.assertEqual(len(re.findall(r"^  instead ", explained, re.M)), len(names))


class Streams(program.Case):
    def pipe(self, *arguments, text):
        return subprocess.run([program.ESXMINT, *arguments], cwd=self.work, input=text, text=True,
                              env=program.environment(), capture_output=True, check=False)

    def test_standard_input(self):
        self.write("minimal.yaml", program.minimal())
        done = self.pipe("render", "-r", "8.0", "-", text=program.minimal())
        self.assertEqual(done.returncode, 0, done.stderr)
        named = self.esxmint("render", "-r", "8.0", "minimal.yaml").stdout
        self.assertEqual(done.stdout.splitlines()[1:], named.splitlines()[1:])
        done = self.pipe("lint", "-r", "8.0", "-", text="esxmint: 2\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("-:1:10: error", done.stdout)

    def test_quiet(self):
        """Success without a finding has nothing to say."""
        self.base(sample("8.0"))
        self.write("spec.yaml", program.minimal().replace(
            "  accept_eula: true\n", "  accept_eula: true\n  disk: {vmfs: overwrite, first: [local]}\n"))
        done = self.esxmint("build", "spec.yaml")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        done = self.esxmint("verify", "--trust", made.trust(self.work), "out.iso")
        self.assertEqual((done.stdout, done.stderr), ("", ""))

    def terminal(self, *arguments, env):
        """What the program writes to a terminal, both outputs."""
        leader, follower = pty.openpty()
        with subprocess.Popen([program.ESXMINT, *arguments], cwd=self.work, env=env,
                              stdin=subprocess.DEVNULL, stdout=follower, stderr=follower):
            os.close(follower)
            text = b""
            while True:
                try:
                    part = os.read(leader, 65536)
                except OSError:
                    break
                if not part:
                    break
                text += part
        os.close(leader)
        return text.decode()

    def test_colour(self):
        self.write("bad.yaml", BAD_SPEC)
        plain = self.esxmint("lint", "bad.yaml", status=1).stdout
        self.assertNotIn("\033", plain)
        env = program.environment
        self.assertIn("\033[", self.esxmint("lint", "--color", "always", "bad.yaml",
                                            status=1).stdout)
        for arguments, environment, coloured in (
                ([], env(TERM="xterm"), True), ([], env(TERM="xterm", NO_COLOR="1"), False),
                (["--color=never"], env(TERM="xterm"), False)):
            with self.subTest(arguments=arguments, coloured=coloured):
                seen = self.terminal("lint", *arguments, "bad.yaml", env=environment)
                self.assertEqual("\033[" in seen, coloured)
                # The caret, below the value that is meant.
                self.assertRegex(seen, r" 4 \|   accept_eula: yes\r\n +\| {16}\^\r\n")

    def test_control_characters(self):
        """Nothing from a spec or its name gets to the terminal as it is."""
        self.write("a\033[31mb.yaml", 'esxmint: 1\n"\\e[2Jkey": 1\n')
        for command in ("lint", "render"):
            done = program.run(command, "a\033[31mb.yaml", cwd=self.work)
            self.assertNotIn("\033", done.stdout + done.stderr)
            self.assertIn("\\x1b", done.stdout + done.stderr)
        done = program.run("lint", "none\033[31m", cwd=self.work)
        self.assertNotIn("\033", done.stderr)

    def test_control_characters_of_a_medium(self):
        base = self.base(sample("8.0"))
        with open(base, "r+b") as file:
            file.seek(16 * 2048 + 40)
            file.write(b"\033[2J\302\233x")
        self.write("minimal.yaml", program.minimal())
        for arguments in (["inspect", "base.iso"], ["plan", "minimal.yaml"],
                          ["verify", "base.iso"]):
            with self.subTest(arguments=arguments):
                done = program.run(*arguments, cwd=self.work)
                self.assertNotRegex(done.stdout + done.stderr, "[\000-\011\013-\037\177-\237]")


if __name__ == "__main__":
    unittest.main(verbosity=2)
