# SPDX-License-Identifier: GPL-3.0-or-later
# Running the program as its users do, in a folder of its own.
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from sample import SOURCE

ESXMINT = os.path.abspath(os.environ["ESXMINT"])
PASSWORD = "Example-only-7pw-x"
MINIMAL = os.path.join(SOURCE, "examples/minimal.yaml")
TIMEOUT = 120
SETPRIV = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

USAGE, INPUT, SYSTEM = 2, 3, 4  # exit statuses besides 0 and 1


def environment(**more):
    """A small environment: the password of root, and what sanitizers are told."""
    values = {"PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "ESX_ROOT_PASSWORD": PASSWORD}
    values.update((name, value) for name, value in os.environ.items()
                  if name.startswith(("ASAN_", "UBSAN_", "LSAN_")))
    values.update(more)
    return {name: value for name, value in values.items() if value is not None}


def run(*arguments, cwd=None, prefix=(), env=None, program=(ESXMINT,), **options):
    return subprocess.run([*prefix, *program, *arguments], cwd=cwd, env=env or environment(),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", timeout=TIMEOUT, check=False, **options)


def minimal(**image):
    """The minimal spec; keyword arguments become the keys of `image`, in JSON."""
    with open(MINIMAL, encoding="ascii") as file:
        text = file.read()
    return text + ("image: %s\n" % json.dumps(image) if image else "")


def digest(path):
    if os.path.islink(path):
        return "link to " + os.readlink(path)
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def nobody(folder):
    """A prefix that runs the program, copied into `folder`, as a user without rights; or None."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return None
    copy = os.path.join(folder, "esxmint")
    shutil.copy(ESXMINT, copy)
    os.chmod(copy, 0o755)
    return [*SETPRIV, copy]


class Case(unittest.TestCase):
    """A test with a folder of its own, `self.work`."""
    maxDiff = 4000

    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="esxmint-cli-")
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.work, *names)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        return self.path(name)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def base(self, sample, name="base.iso"):
        """A base for the spec: the same bytes under its name, the sample itself kept safe."""
        subprocess.run(["cp", "--reflink=auto", sample, self.path(name)], check=True)
        return self.path(name)

    def esxmint(self, *arguments, status=0, **options):
        """Runs the program in `self.work` and wants an exit status."""
        done = run(*arguments, cwd=options.pop("cwd", self.work), **options)
        self.assertEqual(done.returncode, status, "esxmint %s\nstdout: %s\nstderr: %s" % (
            " ".join(arguments), done.stdout[-2000:], done.stderr[-2000:]))
        return done

    def listing(self, folder="."):
        """Every name in a folder with the digest of its content, hidden ones too."""
        found = {}
        for directory, folders, names in os.walk(self.path(folder)):
            for name in folders + names:
                path = os.path.join(directory, name)
                found[os.path.relpath(path, self.work)] = digest(path)
        return found

    def refused(self, status, word, *arguments, **options):
        """The program ends with `status`, names `word`, and leaves everything as it was."""
        before = self.listing()
        done = self.esxmint(*arguments, status=status, **options)
        self.assertIn(word, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.listing(), before)
        return done
