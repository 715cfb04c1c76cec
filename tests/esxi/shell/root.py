# SPDX-License-Identifier: GPL-3.0-or-later
# The pretend root file system: busybox ash in a change of root, with every ESXi command a link to
# the stand-in; and how a section is run in it.
import atexit
import os
import re
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What ESXi's busybox has besides the shell's own; general knowledge, so that a script which uses
# something exotic (seq, tac, base64, bc) is noticed.
APPLETS = """[ [[ ash awk basename cat chmod chown cksum clear cp cut dd diff dirname du echo egrep env
expr false fgrep find grep groups gunzip gzip head hexdump id kill ln ls md5sum mkdir mkfifo mknod
mktemp more mv nohup od printf ps pwd readlink rm rmdir sed setsid sh sha1sum sha256sum sha512sum sort
stat sync tail tar tee test time timeout touch tr true uname uniq unzip vi watch wc which xargs
zcat""".split()
FOLDERS = """bin sbin lib lib64 dev tmp var/log var/lib/ntp var/run var/spool/cron etc/init.d etc/ssh/keys-root
etc/vmware/ssl etc/vmware/firewall etc/rc.local.d etc/pam.d usr/lib/vmware vmfs/devices/disks
vmfs/volumes scratch/downloads store .pretend proc""".split()
PYTHON_PARTS = ["/usr/bin/python3.11", "/usr/lib/python3.11", "/usr/lib/x86_64-linux-gnu"]


class Unavailable(Exception):
    """The machine has no busybox, or does not let a test change its root."""


class Base:
    """What every pretend root of this run shares: busybox, its libraries, the stand-in."""

    made = None

    @classmethod
    def get(cls):
        if cls.made is None:
            cls.made = cls()
        return cls.made

    def __init__(self):
        self.busybox = shutil.which("busybox", path="/bin:/usr/bin")
        if not self.busybox:
            raise Unavailable("busybox is not installed")
        self.place = self.find_place()
        self.folder = tempfile.mkdtemp(prefix="esxi-base-", dir=self.place)
        atexit.register(shutil.rmtree, self.folder, ignore_errors=True)
        self.call = os.environ.get("ESXMINT_PRETEND_CALL") or self.compile()
        self.namespaces = self.find_namespaces()
        # Copies in one folder, so that each root takes hard links.
        self.files = {}
        for source, target in [(self.busybox, "bin/busybox"), (self.call, ".pretend/call")]:
            self.keep(source, target)
            for library in self.libraries(source):
                self.keep(library, library.lstrip("/"))

    def find_place(self):
        """Memory if programs may run from it: a root is hundreds of small files."""
        for place in ("/dev/shm", None):
            try:
                with tempfile.TemporaryDirectory(dir=place) as folder:
                    copy = shutil.copy(self.busybox, folder)
                    if subprocess.run([copy, "true"], check=False).returncode == 0:
                        return place
            except OSError:
                continue
        raise Unavailable("no folder to run programs from")

    def keep(self, source, target):
        copy = os.path.join(self.folder, target.replace("/", "_"))
        if not os.path.exists(copy):
            shutil.copy(source, copy)
        self.files[target] = copy

    def compile(self):
        output = os.path.join(self.folder, "call")
        command = ["cc", "-O1", "-D_GNU_SOURCE", "-o", output, os.path.join(HERE, "call.c")]
        try:
            subprocess.run(command, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise Unavailable("cannot compile the stand-in: %s" % error) from error
        return output

    @staticmethod
    def libraries(program):
        listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
        return re.findall(r"(/\S+) \(0x", listed.stdout)

    @staticmethod
    def find_namespaces():
        """The way to a change of root that this machine allows; as root, else as a plain user."""
        isolate = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--net", "--uts"]
        for extra in ([], ["--user", "--map-root-user"]):
            command = isolate[:1] + extra + isolate[1:]
            try:
                done = subprocess.run(command + ["mount", "-t", "tmpfs", "none", "/mnt"],
                                      capture_output=True, check=False)
            except OSError as error:
                raise Unavailable("unshare: %s" % error) from error
            if done.returncode == 0:
                return command
        raise Unavailable("no namespaces here: unshare and mount are not allowed")


class Root:
    def __init__(self, commands):
        """commands: absolute paths, each a command of ESXi that the stand-in answers."""
        self.base = Base.get()
        self.path = tempfile.mkdtemp(prefix="esxi-root-", dir=self.base.place)
        for folder in FOLDERS:
            os.makedirs(os.path.join(self.path, folder))
        for target, source in self.base.files.items():
            place = os.path.join(self.path, target)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            os.link(source, place)
        for name in APPLETS:
            os.symlink("busybox", os.path.join(self.path, "bin", name))
        for path in commands:
            place = self.at(path)
            os.makedirs(os.path.dirname(place), exist_ok=True)
            if not os.path.lexists(place):
                os.symlink("/.pretend/call", place)
        for device in ("null", "zero", "random", "urandom"):
            self.write("/dev/" + device, "")
        os.symlink("/vmfs/devices/disks", self.at("/dev/disks"))

    def at(self, path):
        return os.path.join(self.path, path.lstrip("/"))

    def is_file(self, path):
        """Is there a file, seen from inside, where links lead to other paths of this root?"""
        for _ in range(8):
            parts = [part for part in path.split("/") if part]
            links = [i for i in range(len(parts))
                     if os.path.islink(self.at("/".join(parts[:i + 1])))]
            if not links:
                return os.path.isfile(self.at(path))
            end = links[0] + 1
            target = os.readlink(self.at("/".join(parts[:end])))
            path = "/".join([os.path.join("/", *parts[:end - 1], target)] + parts[end:])
        return False

    def write(self, path, text):
        os.makedirs(os.path.dirname(self.at(path)), exist_ok=True)
        with open(self.at(path), "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def read(self, path):
        try:
            with open(self.at(path), "rb") as file:
                return file.read().decode("utf-8", "surrogateescape")
        except FileNotFoundError:
            return None

    def command(self, script, interpreter, python=False):
        """The command line that runs a script, named by its path inside the root."""
        lines = ["for d in null zero random urandom; do mount --bind /dev/$d \"$1/dev/$d\"; done"]
        if python:
            for part in PYTHON_PARTS:
                place = self.at(part)
                if os.path.isdir(part):
                    os.makedirs(place, exist_ok=True)
                else:
                    self.write(part, "")
                lines.append("mount --bind %s \"$1%s\"" % (part, part))
        lines.append("exec chroot \"$1\" \"$2\" \"$3\"")
        return self.base.namespaces + ["sh", "-ec", "\n".join(lines), "sh", self.path,
                                       interpreter, script]

    def files(self, skip):
        """Everything a script may have changed: path inside the root -> bytes, link or folder."""
        found = {}
        for folder, names, files in os.walk(self.path):
            inside = "/" + os.path.relpath(folder, self.path)
            for name in list(names) + files:
                path = os.path.join(inside, name).replace("/./", "/")
                place = os.path.join(folder, name)
                if any(path == part or path.startswith(part + "/") for part in skip):
                    if name in names:
                        names.remove(name)
                    continue
                if os.path.islink(place):
                    found[path] = "-> " + os.readlink(place)
                elif os.path.isdir(place):
                    found[path] = "folder"
                else:
                    with open(place, "rb") as file:
                        found[path] = file.read()
        return found

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)
