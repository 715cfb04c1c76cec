#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of the spec, shared/spec/full.yaml, for every release: valid, or refused for nothing
but the keys that the release lacks, all of them in one run. Skipped where that file is not there."""
import os
import re
import shutil
import unittest

from program import INPUT, Case, environment
from sample import SOURCE

FULL = os.path.join(SOURCE, "..", "shared", "spec", "full.yaml")
SECRETS = environment(ISCSI_CHAP_SECRET="abcdefabcdef", ISCSI_CHAP_MUTUAL="0123456789ab",
                      ESX_OPS_PASSWORD="aB3.aB3.aB3.aB3.x")
# What full.yaml has that came later: key, first release.
LATER = [
    ("image.acceptance_level", "5.0"),
    ("image.remove_vibs", "5.0"),
    ("install.datastores", "5.0"),
    ("network.ipv6", "5.0"),
    ("network.vswitches[0].teaming.failback", "5.0"),
    ("network.vswitches[1].shaping", "5.0"),
    ("network.firewall", "5.0"),
    ("storage.iscsi.chap", "5.0"),
    ("storage.nfs[0].read_only", "5.0"),
    ("drivers[1].path", "5.0"),
    ("logging.rotate", "5.0"),
    ("logging.core_dump", "5.0"),
    ("security.issue", "5.0"),
    ("services.ssh.authorized_keys", "5.0"),
    ("services.shell.idle_timeout", "5.0"),
    ("services.shell.suppress_warning", "5.0"),
    ("host.kernel_settings", "5.0"),
    ("image.kernel_options.systemMediaSize", "7.0.1"),
    ("network.vmkernel[2].netstack", "6.0"),
    ("network.vmkernel[2].ipv4.gateway", "6.0"),
    ("services.snmp", "5.1"),
    ("security.users", "6.0"),
    ("security.password_policy", "5.0"),
    ("host.ceip", "6.5"),
    ("host.passthrough", "7.0"),
]
RELEASES = ["4.1", "5.0", "5.1", "5.5", "6.0", "6.5", "6.7", "7.0", "7.0.1", "7.0.3", "8.0", "8.0.3",
            "9.0", "9.1"]
# A release without an update may be any update of it.
REFUSAL = re.compile(r"^full\.yaml:\d+:\d+: error: (\S+): (?:no command of )?ESXi (\S+) "
                     r"(?:is known that sets|does not know) '[^']+'; ESXi (\S+) and later"
                     r"(?:, or [^;\n]+)?$", re.MULTILINE)


def number(release):
    return [int(part) for part in release.split(".")]


def lacking(release):
    known = number(release)
    for key, first in LATER:
        if number(first)[:len(known)] > known:
            yield key, release, first


@unittest.skipUnless(os.path.exists(FULL), "there is no ../shared/spec/full.yaml")
class Full(Case):
    def spec(self, release):
        with open(FULL, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(text.count('release: "8.0.3"'), 1)
        self.write("full.yaml", text.replace('release: "8.0.3"', 'release: "%s"' % release))

    def test_releases(self):
        for release in RELEASES:
            wanted = sorted(lacking(release))
            with self.subTest(release=release):
                self.spec(release)
                done = self.esxmint("render", "full.yaml", "--host", "esx01", env=SECRETS,
                                    status=INPUT if wanted else 0)
                self.assertEqual(sorted(REFUSAL.findall(done.stderr)), wanted)
                self.assertEqual(done.stderr.count(" error: "), len(wanted), done.stderr)
                self.assertEqual(bool(done.stdout), not wanted)
                if not wanted:
                    done.stdout.encode("ascii")
                    self.assertIn("for ESXi %s, " % release, done.stdout)
                    self.assertIn("--hostname=esx01.fra.example.com", done.stdout)

    def test_both_hosts(self):
        self.spec("8.0.3")
        self.esxmint("render", "full.yaml", "--all", "-o", "hosts", env=SECRETS)
        rendered = sorted(os.listdir(self.path("hosts")))
        self.assertEqual(len(rendered), 2, rendered)
        shutil.rmtree(self.path("hosts"))


if __name__ == "__main__":
    unittest.main()
