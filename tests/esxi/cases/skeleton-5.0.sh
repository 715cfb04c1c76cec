# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two bound interfaces on a software adapter, 5.0 and later: facts/host-tasks.md section 7.
set -e
N="esxcli network vswitch standard"
$N list -v vSwitch1 >/dev/null 2>&1 || $N add --vswitch-name=vSwitch1
$N set --vswitch-name=vSwitch1 --mtu=9000
for n in 1 2; do
	$N uplink add --uplink-name=vmnic$n --vswitch-name=vSwitch1
	$N portgroup add --portgroup-name=iSCSI-0$n --vswitch-name=vSwitch1
	$N portgroup set --portgroup-name=iSCSI-0$n --vlan-id=20
	esxcli network ip interface add --interface-name=vmk$n --portgroup-name=iSCSI-0$n --mtu=9000
	esxcli network ip interface ipv4 set --interface-name=vmk$n --type=static --ipv4=10.1.20.1$n \
		--netmask=255.255.255.0
	$N portgroup policy failover set --portgroup-name=iSCSI-0$n --active-uplinks=vmnic$n
done
esxcli iscsi software set --enabled=true
i=0
while :; do
	HBA=$(esxcli iscsi adapter list 2>/dev/null | awk '$2=="iscsi_vmk"{print $1;exit}')
	[ -n "$HBA" ] && break
	i=$((i + 1))
	[ $i -ge 30 ] && break
	sleep 2
done
esxcli iscsi adapter set --adapter="$HBA" --name=iqn.1998-01.com.vmware:esx01 --alias=esx01
esxcli iscsi networkportal add --adapter="$HBA" --nic=vmk1
esxcli iscsi networkportal add --adapter="$HBA" --nic=vmk2
esxcli iscsi adapter discovery sendtarget add --adapter="$HBA" --address=10.1.20.100:3260
esxcli iscsi adapter discovery statictarget add --adapter="$HBA" --address=10.1.20.102:3260 \
	--name=iqn.2001-05.com.example:lun1
esxcli iscsi adapter discovery rediscover --adapter="$HBA"
esxcli storage core adapter rescan --adapter="$HBA"
echo "bound: $(esxcli iscsi networkportal list | awk '$1=="Vmknic:"{printf "%s ", $2}')"
