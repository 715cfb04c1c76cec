#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every spec in examples/ lints without error or warning and renders."""
import os
import subprocess
import unittest

ESXMINT = os.environ["ESXMINT"]
EXAMPLES = os.path.join(os.environ["ESXMINT_SOURCE"], "examples")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "ESX_ROOT_PASSWORD": "Example-only-7pw-x"}


def run(*arguments):
    return subprocess.run([ESXMINT] + list(arguments), cwd=EXAMPLES, env=ENVIRONMENT, text=True,
                          capture_output=True, check=False)


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
            done = run("lint", "--strict", "--release", "8.0", *spec)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_render(self):
        for spec in self.specs():
            for_all = ["--all-in-one"] if spec == ["hosts.yaml"] else []
            done = run("render", "--release", "8.0", *for_all, *spec)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("vmaccepteula\n", done.stdout)
            if len(spec) == 2:
                self.assertIn("--hostname=esx07.muc.example.com", done.stdout)


if __name__ == "__main__":
    unittest.main()
