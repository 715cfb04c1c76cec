#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every spec in examples/ lints without error or warning and renders."""
import os
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import made  # noqa: E402
import program  # noqa: E402
from sample import sample  # noqa: E402

ESXMINT = os.environ["ESXMINT"]
EXAMPLES = os.path.join(os.environ["ESXMINT_SOURCE"], "examples")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "ESX_ROOT_PASSWORD": "Example-only-7pw-x"}


def run(*arguments):
    return subprocess.run([ESXMINT] + list(arguments), cwd=EXAMPLES, env=ENVIRONMENT, text=True,
                          capture_output=True, check=False)


def release_for(spec):
    return "4.1" if spec[0].startswith("esxi41") else "8.0"


class Examples(unittest.TestCase):
    def specs(self):
        """Each spec alone, each overlay on what its comment names."""
        for name in sorted(os.listdir(EXAMPLES)):
            if name.startswith("overlay-"):
                with open(os.path.join(EXAMPLES, name), encoding="utf-8") as spec:
                    yield [spec.readline().split()[3].rstrip(":"), name]
            elif name.endswith(".yaml"):
                yield [name]

    def test_lint_is_clean(self):
        for spec in self.specs():
            done = run("lint", "--strict", "--release", release_for(spec), *spec)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_render(self):
        for spec in self.specs():
            for_all = ["--all-in-one"] if spec == ["hosts.yaml"] else []
            done = run("render", "--release", release_for(spec), *for_all, *spec)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("vmaccepteula\n", done.stdout)
            if len(spec) == 2:
                self.assertIn("--hostname=esx07.muc.example.com", done.stdout)


class Drivers(program.Case):
    """examples/drivers.yaml with VIBs of the names it has, and what the README prints of it."""

    def setUp(self):
        super().setUp()
        self.base(sample("8.0"))
        shutil.copy(os.path.join(EXAMPLES, "drivers.yaml"), self.work)
        os.mkdir(self.path("drivers"))
        made.vibs(self.work, *(made.recipe(name, "2.0-3", vendor="EXA", file=name + ".vib")
                               for name in ("storage-example", "storage-tool")))
        made.vibs(self.work, made.community("net-example", "1.4.2-1", vendor="EXA",
                                            file="drivers/net-example.vib"))
        made.bundle(self.path("drivers/storage-example.zip"),
                    [self.path("storage-example.vib"), self.path("storage-tool.vib")])

    def test_readme(self):
        with open(os.path.join(os.environ["ESXMINT_SOURCE"], "README.md"),
                  encoding="utf-8") as file:
            text = file.read()
        command = "$ esxmint plan --trust signer.pem drivers.yaml\n"
        shown = text[text.index(command) + len(command):].split("\n```", 1)[0].splitlines()
        plan = self.esxmint("plan", "--trust", made.trust(self.work), "drivers.yaml").stdout
        self.assertEqual([line for line in shown if line != "..." and line not in
                          plan.splitlines()], [])
        with open(os.path.join(EXAMPLES, "drivers.yaml"), encoding="utf-8") as file:
            spec = file.read()
        self.assertIn(spec[spec.index("image:"):spec.index("\ninstall:")], text)

    def test_build(self):
        trust = made.trust(self.work)
        self.esxmint("build", "--trust", trust, "drivers.yaml")
        self.assertEqual(self.esxmint("verify", "--trust", trust, "out.iso").stdout, "")


if __name__ == "__main__":
    unittest.main()
