#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the ISO goes: full disks, folders without rights, and files that are there already."""
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import program  # noqa: E402
from program import SYSTEM, USAGE  # noqa: E402
from sample import sample  # noqa: E402

OUTPUTS = ["out.iso", "out.iso.manifest.json", "out.iso.sha256"]
PAGE = 4096


class Output(program.Case):
    def setUp(self):
        super().setUp()
        self.base_path = self.base(sample("8.0"))
        self.write("minimal.yaml", program.minimal())

    def mount(self, *arguments):
        """A file system on `self.work`/disk; skips the test where nothing can be mounted."""
        os.makedirs(self.path("disk"), exist_ok=True)
        done = subprocess.run(["mount", *arguments, self.path("disk")], capture_output=True,
                              text=True, check=False)
        if done.returncode:
            self.skipTest("cannot mount: " + done.stderr.strip())
        self.addCleanup(subprocess.run, ["umount", "-l", self.path("disk")], check=True)

    def mount_image(self, megabytes, *make):
        self.write("image", b"")
        os.truncate(self.path("image"), megabytes << 20)
        try:
            disc.run(*make, self.path("image"))
        except (AssertionError, FileNotFoundError) as problem:
            self.skipTest(str(problem))
        self.mount("-o", "loop", self.path("image"))

    def remount(self, arguments):
        subprocess.run(["umount", self.path("disk")], check=True)
        subprocess.run(["mount", *arguments, self.path("disk")], check=True)

    def refused_as_nobody(self, word, *arguments):
        other = program.nobody(self.work)
        if not other:
            self.skipTest("needs root and setpriv")
        self.refused(SYSTEM, word, *arguments, program=other)


class FullDisk(Output):
    def check(self):
        for layout in ("append", "compact"):
            self.write("minimal.yaml", program.minimal(layout=layout))
            with self.subTest(layout=layout):
                before = os.listdir(self.path("disk"))
                done = self.esxmint("build", "-o", "disk/out.iso", "minimal.yaml", status=SYSTEM)
                self.assertIn("no space left on device", done.stderr)
                self.assertEqual(os.listdir(self.path("disk")), before)

    def test_ext4(self):
        self.mount_image(8, "mkfs.ext4", "-q")
        self.check()

    def test_sidecars(self):
        """Room for the ISO, not for what stands beside it."""
        self.mount("-t", "tmpfs", "-o", "size=100m", "none")
        self.esxmint("build", "-o", "disk/out.iso", "minimal.yaml")
        # What it takes: a hole of the base may stay one, and this file system does not count it.
        size = os.stat(self.path("disk/out.iso")).st_blocks * 512
        manifest = os.path.getsize(self.path("disk/out.iso.manifest.json"))
        self.assertGreater(manifest, 2 * PAGE)
        for more in (0, PAGE, 2 * PAGE):
            with self.subTest(more=more):
                room = -(-size // PAGE) * PAGE + more
                self.remount(["-t", "tmpfs", "-o", "size=%d" % room, "none"])
                done = self.esxmint("build", "-o", "disk/out.iso", "minimal.yaml", status=SYSTEM)
                self.assertIn("no space left on device", done.stderr)
                self.assertEqual(os.listdir(self.path("disk")), [])

    def test_size_limit(self):
        """A limit on the size of files is an error like another, not a death by SIGXFSZ."""
        self.refused(SYSTEM, "file too large", "build", "minimal.yaml",
                     prefix=["prlimit", "--fsize=1000000"])


class Folders(Output):
    def test_missing(self):
        self.refused(SYSTEM, "none/out.iso", "build", "-o", "none/out.iso", "minimal.yaml")

    def test_no_right_to_write(self):
        os.mkdir(self.path("closed"), 0o555)
        os.chmod(self.work, 0o755)
        self.refused_as_nobody("closed/out.iso", "build", "-o", "closed/out.iso", "minimal.yaml")

    def test_read_only(self):
        self.mount("-t", "tmpfs", "-o", "ro", "none")
        self.refused(SYSTEM, "read-only", "build", "-o", "disk/out.iso", "minimal.yaml")

    def test_another_folder(self):
        """Built from elsewhere: the base is beside the spec, the output where -o says."""
        os.mkdir(self.path("other"))
        self.esxmint("build", "-o", "here.iso", "../minimal.yaml", cwd=self.path("other"))
        self.assertEqual(sorted(os.listdir(self.path("other"))),
                         ["here.iso", "here.iso.manifest.json", "here.iso.sha256"])
        disc.run("sha256sum", "-c", "here.iso.sha256", cwd=self.path("other"))


class Names(Output):
    def test_base(self):
        os.symlink("base.iso", self.path("symlink.iso"))
        os.link(self.base_path, self.path("link.iso"))
        os.mkdir(self.path("folder"))
        for name in ("base.iso", "symlink.iso", "link.iso", "./base.iso", "folder/../base.iso",
                     self.base_path):
            for options in ([], ["--force"]):
                with self.subTest(name=name, options=options):
                    self.refused(USAGE, "'%s' is the base itself" % name, "build", "-o", name,
                                 "minimal.yaml", *options)

    def test_there_already(self):
        for name in OUTPUTS:
            with self.subTest(name=name):
                self.write(name, "of another\n")
                self.refused(SYSTEM, "'%s' exists, use --force" % name, "build", "minimal.yaml")
                os.remove(self.path(name))
        for name in OUTPUTS:
            self.write(name, "of another\n")
        self.esxmint("build", "-f", "minimal.yaml")
        disc.run("sha256sum", "-c", "out.iso.sha256", cwd=self.work)

    def test_not_a_file(self):
        os.mkdir(self.path("folder.iso"))
        os.mkfifo(self.path("fifo.iso"))
        os.symlink("nowhere", self.path("dangling.iso"))
        for name in ("folder.iso", "fifo.iso", "dangling.iso"):
            with self.subTest(name=name):
                self.refused(SYSTEM, name, "build", "-f", "-o", name, "minimal.yaml")

    def test_render(self):
        """The same manners where only a text is written."""
        self.esxmint("render", "-o", "ks.cfg", "minimal.yaml")
        self.assertEqual(self.read("ks.cfg").decode(),
                         self.esxmint("render", "minimal.yaml").stdout)
        self.refused(SYSTEM, "'ks.cfg' exists, use --force", "render", "-o", "ks.cfg",
                     "minimal.yaml")
        self.esxmint("render", "-f", "-o", "ks.cfg", "minimal.yaml")


if __name__ == "__main__":
    unittest.main(verbosity=2)
