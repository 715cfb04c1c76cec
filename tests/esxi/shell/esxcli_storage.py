# SPDX-License-Identifier: GPL-3.0-or-later
# esxcli storage: datastores, devices, paths, multipathing; esxcli nmp of 4.1.
from shell.answers import Refusal, absent, adapter_pci, block, command, fields, need, table

NO_DEVICE = "Unable to find device with name %s"


@command("storage filesystem list")
def filesystem_list(host, _):
    rows = []
    kind = "VMFS-6" if host.key >= (6, 5) else "VMFS-5"
    for label, row in sorted(host.state["datastores"].items()):
        rows.append(("/vmfs/volumes/" + row["uuid"], label, row["uuid"], "true", kind,
                     107374182400, 106000000000))
    return table(["Mount Point", "Volume Name", "UUID", "Mounted", "Type", "Size", "Free"], rows)


def check_label(host, label):
    for kind in ("datastores", "nfs", "nfs41"):
        absent(host.state[kind], label, "Unable to complete: a volume named %s already exists")


@command("storage nfs add")
def nfs_add(host, v):
    check_label(host, v["volume-name"])
    host.state["nfs"][v["volume-name"]] = {"host": v["host"], "share": v["share"],
                                           "readonly": "readonly" in v}
    host.make_volume(v["volume-name"], "nfs-" + v["volume-name"])


@command("storage nfs41 add")
def nfs41_add(host, v):
    check_label(host, v["volume-name"])
    host.state["nfs41"][v["volume-name"]] = {
        "host": v["hosts"], "share": v["share"], "readonly": "readonly" in v,
        "sec": v.get("sec", "AUTH_SYS")}
    host.make_volume(v["volume-name"], "nfs41-" + v["volume-name"])


@command("storage nfs list", "storage nfs41 list")
def nfs_list(host, v):
    rows = [(name, row["host"], row["share"], "true", "true", str(row["readonly"]).lower(), "false",
             "Unknown") for name, row in sorted(host.state[v.path.split()[1]].items())]
    return table(["Volume Name", "Host" if v.path == "storage nfs list" else "Host(s)", "Share",
                  "Accessible", "Mounted", "Read-Only", "isPE", "Hardware Acceleration"], rows)


@command("storage nfs remove", "storage nfs41 remove")
def nfs_remove(host, v):
    volumes = host.state[v.path.split()[1]]
    need(volumes, v["volume-name"], "Unable to find volume %s")
    del volumes[v["volume-name"]]


@command("storage core adapter list")
def adapter_list(host, _):
    rows = [(row["name"], row["driver"], row["link"], row["uid"], "",
             "(%s) %s" % (adapter_pci(host.key, row["pci"]).strip("()"), row["driver"])
             if row["pci"] else " USB") for row in host.adapters()]
    return table(["HBA Name", "Driver", "Link State", "UID", "Capabilities", "Description"], rows)


@command("storage core adapter rescan")
def adapter_rescan(host, v):
    if ("adapter" in v) == ("all" in v):
        raise Refusal("One of --adapter and --all is needed")
    if "adapter" in v:
        host.adapter(v["adapter"])


@command("storage core device list")
def device_list(host, v):
    text = []
    for disk in host.visible_disks():
        if disk["name"] != v.get("device", disk["name"]):
            continue
        usb = disk["adapter"] == "vmhba32"
        pairs = [("Display Name", "Local Disk (%s)" % disk["name"]), ("Size", 114473),
                 ("Device Type", "Direct-Access"), ("Multipath Plugin", "NMP"),
                 ("Devfs Path", "/vmfs/devices/disks/" + disk["name"]), ("Vendor", "ATA"),
                 ("Model", "Pretend disk"), ("Is Removable", usb), ("Is Local", True)]
        if host.key < (6, 0):
            pairs.append(("Is Boot USB Device", usb and disk["boot"]))
        else:
            pairs += [("Is USB", usb), ("Is Boot Device", disk["boot"])]
        text.append(block(disk["name"], pairs))
    if "device" in v and not text:
        raise Refusal(NO_DEVICE % v["device"])
    return "\n".join(text)


@command("storage core device set")
def device_set(host, v):
    host.disk(v["device"])
    host.state["device_settings"][v["device"]] = v.get("sched-num-req-outstanding")


@command("storage core device smart get")
def device_smart(host, v):
    host.disk(v["device-name"])
    return table(["Parameter", "Value", "Threshold", "Worst"], [("Health Status", "OK", "N/A", "N/A")])


@command("storage core path list")
def path_list(host, v):
    text = []
    for disk in host.visible_disks():
        if disk["name"] != v.get("device", disk["name"]):
            continue
        runtime = "%s:C0:T0:L0" % disk["adapter"]
        text.append(block("unknown.%s-%s" % (disk["adapter"], disk["name"]), [
            ("UID", "unknown.%s-%s" % (disk["adapter"], disk["name"])), ("Runtime Name", runtime),
            ("Device", disk["name"]), ("Device Display Name", "Local Disk (%s)" % disk["name"]),
            ("Adapter", disk["adapter"]), ("Channel", 0), ("Target", 0), ("LUN", 0),
            ("Plugin", "NMP"), ("State", "active"), ("Transport", "sas"),
            ("Adapter Identifier", "unknown." + disk["adapter"])]))
    if "device" in v and not text:
        raise Refusal(NO_DEVICE % v["device"])
    return "\n".join(text)


@command("storage core claiming reclaim")
def reclaim(host, v):
    host.disk(v["device"])


@command("storage core claimrule add")
def claimrule_add(host, v):
    absent(host.state["claimrules"], str(v["rule"]), "Rule %s already exists")
    host.state["claimrules"][str(v["rule"])] = dict(v)


@command("storage core claimrule load", "storage core claimrule run")
def claimrule_load(_host, _):
    return ""


@command("storage core claimrule list")
def claimrule_list(host, _):
    rows = [("MP", rule, "file", row["type"], row["plugin"])
            for rule, row in host.state["claimrules"].items()]
    return table(["Rule Class", "Rule", "Class", "Type", "Plugin"], rows)


@command("storage nmp satp list")
def satp_list(host, _):
    return table(["Name", "Default PSP", "Description"],
                 [(name, psp, "Placeholder") for name, psp in host.state["satp"].items()])


@command("storage nmp satp set", "nmp satp setdefaultpsp")
def satp_set(host, v):
    name = v.get("satp")
    need(host.state["satp"], name, "Unknown SATP %s")
    host.state["satp"][name] = v.get("default-psp") or v["psp"]


RULE = ("satp", "vendor", "model", "psp", "psp-option", "claim-option", "option", "description",
        "device", "transport")


@command("storage nmp satp rule add", "nmp satp addrule")
def rule_add(host, v):
    need(host.state["satp"], v["satp"], "Unknown SATP %s")
    rule = {name: v.get(name, "") for name in RULE}
    same = ("satp", "vendor", "model", "device", "transport")
    if any(all(row[name] == rule[name] for name in same) for row in host.state["rules"]):
        raise Refusal("Error adding SATP user rule: Duplicate user rule found for SATP %s"
                      % v["satp"])
    host.state["rules"].append(rule)


@command("storage nmp satp rule list", "nmp satp listrules")
def rule_list(host, v):
    rows = [(row["satp"], row["device"], row["vendor"], row["model"], "", row["transport"],
             row["option"], "user", row["claim-option"], row["psp"], row["psp-option"],
             row["description"])
            for row in host.state["rules"] if row["satp"] == v.get("satp", row["satp"])]
    return table(["Name", "Device", "Vendor", "Model", "Driver", "Transport", "Options", "Rule Group",
                  "Claim Options", "Default PSP", "PSP Options", "Description"], rows)


@command("storage nmp device list")
def nmp_device_list(host, v):
    return "\n".join(block(disk["name"], [
        ("Device Display Name", disk["name"]), ("Storage Array Type", "VMW_SATP_LOCAL"),
        ("Path Selection Policy", host.state["device_policy"].get(disk["name"], "VMW_PSP_FIXED"))])
        for disk in host.visible_disks() if disk["name"] == v.get("device", disk["name"]))


@command("storage nmp device set", "nmp device setpolicy")
def nmp_device_set(host, v):
    host.disk(v["device"])
    host.state["device_policy"][v["device"]] = v["psp"]


@command("storage nmp psp roundrobin deviceconfig set")
def roundrobin_set(host, v):
    host.disk(v["device"])
    if host.state["device_policy"].get(v["device"]) != "VMW_PSP_RR":
        raise Refusal("Device %s does not use VMW_PSP_RR" % v["device"])
    host.state["device_settings"][v["device"] + " rr"] = {
        "type": v.get("type"), "iops": v.get("iops")}


@command("nvme fabrics enable", "nvme fabrics connect")
def nvme_set(host, v):
    if v.get("device", "vmnic0").startswith("vmnic"):
        host.nic(v.get("device", "vmnic0"))
    absent(host.state["nvme"], [v.path, dict(v)], "%s already done")
    host.state["nvme"].append([v.path, dict(v)])


@command("nvme fabrics discover")
def nvme_discover(host, v):
    host.adapter(v["adapter"])
    return table(["Transport Type", "Address Family", "Subsystem NQN"], [])


@command("nvme adapter list")
def nvme_adapters(host, _):
    rows = [("vmhba6%d" % at, "aqn:nvmetcp:00-50-56-aa-bb-01-T", "TCP", "nvmetcp", row[1]["device"])
            for at, row in enumerate(host.state["nvme"]) if row[0] == "nvme fabrics enable"]
    return table(["Adapter", "Adapter Qualified Name", "Transport Type", "Driver",
                  "Associated Devices"], rows)


@command("nvme info get")
def nvme_info(host, _):
    return fields([("Host NQN", "nqn.2014-08.org.nvmexpress:uuid:%s" % host.state["host"])])
