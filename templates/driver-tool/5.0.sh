{{!
A part of the tasks that install drivers: the host's own tool, for 5.0 to 6.7.

Given: nothing.
Rests on: facts/host-tasks.md section 9: `software vib install` takes a VIB or an offline bundle, by
a full path or a URL; one that is installed already changes nothing.
}}
# driver_tool COMMAND KIND FILE: installs a vib or bundle; COMMAND is esxcli or localcli.
driver_tool() {
	case "$2" in
	vib) "$1" software vib install --viburl="$3" ;;
	*) "$1" software vib install --depot="$3" ;;
	esac
}
