{{!
Software iSCSI on 4.1: the adapter, its name, port binding, targets, and the search for disks. CHAP
is refused before: no source shows how 4.1 is told.

Given: iscsi.iqn, iscsi.alias, iscsi.bind, iscsi.send_targets, iscsi.static_targets (address, iqn).
Addresses have a port.
Rests on: facts/host-tasks.md section 7: the order, `esxcfg-swiscsi`, the driver iscsi_vmk in the
second column of `esxcfg-scsidevs -a`, `esxcli swiscsi nic`, `vmkiscsi-tool -D -a`, `esxcfg-rescan`.
The number of the adapter differs from host to host.
Not proven: `vmkiscsi-tool` with -I, -k and -S and what it lists; what `esxcfg-swiscsi -q` prints.
Only whole words are searched for in lists.
If it fails: the run goes on. Without an adapter nothing else is tried, otherwise each command is.
Runs twice: what is there already is left alone, the rest sets a state.
}}
{{>iscsi-listed}}

# The adapter appears some time after it was switched on: looks for it a minute long.
iscsi_find_adapter() {
	tries=0
	while [ "$tries" -lt 30 ]; do
		hba=$(esxcfg-scsidevs -a | awk '$2 == "iscsi_vmk" { print $1; exit }')
		[ -z "$hba" ] || return 0
		tries=$((tries + 1))
		sleep 2
	done
	echo 'no adapter has the driver iscsi_vmk'
	return 1
}

task_iscsi() {
	status=0
	esxcfg-swiscsi -q | grep -q 'is enabled' || esxcfg-swiscsi -e || return
	iscsi_find_adapter || return
{{#iscsi.iqn}}
	vmkiscsi-tool -I -l "$hba" | iscsi_listed {{iscsi.iqn}} ||
		vmkiscsi-tool -I -a {{iscsi.iqn}} "$hba" || status=$?
{{/iscsi.iqn}}
{{#iscsi.alias}}
	vmkiscsi-tool -k -a {{iscsi.alias}} "$hba" || status=$?
{{/iscsi.alias}}
{{#iscsi.bind}}
	esxcli swiscsi nic list -d "$hba" | iscsi_listed {{.}} ||
		esxcli swiscsi nic add -n {{.}} -d "$hba" || status=$?
{{/iscsi.bind}}
{{#iscsi.send_targets}}
	vmkiscsi-tool -D -l "$hba" | iscsi_listed {{.}} ||
		vmkiscsi-tool -D -a {{.}} "$hba" || status=$?
{{/iscsi.send_targets}}
{{#iscsi.static_targets}}
	target={{address}}' '{{iqn}}
	vmkiscsi-tool -S -l "$hba" | iscsi_listed {{address}} {{iqn}} ||
		vmkiscsi-tool -S -a "$target" "$hba" || status=$?
{{/iscsi.static_targets}}
	esxcfg-rescan "$hba" || status=$?
	return "$status"
}
