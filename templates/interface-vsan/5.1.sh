{{!
A part of the task vmkernel: gives an interface to vSAN, on 5.5; there is none on 5.1.

Given: nothing.
Rests on: facts/host-tasks.md section 6 (`vsan network ipv4 add`).
}}
# add_vsan INTERFACE
add_vsan() {
	esxcli vsan network list | grep -qw "$1" ||
		esxcli vsan network ipv4 add --interface-name="$1"
}
