# SPDX-License-Identifier: GPL-3.0-or-later
# Sample media for the tests of the program, made once and shared by all of them.
"""sample("8.0+joliet") is the path of a sample; never write to it.

Media are kept in the build folder under a digest of everything that makes them, so that a change of
the maker makes them anew, and tests that run at the same time wait for each other.
"""
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys

SOURCE = os.environ.get("ESXMINT_SOURCE") or os.path.dirname(
    os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# Folders of what makes samples, and what of them counts.
MAKERS = {"tests/media/sample": (".py",), "tests/media": ("make-sample",),
          "tests/boot": (".c", ".h", ".S", ".ld", "make-standins")}


def makers_digest():
    """Names and contents of all that makes samples."""
    digest = hashlib.sha256()
    for folder, endings in MAKERS.items():
        for directory, folders, names in os.walk(os.path.join(SOURCE, folder)):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(name for name in names if name.endswith(endings)):
                path = os.path.join(directory, name)
                digest.update(os.path.relpath(path, SOURCE).encode() + b"\0")
                with open(path, "rb") as file:
                    digest.update(hashlib.sha256(file.read()).digest())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def lock(path):
    with open(path, "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def cache_folder():
    """The folder of this state of the makers; those of older states go."""
    build = os.path.dirname(os.path.dirname(os.path.abspath(os.environ["ESXMINT"])))
    top = os.path.join(build, "samples")
    os.makedirs(top, exist_ok=True)
    folder = os.path.join(top, makers_digest())
    with lock(os.path.join(top, "lock")):
        if not os.path.isdir(folder):
            for name in os.listdir(top):
                if name != "lock":
                    shutil.rmtree(os.path.join(top, name), ignore_errors=True)
            os.mkdir(folder)
    return folder


def run(command, environment):
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit("sample: '%s' failed:\n%s%s" % (" ".join(command), done.stdout, done.stderr))


def standins(folder):
    """The boot stand-ins, compiled once."""
    path = os.path.join(folder, "standins")
    with lock(path + ".lock"):
        if not os.path.isdir(path):
            making = path + ".making"
            shutil.rmtree(making, ignore_errors=True)
            run([os.path.join(SOURCE, "tests/boot/make-standins"), making], dict(os.environ))
            os.rename(making, path)
    return path


def sample(kind, size=None):
    """The path of a sample of `kind`: a release and its variants, as in 8.0+rockridge+joliet.

    `size` counts units of 1,000,000 bytes.
    """
    folder = cache_folder()
    release, *variants = kind.split("+")
    path = os.path.join(folder, "%s%s.iso" % (kind, "-%d" % size if size else ""))
    if os.path.exists(path):
        return path
    environment = dict(os.environ, ESXMINT_STANDINS=standins(folder))
    with lock(path + ".lock"):
        if not os.path.exists(path):
            command = [os.path.join(SOURCE, "tests/media/make-sample"), release, path]
            for variant in variants:
                command += ["--variant", variant]
            run(command + (["--size", str(size)] if size else []), environment)
    return path
