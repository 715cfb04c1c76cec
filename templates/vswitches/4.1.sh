{{!
Standard switches on 4.1: made where they are not there, MTU, CDP, uplinks, and the policies of the
switch. vSwitch0 is there: the installer made it.

Given: vswitches.by_mac, vswitches.macs (mac, variable), vswitches.list: name, mtu, cdp, uplinks,
teaming (active, standby, load_balancing, beacon, notify), security (promiscuous, mac_changes,
forged_transmits). Uplinks, active and standby are words of the shell already; "" and false stand for
what the spec does not say. Shaping and failback are refused before: no source shows how 4.1 is told.
Rests on: facts/host-tasks.md section 5: esxcfg-vswitch, `vswitch_setpolicy` with the teaming policy
and the order of uplinks, active ones first, standby ones in a second call; hostd is told by
`net/refresh` of what esxcfg-vswitch did.
Not proven: -B for CDP; what stands at `failover-options` and `security-options`; the layout of
`esxcfg-vswitch -l` (name, three numbers, MTU, uplinks); were it another, the adding of what is there
would be reported as failed.
If it fails: the run goes on; each command is tried. When the host has no adapter of a given MAC
address, nothing of the step is done: a policy that names fewer adapters could cut the host off.
Runs twice: what is there is not added, the rest sets a state. Uplinks that the spec does not name
stay on the switch.
}}
{{#vswitches.by_mac}}
{{>nic-of}}

{{/vswitches.by_mac}}
# vswitch_line NAME: its line of the list behind the name; an error when there is none.
vswitch_line() {
	esxcfg-vswitch -l | VSWITCH=$1 awk '
		index($0, ENVIRON["VSWITCH"] " ") == 1 {
			rest = substr($0, length(ENVIRON["VSWITCH"]) + 1)
			if (rest ~ /^ +[0-9]+ +[0-9]+ +[0-9]+ /) {
				print rest
				found = 1
			}
		}
		END { exit !found }
	'
}

# add_uplink SWITCH NIC
add_uplink() {
	vswitch_line "$1" | tr ' ' '\n' | tr ',' '\n' | grep -qx "$2" || esxcfg-vswitch -L "$2" "$1"
}

task_vswitches() {
	status=0
{{#vswitches.macs}}
	{{{variable}}}=$(nic_of {{mac}}) || return
{{/vswitches.macs}}
{{#vswitches.list}}
	vswitch_line {{name}} || esxcfg-vswitch -a {{name}} || status=$?
{{#mtu}}
	esxcfg-vswitch -m {{mtu}} {{name}} || status=$?
{{/mtu}}
{{#cdp}}
	esxcfg-vswitch -B {{cdp}} {{name}} || status=$?
{{/cdp}}
{{#uplinks}}
	add_uplink {{name}} {{{.}}} || status=$?
{{/uplinks}}
{{/vswitches.list}}
	vim-cmd hostsvc/net/refresh || status=$?
{{#vswitches.list}}
{{#teaming}}
	vim-cmd hostsvc/net/vswitch_setpolicy \
{{>failover-options}}
		{{name}} || status=$?
{{#standby}}
	vim-cmd hostsvc/net/vswitch_setpolicy --nicorderpolicy-standby={{{standby}}} \
		{{name}} || status=$?
{{/standby}}
{{/teaming}}
{{#security}}
	vim-cmd hostsvc/net/vswitch_setpolicy \
{{>security-options}}
		{{name}} || status=$?
{{/security}}
{{/vswitches.list}}
	return "$status"
}
