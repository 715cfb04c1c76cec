#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drivers that travel on the medium: what build writes is found by %post and by the first boot."""
import os
import re
import sys
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import program  # noqa: E402
from sample import SOURCE, sample  # noqa: E402

sys.path.insert(0, os.path.join(SOURCE, "tests/esxi"))

from host import NO_STATE, Host, Unavailable  # noqa: E402
from kickstart import Kickstart, run_firstboot, run_installer  # noqa: E402

MARKER = "/DRIVERS/ESXMINT.TXT"
DRIVERS = """
image: {secure_boot: false}
drivers:
  - {path: drivers/raid-tool.vib}
  - {path: drivers/other/raid-tool.vib}
  - {path: "drivers/10g nic.ZIP", stage: post}
"""
FILES = {"drivers/raid-tool.vib": b"one", "drivers/other/raid-tool.vib": b"two" * 5000,
         "drivers/10g nic.ZIP": b""}


class Drivers(program.Case):
    def setUp(self):
        super().setUp()
        os.makedirs(self.path("drivers/other"))
        for name, data in FILES.items():
            self.write(name, data)

    def build(self, release, drivers=DRIVERS):
        """Paths of the built medium and their bytes."""
        self.base(sample(release))
        self.write("spec.yaml", program.minimal() + drivers)
        self.esxmint("build", "--force", "spec.yaml")
        built = disc.Disc(self.path("out.iso"))
        return {path: built.read(path) for path in built.contents()}

    def host(self, release, medium, **options):
        files = {path: data for path, data in medium.items() if path.startswith("/DRIVERS/")}
        return Host(release, medium=files, vib_reboot=True, **options)

    def run_on(self, host, medium):
        kickstart = Kickstart(medium["/KS.CFG"].decode("ascii"))
        run = run_installer(kickstart, host)
        return kickstart, run

    def test_on_the_medium(self):
        medium = self.build("8.0")
        lines = medium[MARKER].decode("ascii").splitlines()[1:]
        self.assertEqual([line.partition(" ")[2] for line in lines], list(FILES))
        for line in lines:
            name, _, path = line.partition(" ")
            self.assertRegex(name, r"\A[A-Z0-9]{5,8}\.(VIB|ZIP)\Z")
            self.assertEqual(medium["/DRIVERS/" + name], FILES[path])
            self.assertIn(name, medium["/KS.CFG"].decode("ascii"))
        self.assertEqual(len({line.split()[0] for line in lines}), 3)
        plan = self.esxmint("plan", "spec.yaml").stdout
        self.assertRegex(plan, r"(?m)^add      /DRIVERS/RAID[A-Z2-7]{4}\.VIB from drivers/raid-t")

    def test_found_again(self):
        for release, tool in (("5.5", "vib install --depot"), ("8.0", "component apply --depot")):
            medium = self.build(release)
            for place, datastores in (("/vmfs/volumes/datastore1/.esxmint", None),
                                      ("/altbootbank/esxmint", {})):
                with self.subTest(release=release, place=place), \
                        self.host(release, medium, datastores=datastores) as host:
                    kickstart, run = self.run_on(host, medium)
                    self.assertIsNone(run.stopped, host.log)
                    self.assertIn("the drivers for the first boot are in " + place, host.log)
                    again = run_firstboot(kickstart, host)
                    self.assertEqual(again.steps()["drivers"], "done", host.log)
                    calls = [" ".join(call["argv"]) for call in host.calls]
                    wanted = r"localcli software %s=/vmfs/volumes/\S+/DRIVERS/10GN\w+\.ZIP" % tool
                    self.assertEqual(sum(bool(re.fullmatch(wanted, call)) for call in calls), 1)
                    wanted = r"esxcli software vib install --viburl=/.*/RAID\w+\.VIB"
                    self.assertEqual(sum(bool(re.fullmatch(wanted, call)) for call in calls), 2)
                    self.assertEqual(host.violations, [])
                    self.assertEqual(len(host.restarts), 1, "the host's tool asked for a reboot")
                    self.once_more(host, kickstart, place)

    @staticmethod
    def copies(host):
        """The copies of drivers on a host: name -> bytes."""
        return {path.rpartition("/")[2]: data for path, data in host.root.files(NO_STATE).items()
                if re.search(r"/\.?esxmint/RAID", path)}

    def once_more(self, host, kickstart, place):
        """What is in /altbootbank is emptied; the next run, in the other bank, changes nothing."""
        left = self.copies(host)
        self.assertEqual([data == b"" for data in left.values()], ["alt" in place] * 2)
        banks = [host.root.at("/bootbank"), host.root.at("/altbootbank")]
        targets = [os.readlink(bank) for bank in banks]
        for bank, target in zip(banks, reversed(targets), strict=True):
            os.remove(bank)
            os.symlink(target, bank)
        host.reboot()
        calls = len(host.calls)
        again = run_firstboot(kickstart, host)
        self.assertEqual(again.steps()["drivers"], "done", host.log)
        changes = [" ".join(call["argv"]) for call in host.calls[calls:]]
        changes = [call for call in changes if re.search("software|maintenance_mode_", call)]
        self.assertEqual(["--dry-run" in call for call in changes], [] if "alt" in place else [True] * 2)
        self.assertEqual(self.copies(host), left)

    def test_kept_where_it_failed(self):
        medium = self.build("8.0")
        raid = [path.rpartition("/")[2] for path in medium if path.startswith("/DRIVERS/RAID")]
        with self.host("8.0", medium, datastores={},
                       unsigned=["/tmp/esxmint/" + raid[0]]) as host:
            kickstart, _ = self.run_on(host, medium)
            run = run_firstboot(kickstart, host)
            self.assertEqual(run.steps()["drivers"], "failed", host.log)
            self.assertEqual([self.copies(host)[name] for name in raid],
                             [medium["/DRIVERS/" + raid[0]], b""])
            self.assertFalse(host.state["maintenance"])

    def test_no_medium(self):
        medium = self.build("8.0")
        other = {"/DRIVERS/OTHER.TXT": b"another disc"}
        with self.host("8.0", other, mounted=False) as host:
            _, run = self.run_on(host, medium)
            self.assertIn("%post", run.stopped)
            self.assertIn("the medium is not there", host.log)
            calls = [" ".join(call["argv"]) for call in host.calls if call["argv"][0] != "date"]
            self.assertEqual(calls[-1], "vmkload_mod -u iso9660")
            mounted = [call.split()[-1] for call in calls if "iso9660/mount" in call]
            self.assertEqual(mounted, [call.split()[-1] for call in calls if "iso9660/umount" in call])
            self.assertNotEqual(mounted, [])

    def test_refused(self):
        self.base(sample("8.0"))
        for spec, word in ((DRIVERS + "  - {path: drivers/none.vib}\n", "drivers/none.vib"),
                           (DRIVERS + "  - {path: drivers/a.tgz}\n", "does not tell what it is"),
                           (DRIVERS + "  - {path: drivers/raid-tool.vib}\n", "a second time"),
                           (DRIVERS + "  - {path: a.vib, url: 'http://a/b.vib'}\n", "url"),
                           (DRIVERS.replace("false}", "false, files: [{source: drivers/raid-tool.vib"
                                            ", target: /DRIVERS/A.VIB}]}"),
                            "where the drivers of this spec are")):
            self.write("spec.yaml", program.minimal() + spec)
            with self.subTest(word=word):
                done = program.run("build", "spec.yaml", cwd=self.work)
                self.assertIn(done.returncode, (program.INPUT, program.SYSTEM))
                self.assertIn(word, done.stderr)
                self.assertNotIn("out.iso", os.listdir(self.work))


if __name__ == "__main__":
    try:
        with Host("8.0"):
            pass
    except Unavailable as error:
        print("skipped:", error)
        sys.exit(77)
    unittest.main()
