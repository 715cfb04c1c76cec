{{!
Leaves the host in maintenance mode.

Given: nothing.
Rests on: facts/host-tasks.md section 12, confirmed there; the mode survives a reboot.
Not proven: the word that `get` prints.
If it fails: the run goes on.
Runs twice: a host that is in maintenance mode is left alone.
}}
task_maintenance_mode() {
	esxcli system maintenanceMode get | grep -qi '^enabled' && return
	esxcli system maintenanceMode set --enable=true
}
