{{!
A part of the task vmkernel: gives an interface to vSAN, from 6.0 on.

Given: nothing.
Rests on: facts/host-tasks.md section 6 (`vsan network ip add`).
}}
# add_vsan INTERFACE
add_vsan() {
	esxcli vsan network list | grep -qw "$1" ||
		esxcli vsan network ip add --interface-name="$1"
}
