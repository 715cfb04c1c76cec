#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# Reads rendered kickstarts as the installer and a host would: test_kickstart_shell.py TOOL
#
# The command part is taken apart by Python's shlex, as the installer does it; each script section
# goes through `busybox ash -n` and shellcheck, those of all golden kickstarts too; the section of the
# first boot is run, twice, by busybox with stand-ins for the commands of a host.
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

RELEASES = ["4.1", "5.0", "5.1", "5.5", "6.0", "6.5", "6.7", "7.0", "7.0.3", "8.0", "8.0.3", "9.0", "9.1"]
HOSTILE_KEYBOARD = 'it\'s #1 "a\\b" $HOME'
SPEC = r"""
esxmint: 1
base: {release: "@RELEASE@"}
image: {secure_boot: false}
install:
  accept_eula: true
  disk: {first: [localesx, "DELLBOSS VD"], vmfs: none, ignore_ssd: true, overwrite_vsan: true}
  clear: {all: true, ignore: [naa.600508b1001c4d44], overwrite_vmfs: true}
  datastores:
    - {name: vmfs01, disk: naa.600508b1001c4d43}
  root_password: {plain: "it's #1 \"a\\b\" $HOME"}
  keyboard: "it's #1 \"a\\b\" $HOME"
  license: AAAAA-BBBBB-CCCCC-DDDDD-EEEEE
  reboot: noeject
  ignore_prereq: errors
  paranoid: true
network:
  hostname: esx01.fra.example.com
  management: @MANAGEMENT@
  dns: {servers: [10.1.0.53, 10.1.0.54, 10.1.0.55], search: [fra.example.com, example.com]}
  vm_network: false
time: {ntp: [0.pool.ntp.org, 1.pool.ntp.org]}
services:
  ssh:
    enabled: @SWITCH@
    authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample it's-me@example.com"]
  shell: {enabled: @SWITCH@, idle_timeout: 900, suppress_warning: true}
host:
  advanced:
    /Net/FollowHardwareMac: 1
    /Mem/ShareForceSalting: "0"
    /Power/CpuPolicy: High Performance
    /UserVars/Text: "it's $(touch /tmp/esxmint-never) `id` \\ \"x\""
@CEIP@
scripts:
  pre: [{text: "localcli network nic list > /tmp/nics"}]
  post: [{timeout: 60, ignore_failure: true, text: "date > /tmp/post"}]
  firstboot: [{interpreter: python, text: "print('hello')"}]
"""
# What 4.1 does not take, and what it takes in its place.
OLD = [
    ("vmfs: none, ignore_ssd: true, overwrite_vsan: true", "vmfs: overwrite"),
    ("""  datastores:
    - {name: vmfs01, disk: naa.600508b1001c4d43}
""", ""),
    ("  ignore_prereq: errors\n", ""),
    ("""    authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample it's-me@example.com"]
""", ""),
    (", idle_timeout: 900, suppress_warning: true", ""),
    ("timeout: 60, ", ""),
]
STATIC = ("{uplink: vmnic0, vlan: 10, "
          "ipv4: {address: 10.1.0.11, netmask: 255.255.255.0, gateway: 10.1.0.1}}")
# Each call leaves a line; calls whose line holds $FAIL fail.
STUB = """#!/bin/sh
echo "${0##*/} $*" >>"$CALLS"
[ -n "$FAIL" ] && case "${0##*/} $*" in *"$FAIL"*) exit 3 ;; esac
exit 0
"""


def check(truth, what):
    if not truth:
        raise AssertionError(what)


def write_spec(folder, release, management, switch):
    new = tuple(int(part) for part in release.split(".")) >= (6, 5)
    text = SPEC
    for old, instead in OLD if release == "4.1" else []:
        check(old in text, old)
        text = text.replace(old, instead)
    text = text.replace("@RELEASE@", release).replace("@MANAGEMENT@", management)
    text = text.replace("@SWITCH@", switch).replace("@CEIP@", "  ceip: false" if new else "")
    path = os.path.join(folder, "full.yaml")
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path


def render(tool, path, release):
    run = subprocess.run([tool, "render", release, "-", path], stdout=subprocess.PIPE, check=False)
    check(run.returncode == 0, "render %s: status %d" % (release, run.returncode))
    text = run.stdout.decode("ascii")
    check("\r" not in text and text.endswith("\n") and not text.endswith("\n\n"), "line ends")
    for line in text.split("\n"):
        check(line == line.rstrip(), "blanks at the end of '%s'" % line)
    return text


def split(text):
    """The command part and the (header, body) of each section."""
    parts = re.split(r"^(%(?:pre|post|firstboot).*)\n", text, flags=re.MULTILINE)
    return parts[0], list(zip(parts[1::2], parts[2::2], strict=True))


def check_commands(part, dhcp, release):
    commands = {}
    for line in part.split("\n"):
        words = shlex.split(line, comments=True)
        if words:
            check(words[0] not in commands, "'%s' twice" % words[0])
            commands[words[0]] = words[1:]
    network = ["--bootproto=static", "--ip=10.1.0.11", "--netmask=255.255.255.0",
               "--gateway=10.1.0.1", "--hostname=esx01.fra.example.com",
               "--nameserver=10.1.0.53,10.1.0.54", "--device=vmnic0", "--vlanid=10"]
    expected = {
        "vmaccepteula": [],
        "install": ["--firstdisk=localesx,DELLBOSS VD", "--overwritevmfs", "--novmfsondisk",
                    "--ignoressd", "--overwritevsan", "--ignoreprereqwarnings",
                    "--ignoreprereqerrors"],
        "clearpart": ["--alldrives", "--ignoredrives=naa.600508b1001c4d44", "--overwritevmfs"],
        "part": ["vmfs01", "--ondisk=naa.600508b1001c4d43"],
        "keyboard": [HOSTILE_KEYBOARD],
        "network": (["--bootproto=dhcp"] if dhcp else network) + ["--addvmportgroup=0"],
        "serialnum": ["--esx=AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"],
        "paranoid": [],
        "reboot": ["--noeject"],
    }
    hashed = r"\$6\$[A-Za-z0-9./]{1,16}\$[A-Za-z0-9./]{86}"
    if release == "4.1":
        expected["autopart"] = expected["install"][:2]
        expected["install"] = ["cdrom"]
        del expected["part"]
        hashed = r"\$1\$[A-Za-z0-9./]{1,8}\$[A-Za-z0-9./]{22}"
    password = commands.pop("rootpw")
    check(password[0] == "--iscrypted" and len(password) == 2 and
          re.fullmatch(hashed, password[1]), "rootpw")
    install = commands["install"]
    if "--overwritevsan" not in install and "--overwritevsan" in expected["install"]:
        expected["install"].remove("--overwritevsan")
    check(commands == expected, "commands:\n%s\nexpected:\n%s" % (commands, expected))


def check_shell(header, body):
    if "--interpreter=python" in header:
        compile(body, header, "exec")
        return
    run = subprocess.run(["busybox", "ash", "-n"], input=body.encode(), check=False)
    check(run.returncode == 0, "ash -n: " + header)
    # SC2016: values mean nothing but themselves. SC2317, SC2329: step() calls functions by name.
    run = subprocess.run(["shellcheck", "-s", "sh", "-e", "SC2016,SC2317,SC2329", "-"],
                         input=body.encode(), check=False)
    check(run.returncode == 0, "shellcheck: " + header)


def make_host(folder):
    host = os.path.join(folder, "host")
    shutil.rmtree(host, ignore_errors=True)
    stubs = ["bin/esxcli", "bin/esxcfg-advcfg", "bin/vim-cmd", "bin/sleep", "sbin/chkconfig", "sbin/auto-backup.sh",
             "etc/init.d/SSH", "etc/init.d/ESXShell", "etc/init.d/ntpd"]
    for name in stubs + ["etc/ssh/keys-root/authorized_keys", "var/log/none"]:
        path = os.path.join(host, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write(STUB if name in stubs else "")
        os.chmod(path, 0o755)
    return host


def run_firstboot(host, body, fail=""):
    """Runs the section with the paths of the host moved into its folder."""
    script = re.sub(r"(?<![\w/])/(etc|sbin|var/log)/", host + r"/\1/", body)
    calls = os.path.join(host, "calls")
    env = {"PATH": host + "/bin:" + os.environ["PATH"], "CALLS": calls, "FAIL": fail}
    with open(calls, "w", encoding="ascii"):
        pass
    run = subprocess.run(["busybox", "ash", "-c", script], env=env, stdout=subprocess.PIPE,
                         check=False)
    with open(calls, encoding="ascii") as file:
        return run.returncode, run.stdout.decode().splitlines(), file.read().splitlines()


def read(host, name):
    with open(os.path.join(host, name), encoding="ascii") as file:
        return file.read()


def check_firstboot(folder, body, release):
    host = make_host(folder)
    first = run_firstboot(host, body)
    status, reports, calls = first
    check(status == 0 and re.search(r"esxmint: finished: all \d steps done$", reports[-1]),
          "first boot: %d %s" % (status, reports))
    check(calls[0] == "vim-cmd hostsvc/runtimeinfo" and calls[-1] == "auto-backup.sh ", "order")
    for option, kind, value in [
            ("/Net/FollowHardwareMac", "int", "1"), ("/Mem/ShareForceSalting", "string", "0"),
            ("/UserVars/Text", "string", "it's $(touch /tmp/esxmint-never) `id` \\ \"x\"")]:
        call = ("esxcli system settings advanced set --option=%s --%s-value=%s"
                % (option, kind, value) if release >= (5, 0)
                else "esxcfg-advcfg -s %s %s" % (value, option))
        check(call in calls, "missing call: " + call)
    if release >= (7, 0):
        check("esxcli system ntp set --server=0.pool.ntp.org --server=1.pool.ntp.org "
              "--enabled=true" in calls, "ntp")
    else:
        check("server 0.pool.ntp.org\nserver 1.pool.ntp.org\n" in read(host, "etc/ntp.conf"),
              "ntp.conf")
    check(release < (5, 0) or read(host, "etc/ssh/keys-root/authorized_keys") ==
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample it's-me@example.com\n", "keys")
    again = run_firstboot(host, body)
    check(again[0] == 0 and again[2] == calls, "a second run does something else")
    status, reports, calls = run_firstboot(host, body, fail=" /Net/FollowHardwareMac" if release < (5, 0)
                                          else "settings advanced")
    check(status == 1 and re.search(r"finished: \d of \d steps failed", reports[-1]), "failures")
    check(calls[-1] == "auto-backup.sh ", "the run goes on")
    status, reports, calls = run_firstboot(host, body, fail="runtimeinfo")
    check(status == 1 and calls.count("vim-cmd hostsvc/runtimeinfo") == 60, "bounded wait")
    check(not any(call.startswith("esxcli") for call in calls), "nothing runs without hostd")
    check("hostd does not answer" in read(host, "var/log/esxmint-firstboot.log"), "log")
    check(not os.path.exists("/tmp/esxmint-never"), "a value was run as a command")


def check_goldens():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden")
    count = 0
    for case in sorted(os.listdir(folder)):
        path = os.path.join(folder, case, "stdout")
        if not case.startswith("kickstart-") or not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if not text.startswith("# Kickstart for ESXi"):
            continue
        for header, body in split(text)[1]:
            check_shell(header, body)
        count += 1
    print("ok %d golden kickstarts" % count)


def main(tool):
    check_goldens()
    with tempfile.TemporaryDirectory() as folder:
        for release in RELEASES:
            number = tuple(int(part) for part in release.split("."))
            for management, switch in [(STATIC, "true"), ("{ipv4: dhcp}", "false")]:
                text = render(tool, write_spec(folder, release, management, switch), release)
                commands, sections = split(text)
                check_commands(commands, management != STATIC, release)
                check([header.split()[0] for header, _ in sections] ==
                      ["%firstboot", "%pre", "%post", "%firstboot"], "sections")
                check(sections[2][0] == "%%post --interpreter=busybox %s --ignorefailure=true"
                      % ("--unsupported" if release == "4.1" else "--timeout=60"), "header of %post")
                for header, body in sections:
                    check_shell(header, body)
                if release in ("4.1", "5.0", "6.7", "7.0", "9.0"):
                    check_firstboot(folder, sections[0][1], number)
            print("ok %s" % release)
    return 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
