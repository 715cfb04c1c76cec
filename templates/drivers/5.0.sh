{{!
Drivers, installed at the first boot: from a URL, or from where %post put those of the medium.

Given: drivers.list (kind, path, url, file; url or file is empty), drivers.web (one of them is a
URL), drivers.files (one of them travels on the medium), drivers.fresh (the host is newly installed),
drivers.stays (the spec wants it in maintenance mode), drivers.close (the ruleset is not to stay
open), drivers.level (acceptance level, or empty).
Rests on: facts/host-tasks.md section 9: the tool (the part driver-tool) and its --dry-run, the
ruleset httpClient before anything is fetched, `Reboot Required:` in what the tool prints, the
acceptance level; section 9.1: where copies are, that /altbootbank is small and loses them to an
upgrade; section 12: maintenance mode, for drivers that ask for it, and how runtimeinfo shows it.
Not proven: that the ruleset httpClient is closed on a new host; that a driver alone empties
/altbootbank; what --dry-run prints when there is nothing to do: only an answer that lists no VIB as
installed and none as removed counts as that.
If it fails: the run goes on; each driver is tried. Without maintenance mode nothing is installed.
Runs twice: a driver that is installed asks for no maintenance mode and changes nothing. A new host
gets its ruleset closed again and leaves maintenance mode, another one is left as it was. Copies on a
datastore stay, for a run that looks at them again; another host may share it, so that nothing is
removed there. Those in /altbootbank, where room is scarce, are emptied once they are installed: the
empty file tells the next run, and is in /bootbank after a restart into the other bank.
}}
{{>driver-tool}}

in_maintenance() {
	vim-cmd hostsvc/runtimeinfo | grep 'inMaintenanceMode = true'
}

# is_installed KIND FILE: does the tool say that it would change nothing?
is_installed() {
	case "$1" in
	vib) esxcli software vib install --dry-run --viburl="$2" ;;
	*) esxcli software vib install --dry-run --depot="$2" ;;
	esac | awk '/VIBs Installed:/ { none += NF == 2 } /VIBs Removed:/ { none += NF == 2 }
		END { exit none != 2 }'
}

# install_driver KIND FILE
install_driver() {
	is_installed "$1" "$2" && echo "'$2' is installed" && return
	if [ -z "$entered" ]; then
		in_maintenance || vim-cmd hostsvc/maintenance_mode_enter || return
		entered=yes
	fi
	answer=$(driver_tool esxcli "$1" "$2" 2>&1)
	result=$?
	echo "$answer"
	[ "$result" -eq 0 ] || return "$result"
	case "$answer" in
	*'Reboot Required: true'*) want_reboot "driver $2" ;;
	esac
}

{{#drivers.files}}
# find_driver NAME: where the file of the medium is, or the empty one that was left of it.
find_driver() {
	driver=
	for copy in /vmfs/volumes/*/.esxmint/"$1" /tmp/esxmint/"$1" /altbootbank/esxmint/"$1" \
		/bootbank/esxmint/"$1"; do
		[ -f "$copy" ] && driver=$copy && [ -s "$copy" ] && return
	done
	[ -n "$driver" ] && return
	echo "'$1' is neither in .esxmint of a datastore nor in /altbootbank/esxmint"
	return 1
}

# install_staged KIND NAME
install_staged() {
	find_driver "$2" || return
	[ -s "$driver" ] || { echo "'$2' was installed before" && return; }
	install_driver "$1" "$driver" || return
	case "$driver" in
	/tmp/*) true >"$driver" ;;
	esac
}

# What is in /altbootbank waits in /tmp: the first driver that is installed may empty the bank.
put_back() {
	mkdir -p /altbootbank/esxmint && cp /tmp/esxmint/* /altbootbank/esxmint/ && rm -r /tmp/esxmint
}

{{/drivers.files}}
task_drivers() {
	status=0
	entered=
{{^drivers.fresh}}
	stays=$(in_maintenance)
{{/drivers.fresh}}
{{#drivers.files}}
	[ ! -d /altbootbank/esxmint ] || cp -r /altbootbank/esxmint /tmp/
{{/drivers.files}}
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
	install_staged {{kind}} {{file}} || status=$?
{{/file}}
{{/drivers.list}}
{{#drivers.files}}
	[ ! -d /tmp/esxmint ] || put_back || status=$?
{{/drivers.files}}
{{#drivers.close}}
	esxcli network firewall ruleset set --ruleset-id=httpClient --enabled=false || status=$?
{{/drivers.close}}
{{^drivers.stays}}
{{#drivers.fresh}}
	if [ -n "$entered" ] || in_maintenance; then
		vim-cmd hostsvc/maintenance_mode_exit || status=$?
	fi
{{/drivers.fresh}}
{{^drivers.fresh}}
	if [ -n "$entered" ] && [ -z "$stays" ]; then
		vim-cmd hostsvc/maintenance_mode_exit || status=$?
	fi
{{/drivers.fresh}}
{{/drivers.stays}}
	return "$status"
}
