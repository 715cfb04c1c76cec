# SPDX-License-Identifier: GPL-3.0-or-later
# A pretend ESXi host: runs the script sections of a kickstart in a small root where every command
# of ESXi is a stand-in, and remembers what was called, what changed and what was not allowed.
#
#     with Host("8.0.3", hostd_after=3) as host:
#         result = host.run_section(text, "busybox")
#         assert not host.violations, host.violations
#         assert ["esxcli", "system", ...] in host.arguments("esxcli")
import copy
import os
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from shell import contract, state as start  # noqa: E402
from shell import (esxcfg, esxcli_hardware, esxcli_interface, esxcli_iscsi,  # noqa: E402,F401
                   esxcli_network, esxcli_storage, esxcli_system, tools, vimcmd)
from shell.answers import HANDLERS, Refusal  # noqa: E402
from shell.model import ISCSI_DELAY, Model  # noqa: E402
from shell.root import Root, Unavailable  # noqa: E402,F401
from shell.server import Server  # noqa: E402

TABLES = {
    "esxcli": contract.Table("esxcli-network", "esxcli-storage", "esxcli-system"),
    "vim-cmd": contract.Table("vim-cmd"),
    "tools": contract.Table("tools"),
}
# Commands that ask hostd, and those that the installer does not have (host-tasks.md section 1).
NEEDS_HOSTD = ("esxcli", "vim-cmd")
NOT_IN_INSTALLER = ("esxcli", "vim-cmd", "chkconfig")
SECURE_BOOT = "/usr/lib/vmware/secureboot/bin/secureBoot.py"
ONLY_SBIN = ("auto-backup.sh", "backup.sh", "generate-certificates")
# What of the root file system is no part of the state of a host.
NO_STATE = ["/.pretend", "/bin", "/sbin", "/lib", "/lib64", "/usr", "/dev", "/tmp", "/proc", "/var/log",
            "/vmfs/devices", "/etc/init.d", "/scratch/downloads"]
BOOTBANK = "b0070000-0badcafe-000%d-001122334455"
# Pretend seconds that any call takes.
CALL_TIME = 0.2
SHELL_ERROR = re.compile(r"^\S+: line [0-9]+: (.*)$", re.MULTILINE)
STEP = re.compile(r"step (?:[0-9]+: )?(?P<title>.*): (?P<how>begins|done|failed|skipped)(?P<more>.*)$",
                  re.MULTILINE)


class Result:
    """How a section ended: exit status, what it printed, the pretend seconds it took."""

    def __init__(self, status, output, errors, seconds):
        self.status, self.output, self.errors, self.seconds = status, output, errors, seconds

    def steps(self):
        """Each reported step and its end: title -> done, failed, or begins if it never ended."""
        return {match["title"]: match["how"] for match in STEP.finditer(self.output)}

    @property
    def last_line(self):
        lines = self.output.strip().split("\n")
        return lines[-1] if lines else ""


class Host(Model):
    """
    release      "8.0" or "8.0.3"
    hostd_after  so many calls of esxcli or vim-cmd fail before hostd answers; None: it never does
    fail         what must fail: a number or numbers of calls (from 1), or a pattern that a call's
                 words, joined by blanks, contain; every match fails, at most `fail_times` times
    devices      changes to shell/state.py's hardware(), or its arguments: {"boot": "usb"}
    datastores   label -> disk
    settings     advanced settings that this host has beside the known: name -> "i" or "s"
    medium       files of the installation medium: path -> bytes; `mounted`: does the installer see
                 them at once, or only after the module iso9660 was asked to mount the disc?
    """

    MEDIUM_DEVICE = "mpx.vmhba32:C0:T0:L0"

    def __init__(self, release, hostd_after=0, fail=None, fail_times=None, devices=None,
                 datastores=None, settings=None, medium=None, mounted=True, iscsi_adapter=None,
                 iscsi_delay=ISCSI_DELAY, unsigned=(), vib_reboot=False, identity=None):
        self.release, self.key = release, contract.release_key(release)
        self.known = start.settings(self.key)
        self.extra_settings = settings or {}
        self.hostd_after, self.polls = hostd_after, 0
        self.fail = {fail} if isinstance(fail, int) else fail
        self.fail_times = fail_times
        self.iscsi_adapter = iscsi_adapter or ("vmhba66" if self.key >= (6, 5) else "vmhba35")
        self.iscsi_delay, self.iscsi_since = iscsi_delay, None
        self.unsigned, self.vib_reboot = unsigned, vib_reboot
        self.identity = {"serial": "CZ3D0000", "asset_tag": "A-0001",
                         "uuid": "4c4c4544-0042-3510-8054-b4c04f565931", **(identity or {})}
        self.clock, self.stage = 0.0, "firstboot"
        self.calls, self.violations, self.unproven, self.results = [], [], [], []
        self.booted = {}  # the settings that the kernel was started with, where they differ
        self.failed_calls, self.restarts, self.fetched, self.syslog_lines = [], [], [], []
        self.backups, self.output_file, self.process, self.medium_device = 0, None, None, None
        devices = dict(devices or {})
        arguments = {name: devices.pop(name) for name in ("boot", "nics") if name in devices
                     and not isinstance(devices[name], list)}
        self.boot = arguments.get("boot", "local")
        datastores = {"datastore1": start.DISKS[0]} if datastores is None else datastores
        self.state = start.fresh(self.key, {**start.hardware(**arguments), **devices}, datastores)
        self.root = Root(self.command_paths())
        for label, row in self.state["datastores"].items():
            self.make_volume(label, row["uuid"])
        self.medium, self.mounted = medium or {}, mounted
        self.write_files()
        self.server = Server(self.root.at("/.pretend/socket"), self.answer)

    def command_paths(self):
        paths = [SECURE_BOOT]
        for folder in ("/bin/", "/sbin/"):
            names = list(NEEDS_HOSTD) + ["localcli"] + [
                name for name in TABLES["tools"].commands if " " not in name
                and name not in ("init.d", "secureBoot.py")]
            paths += [folder + name for name in names if name not in ONLY_SBIN or folder == "/sbin/"]
        return paths + ["/etc/init.d/" + name for name in self.state["services"]]

    def write_files(self):
        write = self.root.write
        write("/etc/ntp.conf", "restrict default kod nomodify notrap nopeer\n")
        write("/etc/ssh/keys-root/authorized_keys", "")
        write("/etc/ssh/sshd_config", "PermitRootLogin yes\n")
        write("/etc/issue", "\n")
        write("/etc/motd", "Welcome\n")
        write("/etc/rc.local.d/local.sh", "#!/bin/sh\nexit 0\n")
        write("/etc/rc.local", "#!/bin/sh\n")
        write("/etc/vmware/esx.conf", "".join(
            '/device/%s/owner = "vmkernel"\n' % row["address"] for row in self.state["hardware"]["pci"]))
        write("/etc/pam.d/passwd", "# pam_passwdqc.so\npassword requisite /lib/security/$ISA/pam_passwdqc.so retry=3 "
              "min=8,8,8,7,6\npassword sufficient /lib/security/$ISA/pam_unix.so sha512\n")
        for disk in self.state["hardware"]["disks"]:
            write("/vmfs/devices/disks/" + disk["name"], "")
        if self.boot == "lost":
            os.symlink("/tmp/lost", self.root.at("/bootbank"))
            return
        for at in (1, 2):
            self.make_volume("BOOTBANK%d" % at, BOOTBANK % at)
            os.symlink("/vmfs/volumes/" + BOOTBANK % at, self.root.at(("/bootbank", "/altbootbank")[at - 1]))
            write("/vmfs/volumes/%s/boot.cfg" % (BOOTBANK % at),
                  "bootstate=0\nupdated=%d\nkernel=b.b00\nmodules=onetime.tgz\n" % (2 - at))

    def empty_altbootbank(self):
        """What installing software does to it: it gets a new image, and loses what else was there."""
        if self.boot != "lost":
            folder = self.root.at("/vmfs/volumes/" + BOOTBANK % 2)
            subprocess.run(["find", folder, "-mindepth", "1", "!", "-name", "boot.cfg", "-delete"],
                           check=True)

    def mount_medium(self, mounted):
        """The installation medium under /vmfs/volumes, where the installer sees it."""
        folder = "/vmfs/volumes/" + self.MEDIUM_DEVICE
        if mounted and self.medium and not self.medium_device:
            for path, data in self.medium.items():
                self.root.write(folder + "/" + path.lstrip("/"), data)
            self.medium_device = self.MEDIUM_DEVICE
        elif not mounted and self.medium_device:
            subprocess.run(["rm", "-rf", self.root.at(folder)], check=True)
            self.medium_device = None

    # Calls

    def answer(self, argv, _read_stdin):
        self.clock += CALL_TIME
        call = {"number": len(self.calls) + 1, "argv": argv, "stage": self.stage,
                "section": len(self.results), "clock": round(self.clock, 1), "offset": self.offset(),
                "violation": None}
        self.calls.append(call)
        try:
            status, output, errors = self.serve(call, argv)
        except contract.Violation as error:
            call["violation"] = str(error)
            self.violations.append("%s: %s" % (" ".join(argv), error))
            status, output, errors = 1, "", "Error: %s\n" % error
        except Refusal as error:
            status, output, errors = error.status, "", "%s\n" % error
        except Exception as error:  # a fault of the stand-ins must not look like a host's answer
            self.violations.append("%s: stand-in failed: %r" % (" ".join(argv), error))
            status, output, errors = 125, "", "stand-in failed: %r\n" % error
        call["status"] = status
        return status, output, errors

    def serve(self, call, argv):
        program = os.path.basename(argv[0])
        path, words, table = self.locate(program, argv)
        if self.stage == "installer" and program in NOT_IN_INSTALLER:
            raise contract.Violation("'%s' is not in the installer" % program)
        values = table.check(path, words, self.key)
        values.path = path
        if path == "init.d":
            values.service = program
        if program in NEEDS_HOSTD and not self.hostd_answers():
            call["hostd"] = False
            return 1, "", "Connect to localhost failed: Connection failure.\n"
        if self.must_fail(call, argv):
            call["failed"] = True
            self.failed_calls.append(call)
            return 1, "", "%s: pretend failure\n" % program
        try:
            output = HANDLERS[path](self, values)
        finally:
            self.unproven += [what for what in values.unproven if what not in self.unproven]
        if path == "init.d" and program == "hostd" and values.words[0] == "restart":
            self.polls, self.hostd_after = 0, 2
        return 0, output or "", ""

    def locate(self, program, argv):
        """The table, the row's name and the words after it for a call."""
        words = argv[1:]
        if "/init.d/" in argv[0] or program in self.state["services"] and "init.d" in argv[0]:
            return "init.d", words, TABLES["tools"]
        if program == "vim-cmd":
            dcui = words[:2] == ["-U", "dcui"]
            words = words[2:] if dcui else words
            path = words[0].lstrip("/") if words else ""
            if path.startswith("vimsvc/auth/lockdown") and not dcui:
                raise contract.Violation("'%s' needs -U dcui" % path)
            return path, words[1:], TABLES["vim-cmd"]
        if program in ("esxcli", "localcli"):
            table = TABLES["esxcli"]
            if program == "localcli" and words[:1] == ["--plugin-dir"]:
                if words[1:2] != ["/usr/lib/vmware/esxcli/int"]:
                    raise contract.Violation("no such plug-in folder")
                words, table = words[2:], TABLES["tools"]
            end = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
            return " ".join(words[:end]), words[end:], table
        return program, words, TABLES["tools"]

    def hostd_answers(self):
        if self.hostd_after is not None and self.polls >= self.hostd_after:
            return True
        self.polls += 1
        return False

    def must_fail(self, call, argv):
        if self.fail is None or (self.fail_times is not None
                                 and len(self.failed_calls) >= self.fail_times):
            return False
        if isinstance(self.fail, str):
            return re.search(self.fail, " ".join(argv)) is not None
        return call["number"] in self.fail

    def offset(self):
        return os.fstat(self.output_file.fileno()).st_size if self.output_file else 0

    def arguments(self, program=None):
        """The argument lists of all calls, of one program if it is named."""
        return [call["argv"] for call in self.calls
                if program in (None, os.path.basename(call["argv"][0]))]

    def step_of(self, call):
        """The title of the step that a call belongs to, by what its section had printed till then."""
        title = None
        printed = self.results[call["section"]].output.encode()[:call["offset"]]
        for match in STEP.finditer(printed.decode(errors="replace")):
            title = match["title"] if match["how"] == "begins" else None
        return title

    # Sections

    def run_section(self, text, interpreter="busybox", stage="firstboot", timeout=60):
        self.stage = stage if stage == "firstboot" else "installer"
        if self.stage != "installer" or self.mounted:
            self.mount_medium(self.stage == "installer")
        script = "/tmp/ks-script" if self.stage == "installer" else "/tmp/001.firstboot_001"
        self.root.write(script, text)
        program = "/bin/ash" if interpreter == "busybox" else "/usr/bin/python3.11"
        command = self.root.command(script, program, interpreter == "python")
        began = self.clock
        paths = [self.root.at("/.pretend/" + name) for name in ("output", "errors")]
        with open(paths[0], "wb") as output, open(paths[1], "wb") as errors:
            self.output_file = output
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=errors, start_new_session=True, cwd="/",
                                            env={"PATH": "/bin:/sbin:/usr/bin:/usr/sbin", "HOME": "/"})
            try:
                status = self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                status = "timeout"
                self.violations.append("the section did not end within %d seconds" % timeout)
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()
            self.output_file = None
        texts = [self.root.read("/.pretend/" + name) for name in ("output", "errors")]
        self.root.write(script, "")
        self.results.append(Result(status, texts[0], texts[1], self.clock - began))
        return self.results[-1]

    @property
    def log(self):
        """All that lies under /var/log, as one text."""
        parts = []
        for folder, _, names in os.walk(self.root.at("/var/log")):
            for name in sorted(names):
                with open(os.path.join(folder, name), "rb") as file:
                    parts.append(file.read().decode("utf-8", "replace"))
        return "".join(parts)

    def shell_errors(self, result):
        """What the shell itself complained about, for example a command that is not there."""
        return [match[1] for match in SHELL_ERROR.finditer(result.output + result.errors + self.log)]

    def snapshot(self):
        """All that a second run must not change."""
        return copy.deepcopy({"state": self.state, "files": self.root.files(NO_STATE)})

    # The host itself

    def restart(self, why):
        self.restarts.append(why)

    def reboot(self):
        """What a restart does: hostd is late again, services run as they are meant to."""
        self.mount_medium(False)
        self.polls, self.stage = 0, "firstboot"
        for row in self.state["services"].values():
            row["running"] = row["policy"]
        for row in self.state["hardware"]["pci"]:
            row["active"] = row["passthru"]
        self.booted = dict(self.state["settings"])
        self.clock += 120

    def set_maintenance(self, on):
        if self.state["maintenance"] == on:
            raise Refusal("The host is %s in maintenance mode" % ("already" if on else "not"))
        self.state["maintenance"] = on

    def add_account(self, name, password, again, description, shell):
        if name in self.state["accounts"]:
            raise Refusal("User %s already exists" % name)
        if password is None or password != again:
            raise Refusal("The passwords do not match")
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}", name):
            raise Refusal("User name %s is not valid" % name)
        self.state["accounts"][name] = {"password": password, "description": description, "shell": shell}

    def fqdn(self):
        state = self.state
        return state["host"] + ("." + state["domain"] if state["domain"] else "")

    def is_folder(self, path):
        """Is there such a folder, following the links of /vmfs/volumes inside the root?"""
        place = self.root.path
        for part in path.strip("/").split("/"):
            place = os.path.join(place, part)
            if os.path.islink(place):
                target = os.readlink(place)
                place = self.root.at(target) if target.startswith("/") else os.path.join(
                    os.path.dirname(place), target)
        return os.path.isdir(place)

    def close(self):
        self.server.close()
        self.root.remove()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
