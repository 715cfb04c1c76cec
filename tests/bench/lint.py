# SPDX-License-Identifier: GPL-3.0-or-later
"""Kickstarts of two hundred lines, as sites of some size have them: commands, a %pre that finds the
disk, and a first boot that sets up networks, storage and services. No two are the same, and one in
eight has mistakes."""
import os

LINES = 200
HEAD = """# Kickstart of host %(n)d.
vmaccepteula
install --%(disk)s --overwritevmfs
rootpw --iscrypted $6$saltsalt$%(hash)s
keyboard 'US Default'
network --bootproto=static --device=vmnic%(nic)d --ip=10.%(a)d.%(b)d.11 --netmask=255.255.0.0 \
--gateway=10.%(a)d.0.1 --nameserver=10.%(a)d.0.53,10.%(a)d.0.54 --hostname=esx%(n)04d.example.com \
--vlanid=%(vlan)d --addvmportgroup=0
reboot

%%pre --interpreter=busybox
# The disk is the first one that is large enough.
for disk in /vmfs/devices/disks/naa.* /vmfs/devices/disks/t10.*; do
	case "$disk" in
	*:*) continue ;;
	esac
	size=$(localcli storage core device list --device "${disk##*/}" | sed -n 's/^ *Size: //p')
	if [ "${size:-0}" -ge 32768 ]; then
		echo "install --disk=${disk##*/} --overwritevmfs" >/tmp/disk
		break
	fi
done

%%firstboot --interpreter=busybox
exec >>/var/log/firstboot.log 2>&1
tries=0
while ! vim-cmd hostsvc/runtimeinfo >/dev/null; do
	tries=$((tries + 1))
	[ "$tries" -lt 60 ] || exit 1
	sleep 10
done
log() {
	echo "$(date) $1"
	logger -t firstboot "$1"
}
cat <<MOTD >/etc/motd
This is esx%(n)04d; changes go through the site's repository.
rootpw and network are set by its kickstart.
MOTD
esxcli system hostname set --fqdn=esx%(n)04d.example.com
esxcli network ip dns search add --domain=example.com
"""
# Filled with a number each, over and over, until the kickstart is long enough.
BLOCKS = ["""
log "switch %(i)d"
esxcli network vswitch standard add --vswitch-name=vSwitch%(i)d --ports=128
esxcli network vswitch standard set --vswitch-name=vSwitch%(i)d --mtu=9000 --cdp-status=both
esxcli network vswitch standard uplink add --vswitch-name=vSwitch%(i)d --uplink-name=vmnic%(i)d
esxcli network vswitch standard portgroup add --vswitch-name=vSwitch%(i)d --portgroup-name="PG %(i)d"
esxcli network vswitch standard portgroup set --portgroup-name="PG %(i)d" --vlan-id=%(i)d
""", """
# Addresses of the storage network.
esxcli network ip interface add --interface-name=vmk%(i)d --portgroup-name="PG %(i)d" --mtu=9000
esxcli network ip interface ipv4 set --interface-name=vmk%(i)d --ipv4=10.%(i)d.0.11 \\
	--netmask=255.255.255.0 --type=static
""", """
if esxcli storage nfs list | grep -q "^data%(i)d "; then
	log "data%(i)d is there"
else
	esxcli storage nfs add --host=10.9.0.%(i)d --share=/export/data%(i)d --volume-name=data%(i)d ||
		log "data%(i)d: failed"
fi
""", """
for service in TSM TSM-SSH; do
	vim-cmd hostsvc/enable_service "$service"
	vim-cmd hostsvc/start_service "$service"
done
esxcli system settings advanced set --option=/UserVars/SuppressShellWarning --int-value=1
esxcli system settings advanced set --option=/UserVars/ESXiShellInteractiveTimeOut --int-value=%(i)d
"""]
TAIL = """
/sbin/auto-backup.sh
log "done"
"""


def kickstart(number):
    values = {"n": number, "a": number % 200 + 1, "b": number // 200, "nic": number % 4, "vlan": number % 4000,
              "hash": "0123456789ab" * 7 + "cd",
              "disk": "disk=naa.%032x" % number if number % 2 else "firstdisk=local"}
    lines = (HEAD % values).splitlines()
    tail = TAIL.splitlines()
    block = number
    while len(lines) + len(tail) < LINES:
        lines += (BLOCKS[block % len(BLOCKS)] % {"i": block % 100 + 1}).splitlines()
        block += 1
    text = "\n".join(lines + tail) + "\n"
    if number % 8 == 0:
        text = text.replace(" --addvmportgroup=0", " --addvmportgroup 0").replace(
            "%pre --interpreter=busybox", "%pre")
    return text


def make(folder, count):
    """The mean number of lines."""
    os.mkdir(folder)
    lines = 0
    for number in range(count):
        text = kickstart(number)
        lines += text.count("\n")
        with open(os.path.join(folder, "esx%04d.cfg" % number), "w", encoding="ascii") as file:
            file.write(text)
    return lines / count
