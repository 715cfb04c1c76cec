# SPDX-License-Identifier: GPL-3.0-or-later
# esxcfg-* and the other tools for network and storage, the main way on 4.1.
import ipaddress
import os

from shell.answers import Refusal, absent, adapter_pci, command, need


@command("esxcfg-vswitch")
def vswitch(host, v):
    name = v.words[0] if v.words else None
    if "l" in v:
        return switch_table(host)
    if "a" in v:
        label, _, ports = v["a"].partition(":")
        host.add_switch(label, int(ports or 128))
    elif "d" in v:
        need(host.state["vswitches"], v["d"], "No such vswitch %s")
        del host.state["vswitches"][v["d"]]
    elif "A" in v:
        host.add_group(v["A"], name)
    elif "D" in v:
        host.remove_group(v["D"], name)
    elif "L" in v:
        host.add_uplink(name, v["L"])
    elif "U" in v:
        host.remove_uplink(name, v["U"])
    elif "p" in v:
        group_change(host, v, name)
    elif "m" in v or "B" in v:
        row = need(host.state["vswitches"], name, "No such vswitch %s")
        row["mtu"], row["cdp"] = v.get("m", row["mtu"]), v.get("B", row["cdp"])
    else:
        raise Refusal("Nothing to do")


def group_change(host, v, name):
    group = need(host.state["portgroups"], v["p"], "No such portgroup %s")
    if group["vswitch"] != name:
        raise Refusal("Portgroup %s is not on %s" % (v["p"], name))
    if "v" in v:
        group["vlan"] = int(v["v"])
        return
    policy = host.group_failover(v["p"])
    nic = v.get("M") or v.get("N")
    if nic is None:
        raise Refusal("Nothing to do")
    host.check_uplinks(host.state["vswitches"][name], [nic])
    active = [row for row in policy["active"] if row != nic] + ([nic] if "M" in v else [])
    group["failover"].update(active=active)
    group["failover"].setdefault("standby", [])


def switch_table(host):
    lines = []
    for name, row in host.state["vswitches"].items():
        lines.append("%-16s %-11s %-11s %-17s %-7s %s\n" % (
            "Switch Name", "Num Ports", "Used Ports", "Configured Ports", "MTU", "Uplinks"))
        lines.append("%-16s %-11s %-11s %-17s %-7s %s\n\n" % (
            name, row["ports"], 4, row["ports"], row["mtu"], ",".join(row["uplinks"])))
        lines.append("  %-22s %-8s %-11s %s\n" % ("PortGroup Name", "VLAN ID", "Used Ports", "Uplinks"))
        lines += ["  %-22s %-8s %-11s %s\n" % (
            group, data["vlan"], 0, ",".join(host.group_failover(group)["active"]))
            for group, data in host.state["portgroups"].items() if data["vswitch"] == name]
        lines.append("\n")
    return "".join(lines)


@command("esxcfg-vmknic")
def vmknic(host, v):
    group = v.get("p") or (v.words[0] if v.words else None)
    if "l" in v:
        return interface_table(host)
    if "d" in v:
        name = next((name for name, row in host.state["vmk"].items() if row["portgroup"] == group), None)
        if name is None:
            raise Refusal("No interface on %s" % group)
        del host.state["vmk"][name]
        return ""
    if "a" not in v or group is None or "i" not in v:
        raise Refusal("An address and a port group are needed")
    if v["i"] not in ("DHCP", "DHCPV6"):
        ipaddress.IPv4Address(v["i"])
        if "n" not in v:
            raise Refusal("A netmask is needed")
    name = host.add_interface(None, group, v.get("m", 1500))
    row = host.state["vmk"][name]
    if v["i"] == "DHCP":
        row.update(type="dhcp", ip="192.0.2.51", mask="255.255.255.0")
    elif v["i"] == "DHCPV6":
        row.update(dhcpv6=True)
    else:
        row.update(type="static", ip=v["i"], mask=v["n"])


def interface_table(host):
    lines = ["%-10s %-19s %-9s %-39s %-15s %-15s %-17s %-7s %-9s %-7s %s\n" % (
        "Interface", "Port Group/DVPort", "IP Family", "IP Address", "Netmask", "Broadcast",
        "MAC Address", "MTU", "TSO MSS", "Enabled", "Type")]
    for name, row in sorted(host.state["vmk"].items()):
        network = ipaddress.IPv4Interface("%s/%s" % (row["ip"], row["mask"])).network
        lines.append("%-10s %-19s %-9s %-39s %-15s %-15s %-17s %-7s %-9s %-7s %s\n" % (
            name, row["portgroup"], "IPv4", row["ip"], row["mask"], network.broadcast_address,
            row["mac"] or "00:50:56:aa:bb:01", row["mtu"], 65535, "true", row["type"].upper()))
    return "".join(lines)


@command("esxcfg-nics")
def nics(host, v):
    if "l" not in v:
        nic = host.nic(v.words[0] if v.words else "")
        nic["speed"] = "auto" if "a" in v else v.get("s", nic["speed"])
        return ""
    lines = ["%-7s %-13s %-10s %-4s %-9s %-6s %-17s %-6s %s\n" % (
        "Name", "PCI", "Driver", "Link", "Speed", "Duplex", "MAC Address", "MTU", "Description")]
    lines += ["%-7s %-13s %-10s %-4s %-9s %-6s %-17s %-6s %s\n" % (
        row["name"], row["pci"], row["driver"], "Up", "1000Mbps", "Full", row["mac"], 1500,
        row["text"]) for row in host.state["hardware"]["nics"]]
    return "".join(lines)


@command("esxcfg-route")
def route(host, v):
    words = list(v.words)
    if "l" in v or not words:
        lines = ["VMkernel Routes:\n%-16s %-16s %-16s %s\n" % ("Network", "Netmask", "Gateway", "Interface")]
        for row in host.state["routes"]:
            network = ipaddress.IPv4Network("0.0.0.0/0" if row["network"] == "default"
                                            else row["network"])
            name = "default" if row["network"] == "default" else network.network_address
            lines.append("%-16s %-16s %-16s %s\n" % (name, network.netmask, row["gateway"],
                                                     row["interface"]))
        return "".join(lines)
    if len(words) == 3:
        if host.key >= (7, 0):
            raise Refusal("Invalid network %s" % words[0])
        words = ["%s/%s" % (words[0], ipaddress.IPv4Network("0.0.0.0/" + words[1]).prefixlen), words[2]]
    if len(words) == 1:
        words = ["default", words[0]]
    if words[0] != "default":
        words[0] = str(ipaddress.IPv4Network(words[0]))
    if "d" in v:
        host.remove_route(*words)
        return ""
    host.add_route(*words)
    return "Adding static route %s to VMkernel\n" % words[0]


@command("vmkping")
def vmkping(_host, _):
    return "1 packets transmitted, 1 packets received, 0% packet loss\n"


@command("esxcfg-scsidevs")
def scsidevs(host, v):
    if "a" in v:
        return "".join("%-7s %-16s %-10s %-40s %s %s\n" % (
            row["name"], row["driver"], row["link"], row["uid"], adapter_pci(host.key, row["pci"]),
            "iSCSI Software Adapter" if row["driver"] == "iscsi_vmk" else row["driver"])
            for row in host.adapters())
    if "m" in v:
        return "".join("%s:3 /vmfs/devices/disks/%s:3 %s 0 %s\n" % (
            row["disk"], row["disk"], row["uuid"], label)
            for label, row in sorted(host.state["datastores"].items()))
    return "".join("%s Direct-Access /vmfs/devices/disks/%s 114473MB NMP %s\n" % (
        disk["name"], disk["name"], disk["name"]) for disk in host.visible_disks())


@command("esxcfg-mpath")
def mpath(host, _):
    lines = ["%s : Local Disk (%s)\n   %s:C0:T0:L0 LUN:0 state:active\n\n" % (
        disk["name"], disk["name"], disk["adapter"]) for disk in host.visible_disks()]
    if host.medium:
        lines.append("%s : Local CD-ROM (%s)\n   vmhba32:C0:T0:L0 LUN:0 state:active\n\n"
                     % (host.MEDIUM_DEVICE, host.MEDIUM_DEVICE))
    return "".join(lines)


@command("esxcfg-nas")
def nas(host, v):
    label = v.words[0] if v.words else None
    if "a" in v:
        if not label or "o" not in v or "s" not in v:
            raise Refusal("A label, a host and a share are needed")
        for kind in ("datastores", "nfs"):
            absent(host.state[kind], label, "A volume named %s already exists")
        host.state["nfs"][label] = {"host": v["o"], "share": v["s"], "readonly": "y" in v}
        host.make_volume(label, "nfs-" + label)
        return "Connecting to NAS volume: %s\n%s created and connected.\n" % (label, label)
    if "d" in v:
        need(host.state["nfs"], label, "No volume %s")
        del host.state["nfs"][label]
        return ""
    return "".join("%s is %s from %s mounted\n" % (name, row["share"], row["host"])
                   for name, row in sorted(host.state["nfs"].items()))


@command("esxcfg-rescan")
def rescan(host, v):
    host.adapter(v.words[0])


@command("esxcfg-swiscsi")
def swiscsi(host, v):
    if "e" in v or "d" in v:
        host.enable_iscsi("e" in v)
    return "Software iSCSI is %senabled\n" % ("" if host.state["iscsi"]["enabled"] else "not ")


@command("vmkiscsi-tool")
def iscsi_tool(host, v):
    row = host.iscsi(v.words[0])
    if "D" in v:
        if "a" in v:
            host.add_send_target(v.words[0], v["a"])
        return "".join("%s\n" % target for target in row["send"])
    if "S" in v:
        if "a" in v:
            absent(row["static"], v["a"], "Target %s already exists")
            row["static"].append(v["a"])
        return "".join("%s\n" % target for target in row["static"])
    if "I" in v:
        row["iqn"] = v.get("a", row["iqn"])
        return "iSCSI Node Name: %s\n" % row["iqn"]
    if "k" in v:
        row["alias"] = v.get("a", row["alias"])
        return "iSCSI Node Alias: %s\n" % row["alias"]
    if "A" in v:
        row["chap"]["tool"] = {name: v[name] for name in ("a", "N", "P", "m") if name in v}
    if "W" in v:
        name, _, value = v.get("a", "").partition("=")
        row["parameters"][name] = value
    return ""


@command("esxcfg-dumppart")
def dumppart(host, _):
    return "%s:7 /vmfs/devices/disks/%s:7 yes yes\n" % ((host.state["hardware"]["disks"][0]["name"],) * 2)


@command("vmkfstools")
def vmkfstools(host, v):
    name = v.words[0]
    if "P" in v:
        boot = next((disk["name"] for disk in host.visible_disks() if disk["boot"]), None)
        if name == "/bootbank" and boot:
            return "vfat-0.04 file system spanning 1 partitions.\nPartitions spanned (on \"disks\"):\n\n\t%s:5\n" % boot
        raise Refusal("Could not retrieve max file size: No such file %s" % name)
    if "C" not in v or "S" not in v:
        raise Refusal("A file system and a label are needed")
    if v["C"] == "vmfs6" and host.key < (6, 5):
        raise Refusal("Unknown file system vmfs6")
    disk = os.path.basename(name).rpartition(":")[0]
    host.disk(disk)
    absent(host.state["datastores"], v["S"], "A volume named %s already exists")
    uuid = "4f3e2d1c-0badcafe-%04x-001122334455" % (100 + len(host.state["datastores"]))
    host.state["datastores"][v["S"]] = {"uuid": uuid, "disk": disk}
    host.make_volume(v["S"], uuid)
    return "Successfully created new volume: %s\n" % uuid


@command("partedUtil")
def parted(host, v):
    host.disk(os.path.basename(v.words[1]))
    if v.words[0] == "getptbl":
        return "gpt\n14593 255 63 234441648\n"
    return ""
