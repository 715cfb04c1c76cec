#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One kickstart for fifty hosts, on fifty machines made of stand-ins, and on some of none.

The first %pre and %firstboot are run by busybox with tools that answer as published output of the
real ones does; each machine must get its own commands, any other must be stopped.
"""
import os
import re
import shutil
import stat
import subprocess
import sys
import unittest

from program import Case, INPUT, USAGE
from sample import sample

COUNT = 50
HEAD = """esxmint: 1
base: {release: "8.0.3"}
image: {secure_boot: false}
vars: {site: fra}
install:
  accept_eula: true
  disk: {first: [local], vmfs: overwrite}
  root_password: {sha512: "$6$saltsalt$%s"}
network:
  hostname: ${name}.${site}.example.com
  management:
    uplink: vmnic0
    ipv4: {address: 10.1.0.1, netmask: 255.255.0.0, gateway: 10.1.0.254}
  dns: {servers: [10.1.0.53, 10.1.0.54]}
time: {ntp: [ntp.example.com]}
scripts:
  post: [{text: "echo shared post"}]
  firstboot: [{text: "echo shared firstboot"}]
hosts:
""" % ("0123456789" * 9)[:86]
SPECIAL = {  # hosts with scripts of their own
    3: 'scripts: {pre: [{text: "echo pre of 3"}], firstboot: [{text: "echo firstboot of 3"}]}',
    7: 'scripts: {post: [{text: "echo post of 7"}]}, vars: {site: muc}',
    11: "scripts: {firstboot: [{interpreter: python, text: \"print('python of 11')\"}]}",
}


def uuid(index):
    return "4c4c4544-%04x-4610-8053-b3c04f345433" % index


def turned(text):
    digits = text.replace("-", "")
    pairs = [digits[i:i + 2] for i in range(0, 32, 2)]
    order = [3, 2, 1, 0, 5, 4, 7, 6] + list(range(8, 16))
    return [pairs[i] for i in order]


class Machine:
    """What the tools of one machine print. By its number it has something of every kind."""

    def __init__(self, index, **values):
        self.index = index
        self.macs = ["00:50:56:aa:00:%02x" % index, "00:50:56:bb:00:%02x" % index]
        self.serial = "CZ3D%04d" % index
        self.tag = "Rack %d, it's $HOME" % index
        self.uuid = [digit.lstrip("0") or "0" for digit in turned(uuid(index))]
        if index % 2:
            self.uuid = uuid(index).upper()
        self.__dict__.update(values)

    def tools(self):
        nics = "Name    PCI          Driver Link Speed Duplex MAC Address       MTU Description\n"
        for number, mac in enumerate(self.macs):
            nics += "vmnic%d  0000:0b:00.%d ixgben Up 10000Mbps Full %s 1500 Intel\n" % (
                number, number, mac)
        raw = self.uuid if isinstance(self.uuid, list) else []
        platform = "Platform Information\n   UUID: %s\n   Product Name: Example\n" % " ".join(
            "0x" + digit for digit in raw)
        platform += "   Serial Number: %s\n   Enclosure Serial Number: None\n" % self.serial
        platform += "   BIOS Asset Tag: \n   IPMI Supported: true\n"
        smbios = ("BIOS Info: #0\n  System Info: #1\n    Product: \"Example\"\n"
                  "    Serial: \"%s\"\n" % self.serial)
        if not raw:
            smbios += "    UUID: %s\n" % self.uuid
        smbios += ("  Chassis Info: #2\n    Serial: \"CH%s\"\n    Asset Tag: \"%s\"\n"
                   "  Memory Device: #3\n    Serial: \"CZ3D0049\"\n" % (self.serial, self.tag))
        return {"esxcfg-nics": nics, "localcli": platform, "smbiosDump": smbios}

    def alone(self):
        """What each tool prints on a machine where no other answers: serial, UUID, asset tag."""
        raw = " ".join("0x" + digit for digit in turned(uuid(self.index)))
        return {
            "localcli": "Platform Information\n   UUID: %s\n   Serial Number: %s\n"
                        "   BIOS Asset Tag: %s\n" % (raw, self.serial, self.tag),
            "vsish": "System Information (type1) {\n   Product Name:Example\n"
                     "   Serial Number:%s\n   UUID:%s\n}\n" % (self.serial, raw),
            "smbiosDump": "  System Info: #1\n    Serial: \"%s\"\n    UUID: %s\n  Chassis Info: #2\n"
                          "    Asset Tag: \"%s\"\n" % (self.serial, uuid(self.index), self.tag),
            "esxcfg-info": "+Host : \n   \\==+Hardware Info : \n"
                           "      |----BIOS UUID........................%s\n"
                           "      |----Serial Number....................%s\n"
                           "      |----BIOS Asset Tag...................%s\n"
                           "      \\==+PCI Info : \n         |----Serial Number.....CZ3D0049\n"
                           % (raw, self.serial, self.tag),
        }


def selectors(index):
    kinds = [
        'mac: "00:50:56:AA:00:%02x"' % index,
        "serial: cz3d%04d" % index,
        "uuid: " + uuid(index),
        'asset_tag: "Rack %d, it\'s $HOME"' % index,
        'mac: "00:50:56:bb:00:%02X", serial: CZ3D%04d' % (index, index),
    ]
    return kinds[index % len(kinds)]


def spec():
    text = HEAD
    for index in range(COUNT):
        more = ", " + SPECIAL[index] if index in SPECIAL else ""
        text += ("  esx%02d: {match: {%s}, network: {management: {ipv4: {address: 10.1.1.%d}}}%s}\n"
                 % (index, selectors(index), index + 1, more))
    return text


def sections(kickstart):
    """Headers and bodies, as the installer takes the text apart."""
    found = []
    for line in kickstart.splitlines():
        if re.match(r"%(pre|post|firstboot)|(%?include)", line):
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
    return [(head, "\n".join(body) + "\n") for head, body in found]


class AllInOne(Case):
    @unittest.skipUnless(shutil.which("busybox"), "no busybox")
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("bin"))
        subprocess.run(["busybox", "--install", "-s", self.path("bin")], check=True)
        os.symlink("/usr/bin/python3", self.path("bin", "python"))
        self.silence()

    def silence(self):
        for name in ("localcli", "vsish", "esxcfg-nics", "smbiosDump", "esxcfg-info"):
            self.tool(name, "exit 1")

    def tool(self, name, body):
        path = self.write("bin/" + name, "#!/bin/sh\n" + body + "\n")
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)

    def become(self, machine):
        """The tools answer for this machine; what was in memory is gone."""
        for name, output in machine.tools().items():
            self.write(name + ".txt", output)
            self.tool(name, '[ "$*" != "network nic list" ] || exit 1\ncat ' +
                      self.path(name + ".txt"))
        for name in ("esxmint-host", "esxmint-host.cfg", "esxmint-host.log", "log"):
            if os.path.exists(self.path(name)):
                os.remove(self.path(name))

    def run_section(self, head, body):
        body = body.replace("/tmp/esxmint", self.path("esxmint"))
        body = body.replace("/dev/console", "/nowhere").replace("/dev/tty1", "/nowhere")
        body = body.replace("/var/log/esxmint-firstboot.log", self.path("log"))
        if "interpreter=python" in head:
            shell = ["/usr/bin/python3", "-"]
        else:
            shell = [shutil.which("busybox"), "ash", "-s"]
        return subprocess.run(shell, input=body, env={"PATH": self.path("bin"), "HOME": "/root"},
                              capture_output=True, text=True, timeout=60, check=False)

    def all_sections(self):
        self.write("spec.yaml", spec())
        kickstart = self.esxmint("render", "--all-in-one", "spec.yaml").stdout
        found = sections(kickstart)
        self.assertEqual(found[0][0], "%include /tmp/esxmint-host.cfg")
        self.assertEqual(found[1][0], "%pre --interpreter=busybox")
        return found[1:]

    def identify(self, body, index, commands):
        done = self.run_section("", body)
        name = "esx%02d" % index
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(self.read("esxmint-host").decode(), name + "\n")
        if commands:
            alone = self.esxmint("render", "--host", name, "spec.yaml").stdout
            alone = re.split(r"^%", alone, flags=re.M)[0].split("\n\n", 1)[1]
            self.assertEqual(self.read("esxmint-host.cfg").decode().strip(), alone.strip())
            self.assertIn("--ip=10.1.1.%d " % (index + 1), alone)

    def test_fifty_machines(self):
        found = self.all_sections()
        firstboot = [body for head, body in found if head.startswith("%firstboot")][0]
        for index in range(COUNT):
            self.become(Machine(index))
            self.identify(found[0][1], index, True)
            os.remove(self.path("esxmint-host"))
            self.identify(firstboot, index, False)

    def test_one_tool_is_enough(self):
        body = self.all_sections()[0][1]
        for index in (1, 2, 3):  # told by serial number, UUID, asset tag
            for name, output in Machine(index).alone().items():
                if index == 3 and name == "vsish":
                    continue
                self.silence()
                self.write("answer.txt", output)
                self.tool(name, "cat " + self.path("answer.txt"))
                with self.subTest(host=index, tool=name):
                    self.identify(body, index, False)

    def stopped(self, body, machine, count):
        self.become(machine)
        done = self.run_section("", body)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("fits %d of the hosts" % count, done.stdout)
        for value in machine.macs + [machine.serial.lower()]:
            self.assertIn(value, done.stdout)
        self.assertEqual(self.read("esxmint-host.log").decode(), done.stdout)
        self.assertFalse(os.path.exists(self.path("esxmint-host")))
        self.assertFalse(os.path.exists(self.path("esxmint-host.cfg")))
        return done.stdout

    def test_other_machines(self):
        body = self.all_sections()[0][1]
        self.stopped(body, Machine(COUNT), 0)
        # one selector of the two that host 4 has
        self.stopped(body, Machine(COUNT, macs=["00:50:56:bb:00:04"]), 0)
        # the adapter of one host, the serial of another
        text = self.stopped(body, Machine(COUNT, macs=["00:50:56:aa:00:05"], serial="CZ3D0006"), 2)
        self.assertIn("(esx05 esx06)", text)

    def test_silent_tools(self):
        body = self.all_sections()[0][1]
        done = self.run_section("", body)
        self.assertEqual(done.returncode, 1)
        self.assertIn("fits 0 of the hosts", done.stdout)

    def test_sections_run_where_they_belong(self):
        found = self.all_sections()
        for index in (1, 3, 7, 11, 12):
            self.become(Machine(index))
            said = ""
            for head, body in found:
                if "task_ntp" in body:
                    continue
                done = self.run_section(head, body)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                said += "".join(line + "\n" for line in done.stdout.splitlines()
                                if not line.startswith("esxmint:"))
            expected = ["echo pre of 3", "echo shared post", "echo post of 7",
                        "echo shared firstboot", "echo firstboot of 3", "python of 11"]
            own = re.findall(r"(?:echo |print\(')([^\"']*)", SPECIAL.get(index, ""))
            expected = [line.replace("echo ", "") for line in expected]
            # lists of a host replace those that all have
            expected = [line for line in expected if line in own or (
                line.startswith("shared ") and
                line.split()[1] + ":" not in SPECIAL.get(index, ""))]
            self.assertEqual(said.splitlines(), expected, "host %d" % index)

    def test_first_boot_of_a_stranger(self):
        self.become(Machine(COUNT))
        for head, body in self.all_sections():
            if head.startswith("%firstboot"):
                done = self.run_section(head, body)
                self.assertNotIn("shared", done.stdout)
                self.assertNotIn("begins", done.stdout)

    def test_refused(self):
        self.write("spec.yaml", spec().replace('"00:50:56:AA:00:05"', '"00:50:56:aa:00:00"'))
        for command in ("render", "lint"):
            options = ["--all-in-one"] if command == "render" else []
            done = self.esxmint(command, *options, "spec.yaml",
                                status=INPUT if command == "render" else 1)
            text = done.stderr + done.stdout
            self.assertIn("spec.yaml:25:24: error", text)
            self.assertIn("hosts 'esx00' and 'esx05' have the same mac", text)
            self.assertIn("that of 'esx00' is at spec.yaml:20:24", text)
        self.write("spec.yaml", HEAD + "  a: {match: {serial: x}}\n  b: {}\n")
        self.refused(INPUT, "nothing tells this host from others", "render", "--all-in-one",
                     "spec.yaml")
        self.write("spec.yaml", HEAD + "  a: {match: {serial: x}}\n"
                   "  b: {match: {serial: y}, image: {boot_timeout: 9}}\n")
        self.refused(INPUT, "'image' of host 'b' is not that of host 'a'", "render",
                     "--all-in-one", "spec.yaml")
        # one path, but two files
        driver = "drivers: [{path: d.vib}]"
        self.write("a.yaml", HEAD + "  a: {match: {serial: x}, %s}\n" % driver)
        os.makedirs(self.path("sub"))
        self.write("sub/b.yaml", "hosts: {b: {match: {serial: y}, %s}}\n" % driver)
        self.refused(INPUT, "'drivers' of host 'b' is not that of host 'a'", "render", "--all-in-one",
                     "a.yaml", "sub/b.yaml")
        self.write("b.yaml", "hosts: {b: {match: {serial: y}, %s}}\n" % driver)
        self.esxmint("render", "--all-in-one", "a.yaml", "b.yaml")
        self.write("spec.yaml", HEAD.replace("hosts:\n", ""))
        self.refused(USAGE, "has no hosts", "render", "--all-in-one", "spec.yaml")
        self.refused(USAGE, "has no hosts", "render", "--all", "-o", "out", "spec.yaml")
        self.refused(USAGE, "has no hosts", "render", "--host", "a", "spec.yaml")


class Iso(Case):
    def test_one_iso_for_all(self):
        self.base(sample("8.0"))
        self.write("spec.yaml", spec().replace('{release: "8.0.3"}', "{iso: base.iso}"))
        self.esxmint("build", "--all-in-one", "-o", "out.iso", "spec.yaml")
        self.esxmint("verify", "out.iso")
        rendered = self.esxmint("render", "--all-in-one", "spec.yaml").stdout
        subprocess.run(["xorriso", "-osirrox", "on", "-indev", self.path("out.iso"), "-extract",
                        "/KS.CFG", self.path("ks.cfg")], check=True, capture_output=True)
        self.assertEqual(self.read("ks.cfg").decode(), rendered)
        plan = self.esxmint("plan", "--all-in-one", "spec.yaml").stdout
        self.assertIn("/KS.CFG (%d bytes)" % len(rendered), plan)
        self.refused(USAGE, "choose one with --host", "build", "-o", "other.iso", "spec.yaml")


class All(Case):
    def setUp(self):
        super().setUp()
        self.write("spec.yaml", spec())

    def test_one_file_for_each(self):
        self.esxmint("render", "--all", "-o", "out", "spec.yaml")
        self.assertEqual(sorted(os.listdir(self.path("out"))),
                         ["esx%02d.cfg" % index for index in range(COUNT)])
        for index in (0, 7, COUNT - 1):
            name = "esx%02d" % index
            self.assertEqual(self.read("out/%s.cfg" % name).decode(),
                             self.esxmint("render", "--host", name, "spec.yaml").stdout)
        self.refused(4, "exists, use --force", "render", "--all", "-o", "out", "spec.yaml")
        os.remove(self.path("out/esx00.cfg"))
        self.refused(4, "exists, use --force", "render", "--all", "-o", "out", "spec.yaml")
        self.esxmint("render", "--all", "--force", "-o", "out", "spec.yaml")
        self.assertEqual(len(os.listdir(self.path("out"))), COUNT)

    def test_all_or_none(self):
        self.write("spec.yaml", spec().replace("10.1.1.50}", "10.2.1.50}"))
        self.refused(INPUT, "is not in the network of 10.2.1.50", "render", "--all", "-o", "out",
                     "spec.yaml")
        self.refused(INPUT, "host 'esx49'", "render", "--all", "-o", "out", "spec.yaml")

    def test_findings_before_the_end(self):
        """What was found of the hosts before is not lost when one of them ends the run."""
        self.write("bad.iso", "no ISO")
        self.write("spec.yaml", HEAD + "  a: {match: {serial: x}, network: {hostnam: x}}\n"
                   "  b: {match: {serial: y}, base: {iso: bad.iso, release: null}}\n")
        for command in (["--all", "-o", "out"], ["--all-in-one"]):
            with self.subTest(command=command):
                done = self.esxmint("render", *command, "spec.yaml", status=INPUT)
                self.assertIn("unknown key 'hostnam' (host 'a')", done.stderr)
                self.assertRegex(done.stderr.splitlines()[-1], "^esxmint: .*bad.iso")
                self.assertNotIn("out", os.listdir(self.work))

    def test_usage(self):
        self.refused(USAGE, "--output DIR", "render", "--all", "spec.yaml")
        self.refused(USAGE, "does not go with", "render", "--all", "--host", "esx01", "-o", "out",
                     "spec.yaml")
        self.refused(USAGE, "choose one with --host: esx00, esx01", "render", "spec.yaml")
        self.refused(USAGE, "did you mean 'esx01'", "render", "--host", "exs01", "spec.yaml")
        self.write("out", "")
        self.refused(4, "is no folder", "render", "--all", "-o", "out", "spec.yaml")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
