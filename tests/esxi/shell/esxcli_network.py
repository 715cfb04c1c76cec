# SPDX-License-Identifier: GPL-3.0-or-later
# esxcli network, up to the interfaces of the vmkernel: names, switches, port groups, cards.
from shell.answers import Refusal, absent, block, command, fields, need, nic_pci, table

NO_SWITCH = "Unable to find vswitch %s"
NO_GROUP = "Unable to find portgroup %s"


@command("network ip dns server add")
def dns_add(host, v):
    absent(host.state["dns"], v["server"], "DNS server %s already exists")
    host.state["dns"].append(v["server"])


@command("network ip dns server remove")
def dns_remove(host, v):
    if v.get("all"):
        host.state["dns"].clear()
    elif v.get("server") in host.state["dns"]:
        host.state["dns"].remove(v["server"])
    else:
        raise Refusal("DNS server %s does not exist" % v.get("server", ""))


@command("network ip dns server list")
def dns_list(host, _):
    return fields([("DNSServers", host.state["dns"])])


@command("network ip dns search add")
def search_add(host, v):
    absent(host.state["search"], v["domain"], "Domain %s already exists")
    host.state["search"].append(v["domain"])


@command("network ip dns search remove")
def search_remove(host, v):
    if v["domain"] not in host.state["search"]:
        raise Refusal("Domain %s does not exist" % v["domain"])
    host.state["search"].remove(v["domain"])


@command("network ip dns search list")
def search_list(host, _):
    return fields([("DNSSearch Domains", host.state["search"])])


@command("network ip set")
def ip_set(host, v):
    host.state["ipv6"] = v["ipv6-enabled"]


@command("network ip get")
def ip_get(host, _):
    return fields([("IPv6 Enabled", host.state["ipv6"])])


@command("network vswitch standard list")
def switch_list(host, v):
    switches = host.state["vswitches"]
    if "vswitch-name" in v:
        switches = {v["vswitch-name"]: need(switches, v["vswitch-name"], NO_SWITCH)}
    text = []
    for name, switch in switches.items():
        groups = [group for group, row in host.state["portgroups"].items() if row["vswitch"] == name]
        text.append(block(name, [
            ("Name", name), ("Class", "etherswitch"), ("Num Ports", switch["ports"]),
            ("Used Ports", 4), ("Configured Ports", switch["ports"]), ("MTU", switch["mtu"]),
            ("CDP Status", switch["cdp"]), ("Beacon Enabled", False), ("Beacon Interval", 1),
            ("Beacon Threshold", 3), ("Beacon Required By", ""), ("Uplinks", switch["uplinks"]),
            ("Portgroups", groups)]))
    return "\n".join(text)


@command("network vswitch standard add")
def switch_add(host, v):
    host.add_switch(v["vswitch-name"], v.get("ports", 128))


@command("network vswitch standard remove")
def switch_remove(host, v):
    need(host.state["vswitches"], v["vswitch-name"], NO_SWITCH)
    for name, group in list(host.state["portgroups"].items()):
        if group["vswitch"] == v["vswitch-name"]:
            host.remove_group(name)
    del host.state["vswitches"][v["vswitch-name"]]


@command("network vswitch standard set")
def switch_set(host, v):
    switch = need(host.state["vswitches"], v["vswitch-name"], NO_SWITCH)
    switch["mtu"] = v.get("mtu", switch["mtu"])
    switch["cdp"] = v.get("cdp-status", switch["cdp"])


@command("network vswitch standard uplink add")
def uplink_add(host, v):
    host.add_uplink(v["vswitch-name"], v["uplink-name"])


@command("network vswitch standard uplink remove")
def uplink_remove(host, v):
    host.remove_uplink(v["vswitch-name"], v["uplink-name"])


@command("network vswitch standard portgroup list")
def group_list(host, _):
    rows = [(name, row["vswitch"], 0, row["vlan"])
            for name, row in sorted(host.state["portgroups"].items())]
    return table(["Name", "Virtual Switch", "Active Clients", "VLAN ID"], rows)


@command("network vswitch standard portgroup add")
def group_add(host, v):
    host.add_group(v["portgroup-name"], v["vswitch-name"])


@command("network vswitch standard portgroup remove")
def group_remove(host, v):
    host.remove_group(v["portgroup-name"], v["vswitch-name"])


@command("network vswitch standard portgroup set")
def group_set(host, v):
    need(host.state["portgroups"], v["portgroup-name"], NO_GROUP)["vlan"] = v["vlan-id"]


def read_failover(host, v, switch):
    """Checks the uplinks and gives what a call sets of a failover policy."""
    change = {}
    for option, name in (("active-uplinks", "active"), ("standby-uplinks", "standby")):
        if option in v:
            host.check_uplinks(switch, v[option])
            change[name] = v[option]
    for option, name in (("load-balancing", "balance"), ("failure-detection", "detection"),
                         ("notify-switches", "notify"), ("failback", "failback")):
        if option in v:
            change[name] = v[option]
    if set(change.get("active", [])) & set(change.get("standby", [])):
        raise Refusal("An uplink cannot be both active and standby")
    return change


@command("network vswitch standard policy failover set")
def switch_failover(host, v):
    switch = need(host.state["vswitches"], v["vswitch-name"], NO_SWITCH)
    host.set_failover(switch, read_failover(host, v, switch))


@command("network vswitch standard portgroup policy failover set")
def group_failover(host, v):
    group = need(host.state["portgroups"], v["portgroup-name"], NO_GROUP)
    change = read_failover(host, v, host.state["vswitches"][group["vswitch"]])
    if v.get("use-vswitch"):
        group["failover"] = {}
    group["failover"].update(change)
    if "active" in change:
        group["failover"].setdefault("standby", [])


def show_failover(policy):
    return fields([
        ("Load Balancing", {"portid": "srcport", "mac": "srcmac"}.get(
            policy["balance"], policy["balance"])),
        ("Network Failure Detection", policy["detection"]),
        ("Notify Switches", policy["notify"]), ("Failback", policy["failback"]),
        ("Active Adapters", policy["active"]), ("Standby Adapters", policy["standby"]),
        ("Unused Adapters", policy["unused"])])


@command("network vswitch standard policy failover get")
def switch_failover_get(host, v):
    switch = need(host.state["vswitches"], v["vswitch-name"], NO_SWITCH)
    return show_failover(host.failover(switch))


@command("network vswitch standard portgroup policy failover get")
def group_failover_get(host, v):
    need(host.state["portgroups"], v["portgroup-name"], NO_GROUP)
    return show_failover(host.group_failover(v["portgroup-name"]))


SECURITY = (("allow-promiscuous", "promiscuous", "Allow Promiscuous"),
            ("allow-mac-change", "mac", "Allow MAC Address Change"),
            ("allow-forged-transmits", "forged", "Allow Forged Transmits"))


@command("network vswitch standard policy security set",
         "network vswitch standard portgroup policy security set")
def security_set(host, v):
    owner = host.switch_or_group(v)
    if v.get("use-vswitch"):
        owner["security"] = {}
    owner["security"].update({name: v[option] for option, name, _ in SECURITY if option in v})


@command("network vswitch standard policy security get",
         "network vswitch standard portgroup policy security get")
def security_get(host, v):
    owner = host.switch_or_group(v)
    values = dict(host.state["vswitches"].get(owner.get("vswitch"), owner)["security"])
    values.update(owner["security"])
    return fields([(title, values[name]) for _, name, title in SECURITY])


@command("network vswitch standard policy shaping set",
         "network vswitch standard portgroup policy shaping set")
def shaping_set(host, v):
    owner = host.switch_or_group(v)
    names = ("avg-bandwidth", "peak-bandwidth", "burst-size")
    if v.get("enabled") and not all(name in v for name in names):
        raise Refusal("Average bandwidth, peak bandwidth and burst size are all required")
    if v.get("use-vswitch"):
        owner["shaping"] = {}
    if "enabled" in v:
        owner["shaping"] = dict({name: v[name] for name in names if name in v}, enabled=v["enabled"])


@command("network vswitch standard policy shaping get",
         "network vswitch standard portgroup policy shaping get")
def shaping_get(host, v):
    shaping = host.switch_or_group(v)["shaping"]
    return fields([("Enabled", shaping.get("enabled", False)),
                   ("Average Bandwidth", "%s Kbps" % shaping.get("avg-bandwidth", -1)),
                   ("Peak Bandwidth", "%s Kbps" % shaping.get("peak-bandwidth", -1)),
                   ("Burst Size", "%s Kib" % shaping.get("burst-size", -1))])


@command("network vswitch dvs vmware list")
def dvs_list(host, _):
    uplinks = host.state["hardware"]["distributed"]
    if not uplinks:
        return ""
    return block("DSwitch", [
        ("Name", "DSwitch"), ("VDS ID", "50 21 e4 86 36 a7 19 5b-7f 22 aa a5 ce 7f 3a 09"),
        ("Class", "cswitch"), ("MTU", 1500), ("CDP Status", "listen"), ("Beacon Timeout", -1),
        ("Uplinks", uplinks), ("VMware Branded", True)]) + "".join(
            "   DVPort:\n         Client: %s\n         Port ID: %d\n" % (name, at)
            for at, name in enumerate(uplinks))


@command("network nic list")
def nic_list(host, _):
    rows = []
    for nic in host.state["hardware"]["nics"]:
        row = [nic["name"], nic_pci(host.key, nic["pci"]), nic["driver"]]
        row += ["Up", "Up"] if host.key >= (6, 0) else ["Up"]
        rows.append(row + [1000, "Full", nic["mac"], 1500, nic["text"]])
    state = ["Admin Status", "Link Status"] if host.key >= (6, 0) else ["Link"]
    return table(["Name", "PCI Device", "Driver"] + state + ["Speed", "Duplex", "MAC Address", "MTU",
                                                             "Description"], rows)


@command("network nic get")
def nic_get(host, v):
    nic = host.nic(v["nic-name"])
    return fields([("Name", nic["name"]), ("Link Detected", True), ("Speed", nic["speed"])])


@command("network nic set")
def nic_set(host, v):
    nic = host.nic(v["nic-name"])
    if "auto" in v:
        nic["speed"] = "auto"
    elif "speed" in v and "duplex" in v:
        nic["speed"], nic["duplex"] = v["speed"], v["duplex"]
    else:
        raise Refusal("Speed and duplex are set together")


@command("network nic ring current set")
def ring_set(host, v):
    nic = host.nic(v["nic-name"])
    nic["rx"], nic["tx"] = v.get("rx", nic["rx"]), v.get("tx", nic["tx"])
