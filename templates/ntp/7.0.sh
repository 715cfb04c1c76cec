{{!
Time servers for 7.0 and later, where the host keeps them itself and a hand-written ntp.conf is not
supported any more.

Given: ntp.servers.
Rests on: facts/host-tasks.md section 3 (`system ntp` exists from 7.0 on, the ruleset is harmless).
Not proven: that --server replaces the whole list; were it to add to it, a second run would find the
same servers there.
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_ntp() {
	esxcli network firewall ruleset set --ruleset-id=ntpClient --enabled=true || return
	esxcli system ntp set{{#ntp.servers}} --server={{.}}{{/ntp.servers}} --enabled=true
}
