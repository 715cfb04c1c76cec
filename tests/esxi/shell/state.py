# SPDX-License-Identifier: GPL-3.0-or-later
# What the pretend host knows right after its installation: plain dictionaries, so that two states
# can be compared, and the hardware it stands on.
import copy

from shell import contract

DISKS = ["naa.600508b1001c4d41", "naa.600508b1001c4d42", "naa.600508b1001c4d43"]
USB_DISK = "mpx.vmhba32:C0:T0:L0"
SAN_DISK = "naa.60060160a1b12300aabbccddeeff0011"
# Address, class, vendor:device, name in the vmkernel, driver, description.
PCI = [
    ("0000:00:00.0", "0600", "8086:0d00", "", "", "Intel Corporation Host bridge"),
    ("0000:00:14.0", "0c03", "8086:8d31", "", "xhci", "Intel Corporation USB xHCI"),
    ("0000:00:1a.0", "0c03", "8086:8d2d", "", "ehci", "Intel Corporation USB EHCI"),
    ("0000:00:1c.0", "0604", "8086:8d10", "", "", "Intel Corporation PCI bridge"),
    ("0000:00:1f.2", "0106", "8086:8d02", "vmhba0", "ahci", "Intel Corporation AHCI controller"),
    ("0000:02:00.0", "0200", "8086:1521", "vmnic0", "igb", "Intel Corporation I350"),
    ("0000:02:00.1", "0200", "8086:1521", "vmnic1", "igb", "Intel Corporation I350"),
    ("0000:03:00.0", "0200", "8086:1521", "vmnic2", "igb", "Intel Corporation I350"),
    ("0000:03:00.1", "0200", "8086:1521", "vmnic3", "igb", "Intel Corporation I350"),
    ("0000:0a:00.0", "0104", "1000:005d", "vmhba1", "lsi_mr3", "Avago MegaRAID SAS"),
    ("0000:0c:00.0", "0c04", "1077:2532", "vmhba2", "qlnativefc", "QLogic Fibre Channel"),
    ("0000:65:00.0", "0300", "10de:1b38", "", "", "NVIDIA Corporation GP102GL"),
    ("0000:65:00.1", "0403", "10de:10ef", "", "", "NVIDIA Corporation audio"),
]
RULESETS = """sshServer sshClient nfsClient nfs41Client dhcp dns snmp ntpClient CIMHttpServer CIMSLP iSCSI
vpxHeartbeats updateManager faultTolerance webAccess vMotion vSphereClient NFC HBR ftpClient httpClient
gdbserver DVFilter DHCPv6 DVSSync syslog WOL vSPC remoteSerialPort netdump cmmds vsanvp
rdt""".split()
MODULES = ["ahci", "igb", "iscsi_vmk", "lpfc", "lsi_mr3", "qlnativefc", "tcpip2", "tcpip3", "tcpip4",
           "vmkusb", "vmfs3", "vmfs6", "nfsclient", "iso9660"]
SATPS = ["VMW_SATP_ALUA", "VMW_SATP_ALUA_CX", "VMW_SATP_CX", "VMW_SATP_DEFAULT_AA",
         "VMW_SATP_DEFAULT_AP", "VMW_SATP_EQL", "VMW_SATP_INV", "VMW_SATP_LOCAL", "VMW_SATP_LSI",
         "VMW_SATP_MSA", "VMW_SATP_SVC", "VMW_SATP_SYMM"]
UUID = "4f3e2d1c-0badcafe-%04x-001122334455"


def hardware(boot="local", nics=4):
    """boot: local, usb, san; hidden: no disk says that it is the boot disk; lost: and no /bootbank."""
    disks = [{"name": name, "adapter": "vmhba1", "boot": boot == "local" and not at}
             for at, name in enumerate(DISKS)]
    adapters = [
        {"name": "vmhba0", "driver": "ahci", "pci": "0000:00:1f.2", "link": "link-n/a",
         "uid": "sata.vmhba0"},
        {"name": "vmhba1", "driver": "lsi_mr3", "pci": "0000:0a:00.0", "link": "link-n/a",
         "uid": "unknown.vmhba1"},
        {"name": "vmhba2", "driver": "qlnativefc", "pci": "0000:0c:00.0", "link": "link-up",
         "uid": "fc.20000024ff3a:21000024ff3a"},
    ]
    if boot == "usb":
        disks.append({"name": USB_DISK, "adapter": "vmhba32", "boot": True})
        adapters.append({"name": "vmhba32", "driver": "vmkusb", "pci": "", "link": "link-n/a",
                         "uid": "usb.vmhba32"})
    if boot == "san":
        disks.append({"name": SAN_DISK, "adapter": "vmhba2", "boot": True})
    return {
        "nics": [{"name": name, "pci": address, "driver": driver, "mac": "00:50:56:aa:bb:0%d" % (at + 1),
                  "text": text, "speed": "auto", "duplex": "full", "rx": 256, "tx": 256}
                 for at, (address, _, _, name, driver, text) in enumerate(
                     row for row in PCI if row[3].startswith("vmnic")) if at < nics],
        "disks": disks, "adapters": adapters,
        "distributed": [],  # uplinks of a distributed switch
        "pci": [{"address": row[0], "class": row[1], "id": row[2], "name": row[3], "driver": row[4],
                 "text": row[5], "passthru": False, "active": False} for row in PCI],
    }


def default_failover():
    return {"balance": "portid", "detection": "link", "notify": True, "failback": True}


def switch(uplinks=(), ports=128):
    return {"ports": ports, "mtu": 1500, "cdp": "listen", "uplinks": list(uplinks),
            "active": list(uplinks), "standby": [], "failover": default_failover(),
            "security": {"promiscuous": False, "mac": True, "forged": True},
            "shaping": {"enabled": False}}


def portgroup(vswitch, vlan=0):
    return {"vswitch": vswitch, "vlan": vlan, "failover": {}, "security": {}, "shaping": {}}


def interface(group, mtu=1500, netstack="defaultTcpipStack"):
    return {"portgroup": group, "mtu": mtu, "mac": "", "netstack": netstack, "type": "none",
            "ip": "0.0.0.0", "mask": "0.0.0.0", "gateway": "", "peer_dns": True, "ipv6": [],
            "dhcpv6": False, "router_adv": False, "tags": []}


def settings(key):
    """The settings of a release from contract/settings.table: name -> row."""
    found = {}
    with open(contract.FOLDER + "/settings.table", encoding="ascii") as file:
        for line in file:
            words = line.split("#")[0].split()
            if not words:
                continue
            match = contract.RANGE.fullmatch(words[2])
            first = contract.release_key(match.group(2))
            last = contract.release_key(match.group(3)) if match.group(3) else None
            if contract.within(key, first, last):
                found[words[1]] = {"kind": words[0], "form": words[3], "unproven": bool(match.group(1)),
                                   "default": words[4][1:].replace("_", " ")}
    return found


def services(key):
    found = {}
    with open(contract.FOLDER + "/services.table", encoding="ascii") as file:
        for line in file:
            words = line.split("#")[0].split()
            if words:
                match = contract.RANGE.fullmatch(words[1])
                last = contract.release_key(match.group(3)) if match.group(3) else None
                if contract.within(key, contract.release_key(match.group(2)), last):
                    running = words[0] in ("hostd", "vpxa")
                    found[words[0]] = {"running": running, "policy": running}
    return found


def fresh(key, devices, datastores):
    """A state as the installer leaves it: one switch, one interface by DHCP."""
    known = settings(key)
    state = {
        "host": "localhost", "domain": "",
        "dns": [], "search": [], "ipv6": True,
        "ntp": {"servers": [], "enabled": False},
        "vswitches": {"vSwitch0": switch(["vmnic0"])},
        "portgroups": {"VM Network": portgroup("vSwitch0"),
                       "Management Network": portgroup("vSwitch0")},
        "vmk": {"vmk0": interface("Management Network")},
        "netstacks": ["defaultTcpipStack"],
        "routes": [],
        "firewall": {"enabled": True, "default": False, "rulesets": {
            name: {"enabled": name in ("dhcp", "dns", "sshServer", "vSphereClient"),
                   "all": True, "allowed": []} for name in RULESETS}},
        "iscsi": {"enabled": False, "since": None, "adapters": {}},
        "nfs": {}, "nfs41": {}, "nvme": [],
        "datastores": {}, "satp": {name: "VMW_PSP_MRU" for name in SATPS}, "rules": [],
        "claimrules": {}, "device_policy": {}, "device_settings": {},
        "settings": {name: row["default"] for name, row in known.items()},
        "modules": {name: {"enabled": True, "parameters": ""} for name in MODULES},
        "services": services(key),
        "accounts": {"root": {"password": "", "description": "Administrator", "shell": True}},
        "permissions": {"root": "Admin"}, "roles": {},
        "snmp": {"enabled": False, "communities": "", "targets": ""},
        "syslog": {"logdir": "/scratch/log", "unique": False, "rotate": 8, "size": 1024,
                   "loghost": "", "strict": False, "loggers": {}},
        "dump": {"network": {"enabled": False, "interface": "", "server": "", "port": 0},
                 "partition": "", "file": ""},
        "maintenance": False, "lockdown": False, "welcome": "", "license": "",
        "acceptance": "PartnerSupported", "software": [], "ssh": {}, "ssh_keys": [],
        "power": 2, "hyperthreading": True, "remembered": {},
        "hardware": copy.deepcopy(devices),
    }
    state["vmk"]["vmk0"].update(type="dhcp", ip="192.0.2.50", mask="255.255.255.0")
    if key >= (5, 1):
        state["vmk"]["vmk0"]["tags"] = ["Management"]
    for at, (label, disk) in enumerate(datastores.items()):
        state["datastores"][label] = {"uuid": UUID % at, "disk": disk}
    return state
