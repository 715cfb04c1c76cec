#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# What a script calls on a pretend host is what the shell's reader said before: test_calls.py
# SHELL-DUMP CASE..., cases as in tests/golden. Each call that was made must be among those that
# were foretold; words that could not be known beforehand may be anything.
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from host import Unavailable  # noqa: E402
from kickstart import Kickstart, run_firstboot  # noqa: E402
from proof import Proof  # noqa: E402

GOLDEN = os.path.join(os.path.dirname(HERE), "golden")
HEADER = re.compile(r"# Kickstart for ESXi ([0-9.]+),")
PROGRAMS = ("esxcli", "localcli", "vim-cmd", "esxcfg-vswitch", "esxcfg-vmknic", "esxcfg-route",
            "esxcfg-advcfg", "esxcfg-nas", "esxcfg-swiscsi", "vmkiscsi-tool", "chkconfig",
            "auto-backup.sh")


# The calls that are foretold of a section, the programs without their folders.
def foretold(dump, text):
    with tempfile.NamedTemporaryFile("w", newline="") as file:
        file.write(text)
        file.flush()
        done = subprocess.run([dump, file.name], check=True, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert not any(line.startswith(("broken", "cut")) for line in lines), lines
    calls = set()
    for line in lines:
        kind, *words = line.split("\t")
        if kind not in ("call", "maybe"):
            continue
        words = [word for word in words[1:] if not re.match(r">>?[/\w]|<<", word)]
        calls.add((os.path.basename(words[0]), *words[1:]))
    return calls


def covers(call, argv):
    said = [re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t"}.get(m[1], m[1]), w) for w in call]
    return len(said) == len(argv) and all(
        ours == word or ours.startswith("?") for ours, word in zip(said, argv))


def check(dump, case):
    with open(os.path.join(GOLDEN, case, "stdout"), newline="") as file:
        text = file.read()
    kickstart = Kickstart(text)
    scripts = [s for s in kickstart.sections if s.interpreter == "busybox"]
    told = {call for section in scripts for call in foretold(dump, section.text)}
    problems, count = [], 0
    # Each call as it goes well, and with some that fail: the other ways through the script.
    for fail in (None, set(range(7, 2000, 5)), set(range(8, 2000, 3))):
        host, _ = Proof(kickstart, HEADER.match(text)[1]).installed(hostd_after=2, fail=fail)
        with host:
            run_firstboot(kickstart, host)
            made = [[os.path.basename(argv[0]), *argv[1:]] for argv in host.arguments()]
        made = [argv for argv in made if argv[0] in PROGRAMS]
        count += len(made)
        problems += ["%s: not foretold: %s" % (case, argv) for argv in made
                     if not any(covers(call, argv) for call in told)]
    if count < 15:
        problems.append("%s: only %d calls were made" % (case, count))
    print("%s: %d calls made, %d foretold" % (case, count, len(told)))
    return problems


def main():
    problems = []
    try:
        for case in sys.argv[2:]:
            problems += check(sys.argv[1], case)
    except Unavailable as reason:
        print(reason)
        return 77
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
