# SPDX-License-Identifier: GPL-3.0-or-later
# esxcli iscsi: the software adapter, which appears some time after it was enabled, and what hangs
# on it; esxcli swiscsi of 4.1.
from shell.answers import Refusal, absent, block, command, fields, need, say, table

PARAMETERS = ["MaxOutstandingR2T", "FirstBurstLength", "MaxBurstLength", "MaxRecvDataSegment",
              "MaxCommands", "QueueDepth", "NoopOutInterval", "NoopOutTimeout", "RecoveryTimeout",
              "LoginTimeout", "LoginRetryMax", "InitialR2T", "ImmediateData", "HeaderDigest",
              "DataDigest", "DelayedAck"]


@command("iscsi software set")
def software_set(host, v):
    host.enable_iscsi(v["enabled"])
    return "Software iSCSI %s\n" % ("Enabled" if v["enabled"] else "Disabled")


@command("iscsi software get")
def software_get(host, _):
    return say(host.state["iscsi"]["enabled"]) + "\n"


@command("iscsi adapter list")
def adapter_list(host, _):
    host.show_iscsi()
    rows = [(name, "iscsi_vmk", "online", "iscsi_vmk" if not row["iqn"] else row["iqn"],
             "iSCSI Software Adapter") for name, row in host.state["iscsi"]["adapters"].items()]
    return table(["Adapter", "Driver", "State", "UID", "Description"], rows)


@command("iscsi adapter get")
def adapter_get(host, v):
    row = host.iscsi(v["adapter"])
    return block(v["adapter"], [("Name", row["iqn"]), ("Alias", row["alias"]), ("Vendor", "VMware"),
                                ("Model", "iSCSI Software Adapter")])


@command("iscsi adapter set")
def adapter_set(host, v):
    row = host.iscsi(v["adapter"])
    row["iqn"] = v.get("name", row["iqn"])
    row["alias"] = v.get("alias", row["alias"])


def chap(host, v, place):
    row = host.iscsi(v["adapter"])
    direction = v.get("direction", "uni")
    if v.get("default") or v.get("inherit"):
        row["chap"].pop(place + direction, None)
        return
    if v.get("level") != "prohibited" and not ("authname" in v and "secret" in v):
        raise Refusal("A name and a secret are needed")
    uni = row["chap"].get(place + "uni", {})
    if direction == "mutual":
        if v.get("level") != "required":
            raise Refusal("Mutual CHAP needs the level required")
        if uni.get("level") != "required":
            raise Refusal("Mutual CHAP needs CHAP in the other direction first")
        if uni.get("secret") == v["secret"]:
            raise Refusal("The secrets must differ")
    row["chap"][place + direction] = {name: v.get(name, "") for name in ("level", "authname", "secret")}


@command("iscsi adapter auth chap set")
def chap_set(host, v):
    chap(host, v, "")


@command("iscsi adapter auth chap get")
def chap_get(host, v):
    row = host.iscsi(v["adapter"])["chap"].get(v.get("direction", "uni"), {})
    return block(v["adapter"], [("Direction", v.get("direction", "uni")),
                                ("Name", row.get("authname", "")),
                                ("Level", row.get("level", "prohibited"))])


@command("iscsi adapter discovery sendtarget auth chap set")
def sendtarget_chap(host, v):
    need(host.iscsi(v["adapter"])["send"], with_port(v["address"]), "No discovery target %s")
    chap(host, v, with_port(v["address"]) + " ")


@command("iscsi adapter target portal auth chap set")
def portal_chap(host, v):
    chap(host, v, "%s %s " % (v["address"], v["name"]))


def with_port(address):
    return address if ":" in address else address + ":3260"


@command("iscsi adapter discovery sendtarget add")
def sendtarget_add(host, v):
    host.add_send_target(v["adapter"], v["address"])


@command("iscsi adapter discovery sendtarget list")
def sendtarget_list(host, v):
    return table(["Adapter", "Sendtarget"],
                 [(name, address) for name, row in host.state["iscsi"]["adapters"].items()
                  for address in row["send"] if name == v.get("adapter", name)])


@command("iscsi adapter discovery statictarget add")
def statictarget_add(host, v):
    row = host.iscsi(v["adapter"])
    entry = "%s %s" % (with_port(v["address"]), v["name"])
    absent(row["static"], entry, "Static target %s already exists")
    row["static"] = sorted(row["static"] + [entry])


@command("iscsi adapter discovery statictarget list")
def statictarget_list(host, v):
    return table(["Adapter", "Target Address", "Target Name"],
                 [(name, *entry.split()) for name, row in host.state["iscsi"]["adapters"].items()
                  for entry in row["static"] if name == v.get("adapter", name)])


@command("iscsi adapter discovery rediscover")
def rediscover(host, v):
    if "adapter" in v:
        host.iscsi(v["adapter"])
    return "Rediscovery started\n"


@command("iscsi adapter param set")
def param_set(host, v):
    row = host.iscsi(v["adapter"])
    if v["key"] not in PARAMETERS:
        raise Refusal("Unknown parameter %s" % v["key"])
    row["parameters"][v["key"]] = v.get("value", "")


@command("iscsi networkportal add")
def portal_add(host, v):
    host.bind(v["adapter"], v["nic"], v.get("force", False))


@command("iscsi networkportal remove", "iscsi networkportal ipconfig set")
def portal_remove(host, v):
    row = host.iscsi(v["adapter"])
    if v.path.endswith("ipconfig set"):
        raise Refusal("Adapter %s has no address of its own" % v["adapter"])
    if v["nic"] not in row["portals"]:
        raise Refusal("%s is not bound to %s" % (v["nic"], v["adapter"]))
    row["portals"].remove(v["nic"])


@command("iscsi networkportal list")
def portal_list(host, v):
    text = []
    for name, row in host.state["iscsi"]["adapters"].items():
        if name == v.get("adapter", name):
            text += [block(name, [
                ("Adapter", name), ("Vmknic", nic), ("IPv4", host.state["vmk"][nic]["ip"]),
                ("Port Group", host.state["vmk"][nic]["portgroup"]), ("Compliant Status", "compliant"),
                ("Path Status", "unused")]) for nic in row["portals"]]
    return "\n".join(text)


@command("swiscsi nic add")
def swiscsi_add(host, v):
    host.bind(v["adapter"], v["nic"], False)
    return "Add Nic succeeded for: %s\n" % v["nic"]


@command("swiscsi nic list")
def swiscsi_list(host, v):
    return "".join("%s\n    pNic name: \n" % nic for nic in host.iscsi(v["adapter"])["portals"])


@command("iscsi ibftboot get")
def ibft_get(_host, _):
    return ""


@command("iscsi ibftboot import")
def ibft_import(_host, _):
    raise Refusal("No iBFT data present on system")


@command("rdma iser add", "fcoe nic discover")
def no_such_hardware(_host, _):
    raise Refusal("No such device on this host")
