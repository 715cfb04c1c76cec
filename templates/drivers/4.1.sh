{{!
Driver bundles for 4.1, installed at the first boot by esxupdate, in maintenance mode. Other kinds
and ways of drivers are refused before.

Given: drivers.list (url).
Rests on: facts/host-tasks.md sections 9 and 12 (maintenance mode, `esxupdate --bundle=... update`,
a reboot behind it), confirmed there; 4.1 has no firewall.
Not proven: that a bundle which is installed already is no error, and the blanks in what
`runtimeinfo` prints.
If it fails: the run goes on; each bundle is tried. Without maintenance mode nothing is installed.
Runs twice: a bundle that is installed changes nothing; a host that was in maintenance mode stays
in it.
}}
task_drivers() {
	status=0
	stays=$(vim-cmd hostsvc/runtimeinfo | grep -i 'inMaintenanceMode *= *true')
	[ -n "$stays" ] || vim-cmd hostsvc/maintenance_mode_enter || return
{{#drivers.list}}
	esxupdate --bundle={{url}} update && want_reboot {{url}} || status=$?
{{/drivers.list}}
	[ -n "$stays" ] || vim-cmd hostsvc/maintenance_mode_exit || status=$?
	return "$status"
}
