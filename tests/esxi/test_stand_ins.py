#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# The pretend shell itself: it knows what the facts know and nothing else, its lists agree with what
# was set, it fails and is late when told to, and it sees every argument as it was written.
import os
import re
import shlex
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from host import HANDLERS, TABLES, Host, Unavailable  # noqa: E402
from kickstart import Kickstart  # noqa: E402
from shell import contract  # noqa: E402

RELEASES = ["4.1", "5.0", "5.1", "5.5", "6.0", "6.5", "6.7", "7.0", "8.0", "9.0"]


def check(truth, what):
    if not truth:
        raise AssertionError(what)


def run(host, text):
    result = host.run_section(text)
    check(not host.violations, host.violations)
    check(not host.shell_errors(result), host.shell_errors(result))
    return result


def lines(name):
    with open(os.path.join(HERE, "cases", name), encoding="ascii") as file:
        return [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]


def try_call(host, line):
    """Answers one call without a shell: status, or the text of the breach."""
    argv = shlex.split(line)
    before = len(host.violations)
    status, _, errors = host.answer(argv, lambda: b"")
    return status, host.violations[before:], errors


def test_tables():
    """Each row has a handler, each handler a row, each row a release."""
    paths = {path for table in TABLES.values() for path in table.commands}
    check(paths == set(HANDLERS), paths ^ set(HANDLERS))
    keys = [contract.release_key(release + ".9") for release in RELEASES]
    for table in TABLES.values():
        for path, rows in table.commands.items():
            check(all(any(row.known(key) for key in keys) for row in rows), path)


def test_rejected():
    for line in lines("rejected.txt"):
        release, _, call = line.partition(": ")
        with Host(release) as host:
            status, violations, _ = try_call(host, call)
            check(violations, "accepted: " + line)
            check(status != 0, "status 0: " + line)
            check("stand-in failed" not in violations[0], violations[0])


def test_accepted():
    for release in RELEASES:
        for line in lines("accepted.txt"):
            span, _, call = line.partition(": ")
            first, last = span.rstrip("!").split("-")
            key = contract.release_key(release)
            if not contract.release_key(first) <= key <= contract.release_key(last):
                continue
            with Host(release) as host:
                status, violations, errors = try_call(host, call)
                check(not violations, "%s: %s: %s" % (release, line, violations))
                check((status != 0) == span.endswith("!"),
                      "%s: %s: status %s: %s" % (release, line, status, errors))


def test_arguments():
    """A hostile value arrives as one argument with that very value."""
    for value in ("it's", '"x"', "$(touch /tmp/never)", "`id`", "a;b", "-n", "two\nlines", "\\", "#1",
                  "caf\u00e9", "x" * 65536, " ", "*"):
        with Host("8.0") as host:
            run(host, "esxcli system welcomemsg set --message=%s\n" % shlex.quote(value))
            check(host.arguments("esxcli") == [["esxcli", "system", "welcomemsg", "set",
                                                "--message=" + value]], value[:20])
            check(host.state["welcome"] == value, value[:20])
            check(host.root.read("/tmp/never") is None, "a value became a command")


def test_state_network():
    with Host("7.0") as host:
        result = run(host, """
N="esxcli network vswitch standard"
$N add -v vSwitch1; $N add -v vSwitch1; echo "again $?"
$N uplink add -u vmnic1 -v vSwitch1; $N uplink add -u vmnic2 -v vSwitch1
$N portgroup add -p 'iSCSI 01' -v vSwitch1; $N portgroup set -p 'iSCSI 01' -v 20
$N portgroup list
esxcli network ip interface add -i vmk1 -p 'iSCSI 01'
esxcli network ip interface ipv4 set -i vmk1 -t static -I 10.1.20.11 -N 255.255.255.0
esxcfg-vmknic -l | awk '/iSCSI 01/{print "vmk:" $1}'
$N policy failover get -v vSwitch1
$N remove -v vSwitch1; echo "in use $?"
esxcli network ip dns server add -s 10.0.0.2; esxcli network ip dns server add -s 10.0.0.1
esxcli network ip dns server list
esxcli network nic list | awk '/00:50:56:aa:bb:03/{print "nic:" $1}'
""")
        for part in ("again 1", "iSCSI 01            vSwitch1        0               20", "vmk:vmk1",
                     "Active Adapters: vmnic1\n", "Unused Adapters: vmnic2", "in use 1",
                     "DNSServers: 10.0.0.2, 10.0.0.1", "nic:vmnic2"):
            check(part in result.output, "no '%s' in:\n%s" % (part, result.output))


WAIT = """i=0
while :; do
	HBA=$(esxcli iscsi adapter list 2>/dev/null | awk '$2=="iscsi_vmk"{print $1;exit}')
	[ -n "$HBA" ] && break
	i=$((i+1)); [ $i -ge 30 ] && break
	sleep 2
done
"""


def test_state_iscsi():
    """The adapter comes late and under a name of its own; a binding wants one active uplink."""
    for release in RELEASES[1:]:
        with Host(release, iscsi_adapter="vmhba41") as host:
            result = run(host, "esxcli iscsi software set --enabled=true\n" + WAIT + """
echo "after $i: $HBA"
esxcli iscsi adapter set --adapter=$HBA --name=iqn.1998-01.com.vmware:esx01 --alias=esx01
esxcli iscsi adapter auth chap set --adapter=$HBA --direction=mutual --level=required \\
	--authname=a --secret=0123456789ab; echo "mutual first $?"
esxcli iscsi adapter auth chap set --adapter=$HBA --direction=uni --level=required \\
	--authname=h --secret=abcdefabcdef
esxcli iscsi adapter auth chap set --adapter=$HBA --direction=mutual --level=required \\
	--authname=a --secret=0123456789ab; echo "mutual $?"
N="esxcli network vswitch standard"
$N uplink add -u vmnic1 -v vSwitch0
$N policy failover set -v vSwitch0 --active-uplinks=vmnic0,vmnic1
esxcli iscsi networkportal add --adapter=$HBA --nic=vmk0; echo "two uplinks $?"
$N portgroup policy failover set -p 'Management Network' --active-uplinks=vmnic0
esxcli iscsi networkportal add --adapter=$HBA --nic=vmk0; echo "one $?"
esxcli iscsi adapter discovery sendtarget add --adapter=$HBA --address=10.1.20.100
esxcli iscsi adapter discovery sendtarget add --adapter=$HBA --address=10.1.20.100:3260; echo "twice $?"
""")
            for part in (": vmhba41", "mutual first 1", "mutual 0", "two uplinks 1", "one 0", "twice 1"):
                check(part in result.output, "%s: no '%s'\n%s" % (release, part, result.output))
            check("after 0" not in result.output, "the adapter is there at once")


def test_failing_and_late():
    with Host("8.0", hostd_after=3) as host:
        result = run(host, "n=0; until vim-cmd hostsvc/runtimeinfo >/dev/null 2>&1; do"
                           " n=$((n+1)); [ $n -ge 60 ] && break; sleep 10; done; echo $n\n")
        check(result.output == "3\n", result.output)
        check(30 <= result.seconds < 40, result.seconds)
    with Host("8.0", hostd_after=None) as host:
        result = run(host, "esxcli network nic list; echo $?; localcli network nic list >/dev/null; echo $?")
        check(result.output == "1\n0\n", result.output)
    with Host("8.0", fail=2) as host:
        result = run(host, "for i in 1 2 3; do vim-cmd hostsvc/enable_ssh && echo $i; done\n")
        check(result.output == "1\n3\n", result.output)
    with Host("8.0", fail="enable_ssh$", fail_times=2) as host:
        result = run(host, "for i in 1 2 3; do vim-cmd hostsvc/enable_ssh && echo $i; done\n")
        check(result.output == "3\n", result.output)


def test_installer():
    """No hostd in %pre and %post, the medium and the datastore in sight, nothing else."""
    with Host("6.7", medium={"KS/DRIVER.VIB": b"vib"}) as host:
        result = host.run_section("""
for v in /vmfs/volumes/*; do [ -f "$v/KS/DRIVER.VIB" ] && cp "$v/KS/DRIVER.VIB" /vmfs/volumes/datastore1; done
localcli network nic list >/dev/null && echo nics
""", stage="post")
        check(result.output == "nics\n" and not host.violations, host.violations)
        result = host.run_section("cat /vmfs/volumes/datastore1/*.VIB; ls /vmfs/volumes\n")
        check("vib" in result.output and "mpx" not in result.output, result.output)
        host.run_section("esxcli network nic list; chkconfig ntpd on; vim-cmd hostsvc/runtimeinfo\n",
                         stage="pre")
        check(len(host.violations) == 3, host.violations)


def test_shell_errors():
    with Host("8.0") as host:
        result = host.run_section("exec >/var/log/x 2>&1\nseq 1 3\nesxcfg-nothing -l\n")
        check(host.shell_errors(result) == ["seq: not found", "esxcfg-nothing: not found"],
              host.shell_errors(result))
        result = host.run_section("print('hello')\n", "python")
        check(result.output == "hello\n" and result.status == 0, result.errors)


GUARD = r"""
bootdev() { d=$(esxcli storage core device list 2>/dev/null|awk '/^[^ ]/{d=$1} /Is Boot (USB )?Device: true/{print d;exit}')
 [ -n "$d" ]||d=$(vmkfstools -P /bootbank 2>/dev/null|awk '/Partitions spanned/{f=1;next} f&&NF{print $1;exit}'|sed 's/:[0-9]*$//'); echo "$d"; }
d=$(bootdev)
h=$(esxcli storage core path list -d "$d"|awk '$1=="Adapter:"{print $2}'|sort -u)
l=$(esxcli storage core adapter list|awk -v a="$h" '$1==a')
echo "$d $h $(echo "$l"|sed -n 's/.*(\([0-9A-Fa-f:.][0-9A-Fa-f:.]*\)).*/\1/p') $(lspci -n | awk '$1=="0000:65:00.0"{print $3}')"
"""


def test_layouts():
    """The reading of boot device, adapter and address that host-tasks.md 14.3 gives finds them."""
    wanted = {"local": "naa.600508b1001c4d41 vmhba1 %s 0300:", "usb": "mpx.vmhba32:C0:T0:L0 vmhba32  0300:"}
    for release in RELEASES[1:]:
        address = "0:10:0.0" if release < "6" else "0000:0a:00.0"
        for boot, text in wanted.items():
            with Host(release, devices={"boot": boot}) as host:
                result = run(host, GUARD)
                text = text % address if "%" in text else text
                check(result.output.strip() == text, "%s %s: %s" % (release, boot, result.output))


def test_skeletons():
    """The scripts that the facts put together run to their end, and bind two interfaces."""
    for release in RELEASES:
        name = "skeleton-4.1.sh" if release == "4.1" else "skeleton-5.0.sh"
        with open(os.path.join(HERE, "cases", name), encoding="ascii") as file:
            script = file.read()
        with Host(release) as host:
            result = run(host, script)
            check(result.status == 0, "%s: %s" % (release, result.errors))
            check("bound: vmk1 vmk2" in result.output, result.output)
            row = host.state["iscsi"]["adapters"][host.iscsi_adapter]
            check(row["portals"] == ["vmk1", "vmk2"] and row["send"] == ["10.1.20.100:3260"], row)
            check(release != "4.1" or list(host.state["datastores"]) == ["localhost-local"], "rename")


def test_kickstart_reader():
    kickstart = Kickstart("vmaccepteula\nrootpw 'a#b' # c\n%firstboot --interpreter=busybox\n"
                          "echo 1\n%post --ignorefailure=true\nls\n%pre\nid\n")
    check(kickstart.commands == [["vmaccepteula"], ["rootpw", "a#b"]], kickstart.commands)
    check([section.kind for section in kickstart.sections] == ["firstboot", "post", "pre"], "order")
    check(kickstart.of("post")[0].ignore_failure, "ignorefailure")
    check(kickstart.of("firstboot")[0].text == "echo 1\n", "text")
    check(Kickstart("%firstboot\n%post\nls\n").faults, "an empty section is a fault")


def main():
    tests = [value for name, value in globals().items() if name.startswith("test_")]
    wanted = sys.argv[1:]
    for test in tests:
        if not wanted or re.sub("^test_", "", test.__name__) in wanted:
            test()
            print("ok:", test.__name__)
    return 0


try:
    sys.exit(main())
except Unavailable as reason:
    print("skipped:", reason)
    sys.exit(77)
