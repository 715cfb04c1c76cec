{{!
Drivers, installed at the first boot: from a URL, or from where %post put those of the medium.

Given: drivers.list (kind, path, url, file; url or file is empty), drivers.web (one of them is a
URL), drivers.files (one of them travels on the medium), drivers.fresh (the host is newly installed),
drivers.close (the ruleset is not to stay open), drivers.level (acceptance level, or empty).
Rests on: facts/host-tasks.md section 9: the tool (the part driver-tool), the ruleset httpClient
before anything is fetched, `Reboot Required:` in what the tool prints, the acceptance level;
section 12: maintenance mode, for drivers that ask for it, and how runtimeinfo shows it.
Not proven: that the ruleset httpClient is closed on a new host.
If it fails: the run goes on; each driver is tried. Without maintenance mode nothing is installed.
Runs twice: a driver that is installed changes nothing; the copies on the host stay for that. A new
host is in no maintenance mode and gets its ruleset closed again, another one is left as it was.
}}
{{>driver-tool}}

# install_driver KIND FILE
install_driver() {
	answer=$(driver_tool esxcli "$1" "$2" 2>&1)
	result=$?
	echo "$answer"
	[ "$result" -eq 0 ] || return "$result"
	case "$answer" in
	*'Reboot Required: true'*) want_reboot "driver $2" ;;
	esac
}

{{#drivers.files}}
# find_driver NAME: where %post put the file of the medium.
find_driver() {
	for driver in /altbootbank/esxmint/"$1" /vmfs/volumes/*/.esxmint/"$1"; do
		[ -f "$driver" ] && return
	done
	echo "'$1' is neither in /altbootbank/esxmint nor in .esxmint of a datastore"
	return 1
}

{{/drivers.files}}
in_maintenance() {
	vim-cmd hostsvc/runtimeinfo | grep 'inMaintenanceMode = true'
}

task_drivers() {
	status=0
{{^drivers.fresh}}
	stays=$(in_maintenance)
{{/drivers.fresh}}
	in_maintenance || vim-cmd hostsvc/maintenance_mode_enter || return
{{#drivers.web}}
	esxcli network firewall ruleset set --ruleset-id=httpClient --enabled=true || status=$?
{{/drivers.web}}
{{#drivers.level}}
	esxcli software acceptance set --level={{drivers.level}} || status=$?
{{/drivers.level}}
{{#drivers.list}}
{{#url}}
	install_driver {{kind}} {{url}} || status=$?
{{/url}}
{{#file}}
	# {{{path}}}
	{ find_driver {{file}} && install_driver {{kind}} "$driver"; } || status=$?
{{/file}}
{{/drivers.list}}
{{#drivers.close}}
	esxcli network firewall ruleset set --ruleset-id=httpClient --enabled=false || status=$?
{{/drivers.close}}
{{#drivers.fresh}}
	vim-cmd hostsvc/maintenance_mode_exit || status=$?
{{/drivers.fresh}}
{{^drivers.fresh}}
	[ -n "$stays" ] || vim-cmd hostsvc/maintenance_mode_exit || status=$?
{{/drivers.fresh}}
	return "$status"
}
