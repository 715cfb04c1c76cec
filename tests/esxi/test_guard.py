#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# The guard of passthrough: what the host boots from or is managed by is never handed over, whatever
# the spec says (facts/host-tasks.md section 14.3). Renders with $ESXMINT.
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

from host import Unavailable  # noqa: E402
from kickstart import Kickstart, run_firstboot  # noqa: E402
from proof import Proof  # noqa: E402

SPEC = """esxmint: 1
base: {release: "%s"}
image: {secure_boot: false}
install:
  accept_eula: true
  disk: {first: [local], vmfs: overwrite}
  root_password: {sha512: "$6$saltsalt$%s"}
host:
  passthrough: [{device: "%s"}]
"""
RELEASES = ["7.0", "7.0.3", "8.0.3", "9.0"]
# What the host boots from, the device, and whether it may go.
CASES = [
    ("local", "0000:65:00.0", True),     # a graphics card
    ("local", "0000:0a:00.0", False),    # the controller of the boot disk
    ("local", "0000:0c:00.0", True),     # another controller
    ("san", "0000:0c:00.0", False),      # which the host boots from now
    ("san", "0000:0a:00.0", True),
    ("local", "0000:00:14.0", True),     # a USB controller
    ("usb", "0000:00:14.0", False),      # any of them may carry the USB disk
    ("usb", "0000:00:1a.0", False),
    ("usb", "0000:65:00.0", True),
    ("usb", "0000:0a:00.0", True),
    ("local", "0000:00:1c.0", False),    # a bridge
    ("local", "0000:02:00.0", False),    # the uplink of the management network
    ("local", "0000:02:00.1", False),    # another function of its card
    ("local", "0000:03:00.0", True),     # a card that nothing uses
    ("local", "0000:99:00.0", False),    # not there
    ("hidden", "0000:65:00.0", False),   # the boot disk is not known
    ("lost", "0000:65:00.0", False),
]
# The same behind vCenter: which adapters are uplinks of a distributed switch, whether vSwitch0 still
# has its own, the call that fails, the device, and whether it may go.
DISTRIBUTED = [
    (["vmnic2"], True, None, "0000:03:00.0", False),   # an uplink of the distributed switch
    (["vmnic2"], True, None, "0000:03:00.1", False),   # another function of its card
    (["vmnic2"], True, None, "0000:02:00.0", False),   # the uplink of vSwitch0
    (["vmnic2"], True, None, "0000:65:00.0", True),
    (["vmnic2", "vmnic0"], False, None, "0000:02:00.0", False),   # management has moved there
    (["vmnic0", "vmnic1"], False, None, "0000:02:00.1", False),
    (["vmnic0", "vmnic1"], False, None, "0000:03:00.0", True),
    ([], False, None, "0000:65:00.0", False),   # no uplink is found at all
    ([], True, "dvs vmware list", "0000:65:00.0", False),   # nobody says
]


def render(release, device):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(SPEC % (release, "0123456789" * 8 + "012345", device))
        file.flush()
        done = subprocess.run([os.environ["ESXMINT"], "render", file.name], capture_output=True,
                              text=True, check=False)
    if done.returncode != 0:
        raise AssertionError("render: status %d\n%s" % (done.returncode, done.stderr))
    return Kickstart(done.stdout)


def problems_of(release, boot, device, allowed, distributed=(), standard=True, fail=None):
    kickstart = render(release, device)
    devices = {"boot": boot, "distributed": list(distributed)}
    host, _ = Proof(kickstart, release, devices=devices).installed(fail=fail)
    with host:
        if not standard:
            host.state["vswitches"]["vSwitch0"].update(uplinks=[], active=[])
        run = run_firstboot(kickstart, host)
        calls = [argv for argv in host.arguments("esxcli") if "set" in argv and "pcipassthru" in argv]
        found = list(host.violations)
        if bool(calls) != allowed:
            found.append("passthrough %s" % ("is set" if calls else "is not set"))
        if (run.results[0][1].status == 0) != allowed:
            found.append("status %s\n%s" % (run.results[0][1].status, host.log))
        if not allowed and "refuses passthrough" not in run.output():
            found.append("nothing says that it was refused")
    return ["%s, boot %s, distributed %s, %s: %s" % (release, boot, distributed, device, text)
            for text in found]


try:
    PROBLEMS = [problem for release in RELEASES for case in CASES
                for problem in problems_of(release, *case)]
    PROBLEMS += [problem for release in RELEASES for nics, standard, fail, device, allowed in DISTRIBUTED
                 for problem in problems_of(release, "local", device, allowed, nics, standard, fail)]
    print("\n".join(PROBLEMS))
    sys.exit(1 if PROBLEMS else 0)
except Unavailable as reason:
    print("skipped:", reason)
    sys.exit(77)
