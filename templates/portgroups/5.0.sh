{{!
Port groups of standard switches: made where they are not there, VLAN, and what they set otherwise
than their switch.

Given: portgroups.by_mac, portgroups.macs, portgroups.list: name, vswitch, vlan, teaming, security,
shaping as for the switches (templates/vswitches).
Rests on: facts/host-tasks.md section 5. --vlan-id is an option of `portgroup set`, not of
`portgroup add`. A port group whose policy names active uplinks uses no others.
Not proven: the layout of `portgroup list` (name, blanks, switch, two blanks); were it another, the
adding of a port group that is there would be reported as failed. The unit of a burst, as for the
switches.
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
	esxcli network vswitch standard portgroup list | PORTGROUP=$1 VSWITCH=$2 awk '
		index($0, ENVIRON["PORTGROUP"] "  ") == 1 {
			rest = substr($0, length(ENVIRON["PORTGROUP"]) + 1)
			sub(/^ +/, "", rest)
			if (index(rest " ", ENVIRON["VSWITCH"] " ") == 1)
				found = 1
		}
		END { exit !found }
	' || esxcli network vswitch standard portgroup add --portgroup-name="$1" --vswitch-name="$2"
}

task_portgroups() {
	status=0
{{#portgroups.macs}}
	{{{variable}}}=$(nic_of {{mac}}) || return
{{/portgroups.macs}}
{{#portgroups.list}}
	add_portgroup {{name}} {{vswitch}} || status=$?
{{#vlan}}
	esxcli network vswitch standard portgroup set --portgroup-name={{name}} \
		--vlan-id={{vlan}} || status=$?
{{/vlan}}
{{#teaming}}
	esxcli network vswitch standard portgroup policy failover set \
{{>failover-options}}
		--portgroup-name={{name}} || status=$?
{{/teaming}}
{{#security}}
	esxcli network vswitch standard portgroup policy security set \
{{>security-options}}
		--portgroup-name={{name}} || status=$?
{{/security}}
{{#shaping}}
	esxcli network vswitch standard portgroup policy shaping set --enabled=true \
		--avg-bandwidth={{average}} --peak-bandwidth={{peak}} --burst-size={{burst}} \
		--portgroup-name={{name}} || status=$?
{{/shaping}}
{{/portgroups.list}}
	return "$status"
}
