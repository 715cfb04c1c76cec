# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The founding tasks of 2011 on 4.1, as facts/host-tasks.md and media-4.md 8.3 spell them.
set -e
vim-cmd hostsvc/enable_local_tsm
vim-cmd hostsvc/start_local_tsm
vim-cmd hostsvc/enable_remote_tsm
vim-cmd hostsvc/start_remote_tsm
vim-cmd hostsvc/net/dns_set --ip-addresses=10.1.0.53,10.1.0.54
{
	echo restrict default kod nomodify notrap noquery nopeer
	echo restrict 127.0.0.1
	echo server 0.pool.ntp.org
	echo driftfile /var/lib/ntp/drift
} >/etc/ntp.conf
/sbin/chkconfig ntpd on
/etc/init.d/ntpd restart
vim-cmd hostsvc/net/vswitch_setpolicy --nicteaming-policy=loadbalance_ip vSwitch0
esxcfg-vswitch -l | grep -q '^vSwitch1 ' || esxcfg-vswitch -a vSwitch1
esxcfg-vswitch -L vmnic1 vSwitch1
esxcfg-vswitch -L vmnic2 vSwitch1
for p in iSCSI-01 iSCSI-02; do
	esxcfg-vswitch -A $p vSwitch1
	esxcfg-vswitch -v 20 -p $p vSwitch1
done
esxcfg-vmknic -a -i 10.1.20.11 -n 255.255.255.0 iSCSI-01
esxcfg-vmknic -a -i 10.1.20.12 -n 255.255.255.0 -p iSCSI-02
vim-cmd hostsvc/net/refresh
vim-cmd hostsvc/net/portgroup_set --nicorderpolicy-active=vmnic1 vSwitch1 iSCSI-01
vim-cmd hostsvc/net/portgroup_set --nicorderpolicy-active=vmnic2 vSwitch1 iSCSI-02
esxcfg-swiscsi -e
HBA=
i=0
while [ -z "$HBA" ] && [ $i -lt 30 ]; do
	sleep 2
	HBA=$(esxcfg-scsidevs -a | awk '/iscsi_vmk/{print $1;exit}')
	i=$((i + 1))
done
V1=$(esxcfg-vmknic -l | awk '/iSCSI-01/{print $1;exit}')
V2=$(esxcfg-vmknic -l | awk '/iSCSI-02/{print $1;exit}')
esxcli swiscsi nic add -n "$V1" -d "$HBA"
esxcli swiscsi nic add -n "$V2" -d "$HBA"
vim-cmd hostsvc/storage/iscsi_add_send_target "$HBA" 10.1.20.100
esxcfg-rescan "$HBA"
vim-cmd hostsvc/datastore/rename datastore1 "$(hostname -s)-local"
vim-cmd hostsvc/advopt/update Syslog.Local.DatastorePath string \
	"[$(hostname -s)-local] /logfiles/messages"
vim-cmd hostsvc/maintenance_mode_enter
esxupdate --bundle=http://web.example.com/x.zip update
vim-cmd hostsvc/maintenance_mode_exit
vim-cmd hostsvc/firmware/backup_config
/sbin/auto-backup.sh
echo "bound: $V1 $V2"
