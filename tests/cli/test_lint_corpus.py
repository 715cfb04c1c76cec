#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the linter over the kickstarts of tests/lint: what it finds is what stands in the file
# *.expect beside each, line by line, and nothing else.
import json
import os
import subprocess
import sys

FOLDER = os.path.join(os.environ["ESXMINT_SOURCE"], "tests", "lint")
LEAST = 60


def expectation(path):
    with open(path, encoding="ascii") as file:
        head, *lines = file.read().splitlines()
    assert head.startswith("# release: "), path
    release = head.removeprefix("# release: ")
    return ([] if release == "none" else ["--release", release]), sorted(lines)


def findings(kickstart, options):
    command = [os.environ["ESXMINT"], "lint", "--format", "json", *options, kickstart]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, timeout=60)
    answer = json.loads(done.stdout)
    found = [f"{f['line']}:{f['column']}: {f['severity']}: {f['rule']}" for f in answer["findings"]]
    errors = any(f["severity"] == "error" for f in answer["findings"])
    assert done.returncode == errors, (kickstart, done.returncode, done.stderr)
    assert all(f["file"] == kickstart and f["message"] for f in answer["findings"]), kickstart
    return sorted(found)


def main():
    names = sorted(n[:-4] for n in os.listdir(FOLDER) if n.endswith(".cfg"))
    expects = sorted(n[:-7] for n in os.listdir(FOLDER) if n.endswith(".expect"))
    failed = 0
    assert names == expects and len(names) >= LEAST, len(names)
    for name in names:
        options, wanted = expectation(os.path.join(FOLDER, name + ".expect"))
        found = findings(name + ".cfg", options)
        for line in sorted(set(wanted) | set(found)):
            more = found.count(line) - wanted.count(line)
            if more:
                print(f"{name}.cfg:{line} {'is not expected' if more > 0 else 'is missing'}")
                failed += 1
    return 1 if failed else 0


sys.exit(main())
