# SPDX-License-Identifier: GPL-3.0-or-later
# VIBs and bundles for tests of the program, and the judge of what it builds from them: all of it by
# tests/media, none of the project's code.
import json
import os
import subprocess
import sys

from sample import SOURCE

MEDIA = os.path.join(SOURCE, "tests/media")
FIXTURES = os.environ.get("ESXMINT_FIXTURES") or os.path.join(
    os.path.dirname(SOURCE), "shared/fixtures")
TRUST = "signer.pem"

sys.path.insert(0, MEDIA)
from checks import vib as reader  # noqa: E402


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise AssertionError("'%s' ended with %d:\n%s%s" % (
            " ".join(command[:6]), done.returncode, done.stdout, done.stderr))
    return done.stdout


def recipe(name, version="1.0-1", **more):
    """A partner VIB of ours with one driver; `signed` and so trusted."""
    return {"name": name, "vendor": "ACM", "version": version, "level": "partner", "sign": "two",
            **more}


def community(name, version="1.0-1", **more):
    return recipe(name, version, level="community", sign="none", **more)


def vibs(folder, *recipes, release="8.0"):
    """Makes .vib files in `folder`, in the manner of a release; their paths."""
    rows = [{"for": release, "file": "%s-%s.vib" % (one["name"], one["version"]), **one}
            for one in recipes]
    run(os.path.join(MEDIA, "make-vib"), "--recipe", "-", folder, input=json.dumps(rows))
    return [os.path.join(folder, row["file"]) for row in rows]


def bundle(path, packages, *options):
    """A depot of .vib files; options are those of make-depot."""
    run(os.path.join(MEDIA, "make-depot"), *options, path, *packages)
    return path


def trust(folder):
    """The certificate that signs samples and made VIBs, as a file for --trust."""
    path = os.path.join(folder, TRUST)
    if not os.path.exists(path):
        with open(path, "w", encoding="ascii") as file:
            file.write(run(os.path.join(MEDIA, "signer-certificate")))
    return path


def image_problems(iso, base=None, trusted=None, **wishes):
    """What the judge says of an image: lines, none if all is right."""
    command = [os.path.join(MEDIA, "check-image"), iso, "--expect", json.dumps(wishes)]
    if base:
        command += ["--base", base]
    if trusted:
        command += ["--trust", trusted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or done.stderr:
        return [done.stdout + done.stderr]
    return done.stdout.splitlines()


def identity(path):
    """vendor_type_name_version of a .vib file."""
    with open(path, "rb") as file:
        return reader.describe(reader.members(file.read())[0][1])["id"]


def fixture(*names):
    """The path of a real artifact, or None where the folder is missing."""
    path = os.path.join(FIXTURES, *names)
    return path if os.path.exists(path) else None
