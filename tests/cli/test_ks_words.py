#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds our reading of kickstart lines against Python's shlex, which is what the installer uses
(facts/kickstart.md section 1): test_ks_words.py TOOL. Random lines come from a fixed seed."""
import random
import shlex
import subprocess
import sys

PIECES = ["rootpw", "install", "--firstdisk", "--disk=", "Pass#1", "a\\b", "'", '"', "\\", "#", " ",
          "  ", "\t", "=", "x y", "naa.1", "é", "'a b'", '"a \\" b"', "\\#", "--opt=", "$6$x.y/"]


def lines():
    rng = random.Random(41)
    fixed = ["", " ", "# x", "rootpw Pass#1", "rootpw a\\b", "rootpw 'a\\b'", 'rootpw "a\\b"',
             "install --firstdisk \\", "keyboard 'US Default'", "rootpw ''", "rootpw 'x", 'x "a\\',
             'install --disk="a b"', "network --ip=1 # text", " reboot ", "a'b'\"c\"#d e"]
    return fixed + ["".join(rng.choices(PIECES, k=rng.randint(1, 8))) for _ in range(4000)]


def main():
    bad = 0
    # No line of these begins a section.
    for end in ("\n", "\r\n"):
        texts = lines()
        done = subprocess.run([sys.argv[1]], input=(end.join(texts) + end).encode(), check=True,
                              capture_output=True)
        answers = done.stdout.decode().splitlines()
        assert len(answers) == len(texts), (len(answers), len(texts))
        for text, answer in zip(texts, answers):
            kind, section, unbalanced, *words = answer.split(" ")
            ours = [bytes.fromhex(word[1:]).decode() for word in words]
            try:
                theirs = shlex.split(text + "\n", comments=True)
            except ValueError:
                theirs = None
            wrong = unbalanced != "1" if theirs is None else unbalanced == "1" or ours != theirs
            if theirs is not None and not wrong:
                expected = "k" if theirs else "c" if text.strip(" \t\r") else "b"
                wrong = kind != expected or section != "-1"
            if wrong:
                print(repr(text), "ours", ours, unbalanced, "theirs", theirs)
                bad += 1
    return 1 if bad else 0


sys.exit(main())
