#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs what esxmint renders on pretend hosts: test_kickstarts.py --list | CASE
#
#     golden NAME     tests/golden/NAME/stdout, a kickstart, with every call failing once
#     failing NAME    that of a whole spec, every call of which takes minutes
#     releases NAME   its spec rendered anew for every release that allows it ($ESXMINT)
#
# Each runs to the end with a late hostd, again without a change, and without hostd to its bound.
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from host import Unavailable  # noqa: E402
from kickstart import Kickstart  # noqa: E402
from proof import Proof  # noqa: E402

GOLDEN = os.path.join(os.path.dirname(HERE), "golden")
RELEASES = ["4.1", "5.0", "5.1", "5.5", "6.0", "6.5", "6.7", "7.0", "7.0.3", "8.0", "8.0.3", "9.0"]
# One spec for each release: not to be rendered for all the others again, and every call is made to
# fail apart.
WHOLE = re.compile(r"kickstart-full-")
HEADER = re.compile(r"# Kickstart for ESXi ([0-9.]+),")
# The status of a spec that is refused.
REFUSED = 3


def content(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8", newline="") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def golden_cases():
    """Golden cases that print a kickstart with a script in it, and have a spec to render anew."""
    for name in sorted(os.listdir(GOLDEN)):
        text = content(GOLDEN, name, "stdout")
        words = content(GOLDEN, name, "args").split("\n")
        if HEADER.match(text) and "--templates" not in words and words[0] == "render":
            yield name, HEADER.match(text)[1], text


def prove(text, release, failing):
    """All the problems of one kickstart."""
    kickstart = Kickstart(text)
    proof = Proof(kickstart, release)
    problems = kickstart.faults + proof.plain() + proof.hostd_never()
    if problems or not failing or not kickstart.of("firstboot"):
        return problems
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for found in pool.map(lambda job: proof.fail_one(*job), proof.fail_jobs()):
            problems += found
    return problems


def render(name, release):
    """The kickstart of a golden case for another release; None if the spec is refused for it."""
    with tempfile.TemporaryDirectory(prefix="esxmint-esxi-") as work:
        folder = os.path.join(work, "case")
        shutil.copytree(os.path.join(GOLDEN, name), folder)
        with open(os.path.join(folder, "release.yaml"), "w", encoding="ascii") as file:
            file.write("base: {release: \"%s\"}\n" % release)
        words = content(folder, "args").split("\n")
        words = [word for word in words if word]
        at = max(index for index, word in enumerate(words) if word.endswith(".yaml"))
        words.insert(at + 1, "release.yaml")
        environment = dict(os.environ)
        environment.update(line.split("=", 1) for line in content(folder, "env").split("\n") if line)
        done = subprocess.run([os.environ["ESXMINT"]] + words, cwd=folder, env=environment,
                              capture_output=True, text=True, check=False)
        if done.returncode == REFUSED:
            print("%s for %s: refused:\n%s" % (name, release, done.stderr))
            return None
        if done.returncode != 0:
            raise AssertionError("%s for %s: status %d\n%s" % (name, release, done.returncode, done.stderr))
        return done.stdout


def main():
    cases = {name: (release, text) for name, release, text in golden_cases()}
    if sys.argv[1:] == ["--list"]:
        for name in cases:
            for kind in ("golden", "failing" if WHOLE.match(name) else "releases"):
                print(kind, name)
        return 0
    kind, name = sys.argv[1:3]
    release, text = cases[name]
    if kind in ("golden", "failing"):
        problems = prove(text, release, kind == "failing" or not WHOLE.match(name))
    else:
        problems = []
        for other in RELEASES:
            rendered = render(name, other)
            if rendered is not None:
                found = prove(rendered, other, False)
                problems += ["%s: %s" % (other, problem) for problem in found]
                print("%s for %s: %s" % (name, other, "%d problems" % len(found) if found else "well"))
    print("\n".join(problems))
    return 1 if problems else 0


try:
    sys.exit(main())
except Unavailable as reason:
    print("skipped:", reason)
    sys.exit(77)
