# SPDX-License-Identifier: GPL-3.0-or-later
# esxcli network: interfaces of the vmkernel, routes, stacks, the firewall; vSAN's interfaces.
import ipaddress

from shell.answers import Refusal, absent, block, command, fields, need, table
from shell.contract import Violation

NO_INTERFACE = "Unable to find interface %s"
NO_RULESET = "Unable to find ruleset %s"
DEFAULT_STACK = "defaultTcpipStack"
# Spelling on the command line -> first release, proven there (host-tasks.md section 6)?
TAGS = {
    "Management": ((5, 1), True), "VMotion": ((5, 1), True),
    "faultToleranceLogging": ((5, 1), True), "vSphereReplication": ((5, 1), True),
    "vSphereReplicationNFC": ((5, 1), False), "VSAN": ((5, 5), False),
    "vSphereProvisioning": ((6, 0), False), "VSANWitness": ((6, 5), False),
    "vSphereBackupNFC": ((7, 0), False), "NVMeTCP": ((7, 0, 3), True),
    "NVMeRDMA": ((7, 0, 3), False),
}


@command("network ip interface list")
def interface_list(host, v):
    text = []
    for name, row in sorted(host.state["vmk"].items()):
        if row["netstack"] != v.get("netstack", row["netstack"]):
            continue
        group = host.state["portgroups"].get(row["portgroup"], {})
        text.append(block(name, [
            ("Name", name), ("MAC Address", row["mac"] or "00:50:56:aa:bb:01"), ("Enabled", True),
            ("Portset", group.get("vswitch", "")), ("Portgroup", row["portgroup"]),
            ("Netstack Instance", row["netstack"]), ("VDS Name", "N/A"), ("MTU", row["mtu"]),
            ("TSO MSS", 65535), ("Port ID", 33554436)]))
    return "\n".join(text)


@command("network ip interface add")
def interface_add(host, v):
    host.add_interface(v.get("interface-name"), v["portgroup-name"], v.get("mtu", 1500),
                       v.get("netstack", DEFAULT_STACK), v.get("mac-address", ""))


@command("network ip interface remove")
def interface_remove(host, v):
    name = v.get("interface-name") or next(
        (name for name, row in host.state["vmk"].items()
         if row["portgroup"] == v.get("portgroup-name")), "")
    need(host.state["vmk"], name, NO_INTERFACE)
    del host.state["vmk"][name]
    host.state["routes"] = [row for row in host.state["routes"] if row["interface"] != name]


@command("network ip interface set")
def interface_set(host, v):
    row = need(host.state["vmk"], v["interface-name"], NO_INTERFACE)
    row["mtu"] = v.get("mtu", row["mtu"])


@command("network ip interface ipv4 get")
def ipv4_get(host, v):
    rows = []
    for name, row in sorted(host.state["vmk"].items()):
        if name != v.get("interface-name", name):
            continue
        broadcast = "0.0.0.0"
        if row["ip"] != "0.0.0.0":
            broadcast = str(ipaddress.IPv4Interface(row["ip"] + "/" + row["mask"])
                            .network.broadcast_address)
        cells = [name, row["ip"], row["mask"], broadcast, row["type"].upper()]
        cells += [row["gateway"] or "0.0.0.0"] if host.key >= (6, 5) else []
        rows.append(cells + [say_bool(row["type"] == "dhcp" and row["peer_dns"])])
    if "interface-name" in v and not rows:
        raise Refusal(NO_INTERFACE % v["interface-name"])
    gateway = ["Gateway"] if host.key >= (6, 5) else []
    return table(["Name", "IPv4 Address", "IPv4 Netmask", "IPv4 Broadcast", "Address Type"]
                 + gateway + ["DHCP DNS"], rows)


def say_bool(value):
    return "true" if value else "false"


@command("network ip interface ipv4 set")
def ipv4_set(host, v):
    row = need(host.state["vmk"], v["interface-name"], NO_INTERFACE)
    if v["type"] == "static":
        if "ipv4" not in v or "netmask" not in v:
            raise Refusal("An address and a netmask are needed for a static interface")
        row.update(type="static", ip=v["ipv4"], mask=v["netmask"], gateway=v.get("gateway", ""))
    elif "ipv4" in v or "netmask" in v:
        raise Refusal("An address cannot be given with type %s" % v["type"])
    else:
        row.update(type=v["type"], ip="192.0.2.50" if v["type"] == "dhcp" else "0.0.0.0",
                   mask="255.255.255.0" if v["type"] == "dhcp" else "0.0.0.0", gateway="")
    row["peer_dns"] = v.get("peer-dns", row["peer_dns"])


@command("network ip interface ipv6 set")
def ipv6_set(host, v):
    row = need(host.state["vmk"], v["interface-name"], NO_INTERFACE)
    row["dhcpv6"] = v.get("enable-dhcpv6", row["dhcpv6"])
    row["router_adv"] = v.get("enable-router-adv", row["router_adv"])


@command("network ip interface ipv6 address add")
def ipv6_add(host, v):
    row = need(host.state["vmk"], v["interface-name"], NO_INTERFACE)
    absent(row["ipv6"], v["ipv6"], "Address %s already exists")
    row["ipv6"].append(v["ipv6"])


@command("network ip interface ipv6 address list")
def ipv6_list(host, _):
    rows = []
    for name, row in sorted(host.state["vmk"].items()):
        rows += [(name, *address.split("/"), "STATIC", "PREFERRED") for address in row["ipv6"]]
    return table(["Interface", "Address", "Netmask", "Type", "Status"], rows)


def check_tag(host, v):
    first, proven = TAGS.get(v["tagname"], ((99,), False))
    if host.key < first:
        raise Violation("no tag '%s' in this release" % v["tagname"])
    if not proven:
        v.unproven.append("tag " + v["tagname"])
    return need(host.state["vmk"], v["interface-name"], NO_INTERFACE)["tags"]


@command("network ip interface tag add")
def tag_add(host, v):
    tags = check_tag(host, v)
    if v["tagname"] not in tags:
        tags.append(v["tagname"])


@command("network ip interface tag remove")
def tag_remove(host, v):
    tags = check_tag(host, v)
    if v["tagname"] not in tags:
        raise Refusal("Interface %s does not have the tag %s" % (v["interface-name"], v["tagname"]))
    tags.remove(v["tagname"])


@command("network ip interface tag get")
def tag_get(host, v):
    row = need(host.state["vmk"], v["interface-name"], NO_INTERFACE)
    return fields([("Tags", row["tags"])])


@command("network ip netstack add")
def netstack_add(host, v):
    absent(host.state["netstacks"], v["netstack"], "Netstack %s already exists")
    host.state["netstacks"].append(v["netstack"])


@command("network ip netstack list")
def netstack_list(host, _):
    return "\n".join(block(name, [("Key", name), ("Name", name), ("Enabled", True), ("State", 4660)])
                     for name in host.state["netstacks"])


@command("network ip netstack set")
def netstack_set(host, v):
    if v["netstack"] not in host.state["netstacks"]:
        raise Refusal("Unable to find netstack %s" % v["netstack"])


@command("network ip route ipv4 add")
def route_add(host, v):
    host.add_route(v["network"], v["gateway"], v.get("netstack", DEFAULT_STACK))


@command("network ip route ipv4 remove")
def route_remove(host, v):
    host.remove_route(v["network"], v["gateway"])


@command("network ip route ipv4 list")
def route_list(host, v):
    stack = v.get("netstack", DEFAULT_STACK)
    rows = []
    for route in host.state["routes"]:
        if route["netstack"] == stack:
            network = ipaddress.IPv4Network("0.0.0.0/0" if route["network"] == "default"
                                            else route["network"])
            name = "default" if route["network"] == "default" else network.network_address
            rows.append((name, network.netmask, route["gateway"], route["interface"], "MANUAL"))
    for name, row in sorted(host.state["vmk"].items()):
        if row["netstack"] == stack and row["ip"] != "0.0.0.0":
            network = ipaddress.IPv4Interface(row["ip"] + "/" + row["mask"]).network
            rows.append((network.network_address, network.netmask, "0.0.0.0", name, "MANUAL"))
    return table(["Network", "Netmask", "Gateway", "Interface", "Source"], rows)


@command("vsan network ip add", "vsan network ipv4 add")
def vsan_add(host, v):
    row = need(host.state["vmk"], v["interface-name"], NO_INTERFACE)
    absent(row["tags"], "VSAN", "Interface is in use by %s already")
    row["tags"].append("VSAN")


@command("vsan network list")
def vsan_list(host, _):
    return "".join(block("Interface", [("VmkNic Name", name), ("IP Protocol", "IP")])
                   for name, row in sorted(host.state["vmk"].items()) if "VSAN" in row["tags"])


@command("network firewall get")
def firewall_get(host, _):
    firewall = host.state["firewall"]
    return fields([("Default Action", "PASS" if firewall["default"] else "DROP"),
                   ("Enabled", firewall["enabled"]), ("Loaded", True)])


@command("network firewall set")
def firewall_set(host, v):
    firewall = host.state["firewall"]
    firewall["enabled"] = v.get("enabled", firewall["enabled"])
    firewall["default"] = v.get("default-action", firewall["default"])


@command("network firewall refresh")
def firewall_refresh(_host, _):
    return ""


@command("network firewall ruleset list")
def ruleset_list(host, v):
    rulesets = host.state["firewall"]["rulesets"]
    if "ruleset-id" in v:
        rulesets = {v["ruleset-id"]: need(rulesets, v["ruleset-id"], NO_RULESET)}
    return table(["Name", "Enabled"],
                 [(name, say_bool(row["enabled"])) for name, row in rulesets.items()])


@command("network firewall ruleset set")
def ruleset_set(host, v):
    row = need(host.state["firewall"]["rulesets"], v["ruleset-id"], NO_RULESET)
    if "enabled" not in v and "allowed-all" not in v:
        raise Refusal("Nothing to set")
    row["enabled"] = v.get("enabled", row["enabled"])
    if "allowed-all" in v:
        if row["all"] == v["allowed-all"]:
            raise Refusal("Already use allow all IP address" if row["all"] else
                          "Already use specific allowed ip list")
        row["all"] = v["allowed-all"]


@command("network firewall ruleset allowedip list")
def allowedip_list(host, v):
    rulesets = host.state["firewall"]["rulesets"]
    if "ruleset-id" in v:
        rulesets = {v["ruleset-id"]: need(rulesets, v["ruleset-id"], NO_RULESET)}
    return table(["Ruleset", "Allowed IP Addresses"],
                 [(name, "All" if row["all"] else ", ".join(row["allowed"]))
                  for name, row in rulesets.items()])


@command("network firewall ruleset allowedip add")
def allowedip_add(host, v):
    row = need(host.state["firewall"]["rulesets"], v["ruleset-id"], NO_RULESET)
    if row["all"]:
        raise Refusal("Ruleset %s allows all addresses" % v["ruleset-id"])
    absent(row["allowed"], v["ip-address"], "Ip address %s already exist in the allowed list")
    row["allowed"].append(v["ip-address"])


@command("network firewall ruleset allowedip remove")
def allowedip_remove(host, v):
    row = need(host.state["firewall"]["rulesets"], v["ruleset-id"], NO_RULESET)
    if v["ip-address"] not in row["allowed"]:
        raise Refusal("Ip address %s is not in the allowed list" % v["ip-address"])
    row["allowed"].remove(v["ip-address"])
