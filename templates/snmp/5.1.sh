{{!
The SNMP agent: who may ask, who gets traps. It is switched on, now and at boot.

Given: snmp.communities, snmp.targets (with commas, as the command takes them).
Rests on: facts/host-tasks.md section 10 (5.1 and later; ruleset `snmp`), confirmed there.
Not proven: that lists are separated by commas.
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_snmp() {
	status=0
	esxcli network firewall ruleset set --ruleset-id=snmp --enabled=true || status=$?
	esxcli system snmp set{{#snmp.communities}} --communities={{snmp.communities}}{{/snmp.communities}}{{#snmp.targets}} \
		--targets={{snmp.targets}}{{/snmp.targets}} --enable=true || status=$?
	return "$status"
}
