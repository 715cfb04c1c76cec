{{!
Software iSCSI: the adapter, its name, CHAP, port binding, targets, and the search for disks.

Given: iscsi.iqn, iscsi.alias, iscsi.uni and iscsi.mutual (level, user, secret each), iscsi.bind,
iscsi.send_targets, iscsi.static_targets (address, iqn). Addresses have a port. The secrets stand
in the kickstart in clear text: the host takes them in no other form.
Rests on: facts/host-tasks.md section 7: the order, the commands, the driver iscsi_vmk in the second
column of `iscsi adapter list`. The number of the adapter differs from host to host.
Not proven: that CHAP of the target comes behind CHAP of the host, that the fourth column is the
name of the initiator, and how the lists of portals and targets look; only whole words are searched
for in them.
If it fails: the run goes on. Without an adapter nothing else is tried, otherwise each command is.
Runs twice: what is there already is left alone, the rest sets a state.
}}
{{>iscsi-listed}}

# The adapter appears some time after it was switched on: looks for it a minute long.
iscsi_find_adapter() {
	tries=0
	while [ "$tries" -lt 30 ]; do
		hba=$(esxcli iscsi adapter list | awk '$2 == "iscsi_vmk" { print $1; exit }')
		[ -z "$hba" ] || return 0
		tries=$((tries + 1))
		sleep 2
	done
	echo 'no adapter has the driver iscsi_vmk'
	return 1
}

task_iscsi() {
	status=0
	[ "$(esxcli iscsi software get)" = true ] ||
		esxcli iscsi software set --enabled=true || return
	iscsi_find_adapter || return
{{#iscsi.iqn}}
	esxcli iscsi adapter list | iscsi_listed "$hba" {{iscsi.iqn}} ||
		esxcli iscsi adapter set --adapter="$hba" --name={{iscsi.iqn}} || status=$?
{{/iscsi.iqn}}
{{#iscsi.alias}}
	esxcli iscsi adapter set --adapter="$hba" --alias={{iscsi.alias}} || status=$?
{{/iscsi.alias}}
{{#iscsi.uni}}
	esxcli iscsi adapter auth chap set --adapter="$hba" --direction=uni --level={{level}}{{#user}} \
		--authname={{user}} --secret={{secret}}{{/user}} || status=$?
{{/iscsi.uni}}
{{#iscsi.mutual}}
	esxcli iscsi adapter auth chap set --adapter="$hba" --direction=mutual --level={{level}} \
		--authname={{user}} --secret={{secret}} || status=$?
{{/iscsi.mutual}}
{{#iscsi.bind}}
	esxcli iscsi networkportal list --adapter="$hba" | iscsi_listed {{.}} ||
		esxcli iscsi networkportal add --adapter="$hba" --nic={{.}} || status=$?
{{/iscsi.bind}}
{{#iscsi.send_targets}}
	esxcli iscsi adapter discovery sendtarget list --adapter="$hba" | iscsi_listed {{.}} ||
		esxcli iscsi adapter discovery sendtarget add --adapter="$hba" --address={{.}} ||
		status=$?
{{/iscsi.send_targets}}
{{#iscsi.static_targets}}
	esxcli iscsi adapter discovery statictarget list --adapter="$hba" |
		iscsi_listed {{address}} {{iqn}} ||
		esxcli iscsi adapter discovery statictarget add --adapter="$hba" \
			--address={{address}} --name={{iqn}} || status=$?
{{/iscsi.static_targets}}
	esxcli iscsi adapter discovery rediscover --adapter="$hba" || status=$?
	esxcli storage core adapter rescan --adapter="$hba" || status=$?
	return "$status"
}
