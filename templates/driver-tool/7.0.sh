{{!
A part of the tasks that install drivers: the host's own tool, for 7.0 and later, where offline
bundles hold components.

Given: nothing.
Rests on: facts/host-tasks.md section 9: `software component apply` takes a bundle by a full path;
a VIB is installed as before, in 9.0 too.
Not proven: that it takes a bundle by URL, as `software vib install` does; that a bundle which is
installed already changes nothing.
}}
# driver_tool COMMAND KIND FILE: installs a vib or bundle; COMMAND is esxcli or localcli.
driver_tool() {
	case "$2" in
	vib) "$1" software vib install --viburl="$3" ;;
	*) "$1" software component apply --depot="$3" ;;
	esac
}
