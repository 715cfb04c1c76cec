#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_killed.py FAULT.so: a build that fails or is killed at any moment leaves nothing behind.

Each call that writes, syncs or names a file fails once, gets SIGTERM once and SIGKILL once. Besides
that, signals from outside at fixed times meet a build that takes longer.
"""
import errno
import os
import signal
import subprocess
import sys
import time
import unittest

sys.dont_write_bytecode = True

import disc  # noqa: E402
import program  # noqa: E402
from sample import sample  # noqa: E402

FAULT = os.path.abspath(sys.argv.pop()) if sys.argv[-1].endswith(".so") else None
OUTPUTS = ("out.iso", "out.iso.manifest.json", "out.iso.sha256")
NAMING_CALLS = 9  # the last calls, which sync, give names and sync folders
LARGE = 300  # megabytes: a compact build takes about a second
DELAYS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


class Killed(program.Case):
    def setUp(self):
        super().setUp()
        self.arguments = ["build", "minimal.yaml"]

    def prepare(self, layout, size=None):
        self.base(sample("8.0", size))
        self.write("minimal.yaml", program.minimal(layout=layout))
        self.before = self.listing()

    def check_finished(self, label):
        """The program said so; then everything is there, and right."""
        self.assertEqual(sorted(set(self.listing()) - set(self.before)), sorted(OUTPUTS), label)
        disc.run("sha256sum", "--strict", "--quiet", "-c", "out.iso.sha256", cwd=self.work)
        self.esxmint("verify", "out.iso")

    def check_nothing(self, label):
        self.assertEqual(self.listing(), self.before, label)

    def clear(self):
        for name in self.listing():
            if name not in self.before:
                os.remove(self.path(name))


class Faults(Killed):
    """By the preloaded library: at every call there is."""
    settings = {}

    def setUp(self):
        super().setUp()
        if not FAULT:
            self.skipTest("no preloaded library given")

    def fault(self, **settings):
        env = program.environment(LD_PRELOAD=FAULT, ASAN_OPTIONS="verify_asan_link_order=0",
                                  **self.settings, **settings)
        return program.run(*self.arguments, cwd=self.work, env=env)

    def count(self):
        with self.subTest("without a fault"):
            done = self.fault(FAULT_COUNT=self.path("count"))
            self.assertEqual(done.returncode, 0, done.stderr)
        calls = int(self.read("count"))
        os.remove(self.path("count"))
        return calls

    def sweep(self, faults, check):
        for layout in ("append", "compact"):
            self.prepare(layout)
            calls = self.count()
            self.check_finished("no fault")
            self.clear()
            self.assertGreater(calls, 10)
            for call in range(1, calls + 1):
                label = "%s, call %d of %d" % (layout, call, calls)
                with self.subTest(label):
                    done = self.fault(FAULT_AT=str(call), FAULT_DO=str(int(faults[call % len(faults)])))
                    check(done, label)
                self.clear()

    def check_failed(self, done, label):
        # A folder that cannot be synced, or a file that cannot be cloned, is no failure.
        if done.returncode == 0:
            self.check_finished(label)
        else:
            self.assertEqual(done.returncode, program.SYSTEM, label)
            self.assertRegex(done.stderr, "no space left|input/output error", label)
            self.check_nothing(label)

    def check_killed(self, done, label):
        self.assertEqual(done.returncode, -signal.SIGTERM, label)
        # It may have met a program that was just done.
        if "out.iso" in self.listing():
            self.check_finished(label)
        else:
            self.check_nothing(label)

    def check_no_image(self, done, label):
        """SIGKILL between the names of the three files may leave the digest, never the image."""
        self.assertEqual(done.returncode, -signal.SIGKILL, label)
        left = set(self.listing()) - set(self.before)
        call, calls = int(label.split()[2]), int(label.split()[-1])
        if "out.iso" in left:
            self.check_finished(label)
        elif call > calls - NAMING_CALLS:
            self.assertLessEqual(left, set(OUTPUTS), label)
        else:
            self.check_nothing(label)

    def test_no_space(self):
        self.sweep([errno.ENOSPC, errno.EIO], self.check_failed)

    def test_sigterm(self):
        self.sweep([-signal.SIGTERM], self.check_killed)

    def test_sigkill(self):
        self.sweep([-signal.SIGKILL], self.check_no_image)

    def test_replacing(self):
        """With --force, what was there stays until the new image is complete."""
        self.prepare("append")
        self.arguments.append("--force")
        calls = self.count()
        old = {name: self.read(name) for name in OUTPUTS}
        self.write("minimal.yaml", program.minimal(layout="append", label="ANOTHER"))
        for call in range(1, calls + 1):
            with self.subTest(call=call):
                done = self.fault(FAULT_AT=str(call), FAULT_DO=str(errno.ENOSPC))
                self.assertEqual(sorted(set(self.listing()) - set(self.before)), sorted(OUTPUTS))
                if done.returncode:
                    self.assertEqual(done.returncode, program.SYSTEM)
                    self.assertEqual(self.read("out.iso") == old["out.iso"], True)
            for name, content in old.items():
                self.write(name, content)


class NamedFiles(Faults):
    """The same where a file has to have a name from the start, a hidden one."""
    settings = {"FAULT_NAMED": "1"}

    def check_no_image(self, done, label):
        """SIGKILL leaves what has a hidden name, nobody could remove it."""
        self.assertEqual(done.returncode, -signal.SIGKILL, label)
        for name in set(self.listing()) - set(self.before):
            if name.startswith("."):
                os.remove(self.path(name))
        if "out.iso" in self.listing():
            self.check_finished(label)


class Signals(Killed):
    """From outside, at some time of a longer build."""

    def interrupt(self, number, delay):
        process = subprocess.Popen([program.ESXMINT, *self.arguments], cwd=self.work,
                                   env=program.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(number)
        return process.wait(timeout=program.TIMEOUT)

    def test_signals(self):
        met = 0
        for layout in ("append", "compact"):
            self.prepare(layout, LARGE)
            for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGINT):
                for delay in DELAYS:
                    label = "%s, signal %d after %g s" % (layout, number, delay)
                    status = self.interrupt(number, delay)
                    if status == 0:
                        self.check_finished(label)
                        self.clear()
                        break
                    met += 1
                    self.assertEqual(status, -number, label)
                    self.check_nothing(label)
        self.assertGreater(met, 6, "the build is too quick to be met by a signal")


if __name__ == "__main__":
    unittest.main(verbosity=2)
