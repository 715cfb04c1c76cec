# SPDX-License-Identifier: GPL-3.0-or-later
# What the pretend host does to its state, whichever command asks: switches, interfaces, iSCSI,
# datastores, settings. A real host's refusals are here, once.
import ipaddress
import os

from shell import state as start
from shell.answers import Refusal, absent, need
from shell.contract import Violation

# Pretend seconds between enabling software iSCSI and its adapter.
ISCSI_DELAY = 7
ISCSI_PORT = ":3260"


class Model:
    """Needs: state, key, clock, known (settings of the release), root, iscsi_adapter."""

    # Switches and port groups

    def add_switch(self, name, ports=128):
        absent(self.state["vswitches"], name, "A vswitch named %s already exists")
        self.state["vswitches"][name] = start.switch(ports=ports)

    def add_uplink(self, name, nic):
        vswitch = need(self.state["vswitches"], name, "Unable to find vswitch %s")
        self.nic(nic)
        for other in self.state["vswitches"].values():
            absent(other["uplinks"], nic, "Uplink already exists: %s")
        # The order of uplinks means nothing: that of a policy does.
        vswitch["uplinks"] = sorted(vswitch["uplinks"] + [nic])
        # Only the first one serves by itself: a later one is unused until a policy names it.
        if not vswitch.get("ordered") and not vswitch["active"]:
            vswitch["active"].append(nic)

    def remove_uplink(self, name, nic):
        vswitch = need(self.state["vswitches"], name, "Unable to find vswitch %s")
        if nic not in vswitch["uplinks"]:
            raise Refusal("Uplink %s is not on %s" % (nic, name))
        for names in (vswitch["uplinks"], vswitch["active"], vswitch["standby"]):
            if nic in names:
                names.remove(nic)

    def check_uplinks(self, vswitch, names):
        for name in names:
            self.nic(name)
            if name not in vswitch["uplinks"]:
                raise Refusal("Uplink %s is not an uplink of the vswitch" % name)

    @staticmethod
    def set_failover(vswitch, change):
        for name in ("active", "standby"):
            if name in change:
                vswitch[name] = change.pop(name)
                vswitch["ordered"] = True
        vswitch["standby"] = [name for name in vswitch["standby"] if name not in vswitch["active"]]
        vswitch["failover"].update(change)

    @staticmethod
    def failover(vswitch):
        policy = dict(vswitch["failover"], active=vswitch["active"], standby=vswitch["standby"])
        policy["unused"] = [name for name in vswitch["uplinks"]
                            if name not in policy["active"] + policy["standby"]]
        return policy

    def group_failover(self, name):
        group = self.state["portgroups"][name]
        vswitch = self.state["vswitches"][group["vswitch"]]
        policy = self.failover(vswitch)
        policy.update(group["failover"])
        policy["unused"] = [nic for nic in vswitch["uplinks"]
                            if nic not in policy["active"] + policy["standby"]]
        return policy

    def switch_or_group(self, values):
        if "portgroup-name" in values:
            return need(self.state["portgroups"], values["portgroup-name"],
                        "Unable to find portgroup %s")
        return need(self.state["vswitches"], values["vswitch-name"], "Unable to find vswitch %s")

    def add_group(self, name, vswitch):
        need(self.state["vswitches"], vswitch, "Unable to find vswitch %s")
        absent(self.state["portgroups"], name, "A portgroup with the name %s already exists")
        self.state["portgroups"][name] = start.portgroup(vswitch)

    def remove_group(self, name, vswitch=None):
        group = need(self.state["portgroups"], name, "Unable to find portgroup %s")
        if vswitch is not None and group["vswitch"] != vswitch:
            raise Refusal("Portgroup %s is not on %s" % (name, vswitch))
        if any(row["portgroup"] == name for row in self.state["vmk"].values()):
            raise Refusal("Portgroup %s is in use" % name)
        del self.state["portgroups"][name]

    # Interfaces and routes

    def add_interface(self, name, group, mtu=1500, netstack="defaultTcpipStack", mac=""):
        need(self.state["portgroups"], group, "Unable to find portgroup %s")
        if netstack not in self.state["netstacks"]:
            raise Refusal("Unable to find netstack %s" % netstack)
        if any(row["portgroup"] == group for row in self.state["vmk"].values()):
            raise Refusal("Portgroup %s is already in use by an interface" % group)
        if name is None:
            name = "vmk%d" % next(at for at in range(256) if "vmk%d" % at not in self.state["vmk"])
        absent(self.state["vmk"], name, "Interface %s already exists")
        self.state["vmk"][name] = dict(start.interface(group, mtu, netstack), mac=mac)
        return name

    def add_route(self, network, gateway, netstack="defaultTcpipStack"):
        if netstack not in self.state["netstacks"]:
            raise Refusal("Unable to find netstack %s" % netstack)
        address = ipaddress.IPv4Address(gateway)
        interface = next((name for name, row in sorted(self.state["vmk"].items())
                          if row["netstack"] == netstack and row["ip"] != "0.0.0.0" and address
                          in ipaddress.IPv4Interface(row["ip"] + "/" + row["mask"]).network), None)
        if interface is None:
            raise Refusal("Network is unreachable")
        route = {"network": network, "gateway": gateway, "netstack": netstack,
                 "interface": interface}
        if route in self.state["routes"]:
            raise Refusal("A route to %s by %s already exists" % (network, gateway))
        if network == "default":
            self.state["routes"] = [row for row in self.state["routes"] if row["network"] != network
                                    or row["netstack"] != netstack]
        self.state["routes"].append(route)

    def remove_route(self, network, gateway):
        kept = [row for row in self.state["routes"]
                if (row["network"], row["gateway"]) != (network, gateway)]
        if len(kept) == len(self.state["routes"]):
            raise Refusal("No route to %s by %s" % (network, gateway))
        self.state["routes"] = kept

    # Hardware

    def nic(self, name):
        for row in self.state["hardware"]["nics"]:
            if row["name"] == name:
                return row
        raise Refusal("Unable to find NIC %s" % name)

    def pci(self, address):
        for row in self.state["hardware"]["pci"]:
            if row["address"] == address:
                return row
        raise Refusal("Unable to find device %s" % address)

    def visible_disks(self):
        gone = [row["name"] for row in self.state["hardware"]["pci"] if row["active"]]
        return [disk for disk in self.state["hardware"]["disks"] if disk["adapter"] not in gone]

    def disk(self, name):
        for row in self.visible_disks():
            if row["name"] == name:
                return row
        raise Refusal("Unable to find device with name %s" % name)

    def adapters(self):
        self.show_iscsi()
        rows = list(self.state["hardware"]["adapters"])
        rows += [{"name": name, "driver": "iscsi_vmk", "pci": "", "link": "online",
                  "uid": row["iqn"]} for name, row in self.state["iscsi"]["adapters"].items()]
        return rows

    def adapter(self, name):
        for row in self.adapters():
            if row["name"] == name:
                return row
        raise Refusal("Unable to find adapter %s" % name)

    # iSCSI

    def enable_iscsi(self, enabled):
        iscsi = self.state["iscsi"]
        if enabled and not iscsi["enabled"]:
            self.iscsi_since = self.clock
        if not enabled:
            iscsi["adapters"] = {}
        iscsi["enabled"] = enabled

    def show_iscsi(self):
        iscsi = self.state["iscsi"]
        ready = self.iscsi_since is not None and self.clock >= self.iscsi_since + self.iscsi_delay
        if iscsi["enabled"] and ready and not iscsi["adapters"]:
            iscsi["adapters"][self.iscsi_adapter] = {
                "iqn": "iqn.1998-01.com.vmware:localhost-1f2e3d4c", "alias": "", "chap": {},
                "send": [], "static": [], "portals": [], "parameters": {}}

    def iscsi(self, name):
        self.show_iscsi()
        return need(self.state["iscsi"]["adapters"], name, "Unable to find iSCSI adapter %s")

    def add_send_target(self, adapter, address):
        row = self.iscsi(adapter)
        address = address if ":" in address else address + ISCSI_PORT
        absent(row["send"], address, "Send target %s already exists")
        row["send"] = sorted(row["send"] + [address])

    def bind(self, adapter, nic, force):
        row = self.iscsi(adapter)
        interface = need(self.state["vmk"], nic, "Unable to find interface %s")
        absent(row["portals"], nic, "%s is already bound")
        policy = self.group_failover(interface["portgroup"])
        if not force and (len(policy["active"]) != 1 or policy["standby"]):
            raise Refusal("%s is not compatible for iscsi multipathing" % nic)
        row["portals"] = sorted(row["portals"] + [nic])

    # Datastores

    def make_volume(self, label, uuid):
        """The folder of a volume and the link of its name, as /vmfs/volumes has them."""
        place = self.root.at("/vmfs/volumes/" + uuid)
        os.makedirs(place, exist_ok=True)
        os.symlink(uuid, self.root.at("/vmfs/volumes/" + label))

    def rename_volume(self, old, new):
        row = need(self.state["datastores"], old, "No datastore named %s")
        for kind in ("datastores", "nfs", "nfs41"):
            absent(self.state[kind], new, "A datastore named %s already exists")
        self.state["datastores"][new] = self.state["datastores"].pop(old)
        os.unlink(self.root.at("/vmfs/volumes/" + old))
        os.symlink(row["uuid"], self.root.at("/vmfs/volumes/" + new))

    # Settings

    def setting(self, kinds, name):
        """The row of a setting, its name with dots or slashes, or a violation."""
        path = name if name.startswith("/") or "kernel" in kinds else "/" + name.replace(".", "/")
        row = self.known.get(path)
        if row is None or row["kind"] not in kinds:
            if path in self.extra_settings:
                return path, {"kind": "advanced", "form": self.extra_settings[path], "unproven": True,
                              "default": ""}
            raise Violation("no setting '%s' in this release" % name)
        return path, row

    def set_setting(self, kinds, name, value, number=None):
        """number: is the value given as a number (None: the command does not say)?"""
        path, row = self.setting(kinds, name)
        is_number = row["form"][0] == "i"
        if number is not None and number != is_number:
            raise Refusal("Option %s takes a %s" % (name, "number" if is_number else "string"))
        if is_number:
            low, _, high = row["form"][2:].partition("..")
            if not value.lstrip("-").isdigit() or (low and not int(low) <= int(value) <= int(high)):
                raise Refusal("Value '%s' of %s is out of range" % (value, name))
        if row["form"] == "b" and value.upper() not in ("TRUE", "FALSE"):
            raise Refusal("Value '%s' of %s is neither TRUE nor FALSE" % (value, name))
        self.state["settings"][path] = value.upper() if row["form"] == "b" else value
        return row["unproven"]
