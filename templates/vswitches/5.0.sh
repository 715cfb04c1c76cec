{{!
Standard switches: made where they are not there, MTU, CDP, uplinks, and the policies of the switch.
vSwitch0 is there: the installer made it.

Given: vswitches.by_mac, vswitches.macs (uplinks named by MAC address: mac, variable),
vswitches.list: name, settings (mtu or cdp is said), mtu, cdp, uplinks, teaming: active, standby,
balancing (as esxcli spells it), detection, notify, failback; security: promiscuous, mac_changes,
forged_transmits; shaping: average, peak, burst. Uplinks, active and standby are words of the shell
already; "" and false stand for what the spec does not say.
Rests on: facts/host-tasks.md section 5. An uplink that is neither active nor standby stays unused,
and adding one does not make it active: where the spec names uplinks but no active ones, all that
are not standby are written as active. For shaping esxcli wants all three values.
Not proven: the layout of `vswitch standard list` (a line `Uplinks: a, b`); were it another, the
adding of an uplink that is there would be reported as failed. The unit of a burst: the help says
Kib, users say KBytes; the number is passed as it is, in the unit that hosts show their default of
102400 in.
If it fails: the run goes on; each command is tried. When the host has no adapter of a given MAC
address, nothing of the step is done: a policy that names fewer adapters could cut the host off.
Runs twice: what is there is not added, the rest sets a state. Uplinks that the spec does not name
stay on the switch.
}}
{{#vswitches.by_mac}}
{{>nic-of}}

{{/vswitches.by_mac}}
# add_vswitch NAME
add_vswitch() {
	esxcli network vswitch standard list --vswitch-name="$1" >/dev/null 2>&1 ||
		esxcli network vswitch standard add --vswitch-name="$1"
}

# add_uplink SWITCH NIC
add_uplink() {
	esxcli network vswitch standard list --vswitch-name="$1" | sed -n 's/^ *Uplinks: *//p' |
		tr -d ' ' | tr ',' '\n' | grep -qx "$2" ||
		esxcli network vswitch standard uplink add --uplink-name="$2" --vswitch-name="$1"
}

task_vswitches() {
	status=0
{{#vswitches.macs}}
	{{{variable}}}=$(nic_of {{mac}}) || return
{{/vswitches.macs}}
{{#vswitches.list}}
	add_vswitch {{name}} || status=$?
{{#settings}}
	esxcli network vswitch standard set \
{{#mtu}}
		--mtu={{mtu}} \
{{/mtu}}
{{#cdp}}
		--cdp-status={{cdp}} \
{{/cdp}}
		--vswitch-name={{name}} || status=$?
{{/settings}}
{{#uplinks}}
	add_uplink {{name}} {{{.}}} || status=$?
{{/uplinks}}
{{#teaming}}
	esxcli network vswitch standard policy failover set \
{{>failover-options}}
		--vswitch-name={{name}} || status=$?
{{/teaming}}
{{#security}}
	esxcli network vswitch standard policy security set \
{{>security-options}}
		--vswitch-name={{name}} || status=$?
{{/security}}
{{#shaping}}
	esxcli network vswitch standard policy shaping set --enabled=true \
		--avg-bandwidth={{average}} --peak-bandwidth={{peak}} --burst-size={{burst}} \
		--vswitch-name={{name}} || status=$?
{{/shaping}}
{{/vswitches.list}}
	return "$status"
}
