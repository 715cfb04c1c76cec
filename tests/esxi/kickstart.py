# SPDX-License-Identifier: GPL-3.0-or-later
# Takes a kickstart apart and runs it as the installer and the first boot would: every %pre while it
# is read, then what the commands say, every %post, a restart, every %firstboot in file order
# (facts/kickstart.md sections 1 and 3).
import re
import shlex

SECTION = re.compile(r"^%(pre|post|firstboot)\b(.*)$")
# A line that begins with one of these ends a section, whatever the section is.
ENDS = ("%post", "%pre", "%packages", "%vmlicense_text", "%firstboot", "%include", "include")


class Section:
    def __init__(self, kind, options, line):
        self.kind, self.line, self.lines = kind, line, []
        words = dict(word.lstrip("-").partition("=")[::2] for word in shlex.split(options))
        self.interpreter = words.get("interpreter", "busybox")
        self.ignore_failure = words.get("ignorefailure", "false").lower() == "true"

    @property
    def text(self):
        return "".join(line + "\n" for line in self.lines)

    def __repr__(self):
        return "%%%s at line %d" % (self.kind, self.line)


class Kickstart:
    """commands: word lists of the command part; sections: Section, in file order."""

    def __init__(self, text):
        self.commands, self.sections, self.faults = [], [], []
        current = None
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
            if line.startswith(ENDS):
                match = SECTION.match(line)
                current = None
                if match:
                    current = Section(match[1], match[2], number)
                    self.sections.append(current)
                    if current.interpreter not in ("busybox", "python"):
                        self.faults.append("line %d: no such interpreter" % number)
                    continue
            if current is not None:
                current.lines.append(line)
                continue
            try:
                words = shlex.split(line, comments=True)
            except ValueError as error:
                self.faults.append("line %d: %s" % (number, error))
                continue
            if words:
                self.commands.append(words)
        for section in self.sections:
            if not section.text.strip():
                self.faults.append("%r is empty" % section)

    def of(self, kind):
        return [section for section in self.sections if section.kind == kind]

    def options(self, name):
        """The options of the last command of a name: --x=y as x -> y; None without the command."""
        found = None
        for words in self.commands:
            if words[0] == name:
                found = dict(word.lstrip("-").partition("=")[::2] for word in words[1:])
        return found

    def datastores(self, first_disk):
        """The datastores that this installation leaves: label -> disk."""
        install = self.options("install") or self.options("autopart") or {}
        # The disk of the installation holds one unless it must not.
        found = {} if "novmfsondisk" in install else {"datastore1": install.get("disk") or first_disk}
        for words in self.commands:
            if words[0] in ("part", "partition"):
                options = dict(word.lstrip("-").partition("=")[::2] for word in words[2:])
                found[words[1]] = options.get("ondisk") or options.get("ondrive", first_disk)
        return found

    def medium(self):
        """The files of the medium that %post takes drivers from, with its mark: path -> bytes."""
        names = set()
        for section in self.of("post"):
            names.update(re.findall(r'"\$medium"/([A-Z0-9_.]+)', section.text))
        return {"DRIVERS/" + name: b"driver " + name.encode() for name in names | {"ESXMINT.TXT"}
                } if names else {}

    def install(self, host):
        """What the `network` command does to a host."""
        network = self.options("network") or {}
        state = host.state
        vmk = state["vmk"]["vmk0"]
        if network.get("bootproto") == "static":
            state["host"], _, state["domain"] = network.get("hostname", "localhost").partition(".")
            state["dns"] = [name for name in network.get("nameserver", "").split(",") if name][:2]
            vmk.update(type="static", ip=network["ip"], mask=network.get("netmask", "255.255.255.0"))
            if "gateway" in network:
                host.add_route("default", network["gateway"])
        device = network.get("device", "")
        if ":" in device:
            device = next((nic["name"] for nic in state["hardware"]["nics"]
                           if nic["mac"] == device.lower()), "vmnic0")
        if device:
            state["vswitches"]["vSwitch0"].update(uplinks=[device], active=[device])
        state["portgroups"]["Management Network"]["vlan"] = int(network.get("vlanid", 0))
        if network.get("addvmportgroup", "1").lower() in ("0", "false"):
            del state["portgroups"]["VM Network"]


class Run:
    """The results of the sections that ran: (section, result) in order."""

    def __init__(self, host):
        self.host, self.results, self.stopped = host, [], None

    def section(self, section, stage):
        result = self.host.run_section(section.text, section.interpreter, stage)
        self.results.append((section, result))
        return result

    def steps(self):
        found = {}
        for section, result in self.results:
            if section.kind == "firstboot":
                found.update(result.steps())
        return found

    def output(self):
        return "".join(result.output for _, result in self.results)


def run_installer(kickstart, host):
    """%pre, the installation, %post; the run says why it stopped, if it did."""
    run = Run(host)
    for section in kickstart.of("pre"):
        if run.section(section, "pre").status != 0:
            run.stopped = "%r failed" % section
            return run
    kickstart.install(host)
    for section in kickstart.of("post"):
        if run.section(section, "post").status != 0 and not section.ignore_failure:
            run.stopped = "%r failed" % section
            return run
    host.reboot()
    return run


def run_firstboot(kickstart, host):
    run = Run(host)
    for section in kickstart.of("firstboot"):
        run.section(section, "firstboot")
    return run
