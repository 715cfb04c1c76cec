{{!
Leaves the host in maintenance mode: 4.1 and 5.0, whose esxcli does not know it.

Given: nothing.
Rests on: facts/host-tasks.md section 12, confirmed there; the mode survives a reboot.
Not proven: the blanks in what `runtimeinfo` prints.
If it fails: the run goes on.
Runs twice: a host that is in maintenance mode is left alone.
}}
task_maintenance_mode() {
	vim-cmd hostsvc/runtimeinfo | grep -qi 'inMaintenanceMode *= *true' && return
	vim-cmd hostsvc/maintenance_mode_enter
}
