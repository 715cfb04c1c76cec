{{!
Core dumps over the network, for 6.0 and later.

Given: core_dump.interface, core_dump.server, core_dump.port.
Rests on: facts/host-tasks.md section 8: two calls, since the address and --enable exclude each
other; the ruleset netdump.
Not proven: that --server-ip is known from 6.0 on.
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_core_dump() {
	esxcli system coredump network set --interface-name={{core_dump.interface}} \
		--server-ip={{core_dump.server}} --server-port={{core_dump.port}} || return
	esxcli system coredump network set --enable=true || return
	esxcli network firewall ruleset set --ruleset-id=netdump --enabled=true
}
