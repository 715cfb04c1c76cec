{{!
Port groups of standard switches on 4.1: made where they are not there, VLAN, and what they set
otherwise than their switch.

Given: portgroups.by_mac, portgroups.macs, portgroups.list: name, vswitch, vlan, teaming, security
as for the switches (templates/vswitches).
Rests on: facts/host-tasks.md section 5: esxcfg-vswitch, `portgroup_set` with the order of uplinks,
active ones first, standby ones in a second call. A port group whose policy names active uplinks
uses no others.
Not proven: what stands at `failover-options` and `security-options`; the layout of `esxcfg-vswitch -l` (port groups below their switch, two blanks, name, two numbers); were it another,
the adding of a port group that is there would be reported as failed.
If it fails: the run goes on; each command is tried. When the host has no adapter of a given MAC
address, nothing of the step is done.
Runs twice: what is there is not added, the rest sets a state. Port groups that the spec does not
name stay.
}}
{{#portgroups.by_mac}}
{{>nic-of}}

{{/portgroups.by_mac}}
# add_portgroup NAME SWITCH
add_portgroup() {
	esxcfg-vswitch -l | PORTGROUP=$1 VSWITCH=$2 awk '
		/^[^ ]/ { mine = (index($0, ENVIRON["VSWITCH"] " ") == 1) }
		mine && index($0, "  " ENVIRON["PORTGROUP"] " ") == 1 &&
			substr($0, length(ENVIRON["PORTGROUP"]) + 3) ~ /^ +[0-9]+ +[0-9]+/ { found = 1 }
		END { exit !found }
	' || esxcfg-vswitch -A "$1" "$2"
}

task_portgroups() {
	status=0
{{#portgroups.macs}}
	{{{variable}}}=$(nic_of {{mac}}) || return
{{/portgroups.macs}}
{{#portgroups.list}}
	add_portgroup {{name}} {{vswitch}} || status=$?
{{#vlan}}
	esxcfg-vswitch -v {{vlan}} -p {{name}} {{vswitch}} || status=$?
{{/vlan}}
{{/portgroups.list}}
	vim-cmd hostsvc/net/refresh || status=$?
{{#portgroups.list}}
{{#teaming}}
	vim-cmd hostsvc/net/portgroup_set \
{{>failover-options}}
		{{vswitch}} {{name}} || status=$?
{{#standby}}
	vim-cmd hostsvc/net/portgroup_set --nicorderpolicy-standby={{{standby}}} \
		{{vswitch}} {{name}} || status=$?
{{/standby}}
{{/teaming}}
{{#security}}
	vim-cmd hostsvc/net/portgroup_set \
{{>security-options}}
		{{vswitch}} {{name}} || status=$?
{{/security}}
{{/portgroups.list}}
	return "$status"
}
