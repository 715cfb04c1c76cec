{{!
Driver bundles for 4.1, installed at the first boot by esxupdate, in maintenance mode. Other kinds
and ways of drivers are refused before.

Given: drivers.list (url).
Rests on: facts/host-tasks.md sections 9 and 12 (maintenance mode, `esxupdate --bundle=... update`,
a reboot behind it), confirmed there; 4.1 has no firewall.
Not proven: that a bundle which is installed already is no error; that `esxupdate query`, which lists
what is installed (facts/media-4.md section 8.3), says the same again behind it, otherwise one more
restart is wanted; the blanks in what `runtimeinfo` prints.
If it fails: the run goes on; each bundle is tried. Without maintenance mode nothing is installed.
Runs twice: a bundle that is installed changes nothing, and no reboot is asked for; a host that was in
maintenance mode stays in it.
}}
# install_bundle URL: wants a reboot if that changed what is installed.
install_bundle() {
	before=$(esxupdate query) || before=
	esxupdate --bundle="$1" update || return
	if [ -z "$before" ] || [ "$(esxupdate query)" != "$before" ]; then
		want_reboot "$1"
	fi
}

task_drivers() {
	status=0
	stays=$(vim-cmd hostsvc/runtimeinfo | grep -i 'inMaintenanceMode *= *true')
	[ -n "$stays" ] || vim-cmd hostsvc/maintenance_mode_enter || return
{{#drivers.list}}
	install_bundle {{url}} || status=$?
{{/drivers.list}}
	[ -n "$stays" ] || vim-cmd hostsvc/maintenance_mode_exit || status=$?
	return "$status"
}
