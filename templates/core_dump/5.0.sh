{{!
Core dumps over the network, for 5.0 to 5.5.

Given: core_dump.interface, core_dump.server, core_dump.port.
Rests on: facts/host-tasks.md section 8: two calls, since the address and --enable exclude each
other; the ruleset netdump.
Not proven: that the ruleset netdump is in 5.0 (it is from 5.1 on).
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_core_dump() {
	esxcli system coredump network set --interface-name={{core_dump.interface}} \
		--server-ipv4={{core_dump.server}} --server-port={{core_dump.port}} || return
	esxcli system coredump network set --enable=true || return
	esxcli network firewall ruleset set --ruleset-id=netdump --enabled=true
}
