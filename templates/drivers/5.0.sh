{{!
Drivers, installed at the first boot: from a URL, or from where %post put those of the medium.

Given: drivers.list (kind, path, url, file; url or file is empty), drivers.web (one of them is a
URL), drivers.files (one of them travels on the medium), drivers.level (acceptance level, or empty).
Rests on: facts/host-tasks.md section 9: the tool (the part driver-tool), the ruleset httpClient
before anything is fetched, `Reboot Required:` in what the tool prints, the acceptance level;
section 12: maintenance mode, which every driver that asks for it gets. It is left again.
Not proven: that `firewall ruleset list` shows the name and the state of a ruleset in its columns.
If it fails: the run goes on; each driver is tried. Without maintenance mode nothing is installed.
Runs twice: a driver that is installed changes nothing. The copies on the host stay for that.
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
task_drivers() {
	status=0
	maintenance=$(vim-cmd hostsvc/runtimeinfo | grep 'inMaintenanceMode = true')
	[ -n "$maintenance" ] || vim-cmd hostsvc/maintenance_mode_enter || return
{{#drivers.web}}
	closed=$(esxcli network firewall ruleset list --ruleset-id=httpClient |
		awk '$1 == "httpClient" && $2 == "false" { print $1 }')
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
{{#drivers.web}}
	[ -z "$closed" ] ||
		esxcli network firewall ruleset set --ruleset-id=httpClient --enabled=false || status=$?
{{/drivers.web}}
	[ -n "$maintenance" ] || vim-cmd hostsvc/maintenance_mode_exit || status=$?
	return "$status"
}
