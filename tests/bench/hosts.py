# SPDX-License-Identifier: GPL-3.0-or-later
"""A spec with many hosts, as one site would have it: what differs is a handful of keys.

Either these are the ones of the installer's commands alone, so that the first boot is the same
for all, or each host has addresses and a time server of its own there as well."""
HEAD = """esxmint: 1
base: {release: "8.0.3"}
image: {secure_boot: false}
vars: {site: fra, domain: fra.example.com}
install:
  accept_eula: true
  disk: {first: [localesx, local], vmfs: overwrite}
  root_password: {sha512: "$6$saltsalt$HASH"}
  keyboard: US Default
  reboot: eject
network:
  hostname: ${name}.${domain}
  management:
    uplink: vmnic0
    vlan: 10
    ipv4: {address: 10.1.0.11, netmask: 255.255.0.0, gateway: 10.1.0.1}
  dns:
    servers: [10.1.0.53, 10.1.0.54, 10.1.0.55]
    search: [fra.example.com]
  vm_network: false
  vswitches:
    - name: vSwitch0
      uplinks: [vmnic0, vmnic3]
      teaming: {load_balancing: loadbalance_ip, active: [vmnic0, vmnic3]}
    - name: vSwitch1
      uplinks: [vmnic1, vmnic2]
      mtu: 9000
      cdp: both
      security: {promiscuous: false, mac_changes: false, forged_transmits: false}
      portgroups:
        - {name: Storage-01, vlan: 20, teaming: {active: [vmnic1]}}
        - {name: Storage-02, vlan: 20, teaming: {active: [vmnic2]}}
        - {name: vMotion, vlan: 30}
  vmkernel:
    - portgroup: Storage-01
      name: vmk1
      mtu: 9000
      ipv4: {address: 10.20.0.11, netmask: 255.255.0.0}
    - portgroup: vMotion
      name: vmk2
      ipv4: {address: 10.30.0.11, netmask: 255.255.0.0}
      services: [vmotion]
  routes:
    - {network: 10.9.0.0/16, gateway: 10.1.0.254}
  firewall:
    sshServer: {enabled: true, allowed: [10.0.0.0/8]}
    httpClient: {enabled: true}
time:
  ntp: [0.pool.ntp.org, 1.pool.ntp.org]
services:
  ssh:
    enabled: true
    authorized_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample ops@example.com"]
  shell: {enabled: true, idle_timeout: 900, suppress_warning: true}
host:
  advanced:
    /Net/FollowHardwareMac: 1
    /Power/CpuPolicy: High Performance
  ceip: false
hosts:
""".replace("HASH", ("0123456789" * 9)[:86])
HOST = """  esx%04d:
    match: {mac: "00:50:56:%02x:%02x:01"}
    network: {management: {ipv4: {address: 10.1.%d.%d}}}
"""
OWN = """    vars: {number: "%d"}
"""


def spec(count, own=False):
    head = HEAD
    if own:
        for address in ("10.20.0", "10.30.0"):
            head = head.replace("address: %s.11" % address, 'address: "%s.${number}"' % address)
        head = head.replace("[0.pool.ntp.org,", '["${number}.pool.ntp.org",')
    hosts = []
    for index in range(count):
        hosts.append(HOST % (index, index // 256, index % 256, 1 + index // 200,
                             2 + index % 200))
        if own:
            hosts.append(OWN % (2 + index % 200))
    return head + "".join(hosts)
