{{!
Interfaces of the vmkernel on 5.0: made where they are not there, MTU, address, vMotion.

Given: vmkernel.list: name, portgroup, mtu, static, dhcp, address, netmask, vmotion; "" and false
stand for what the spec does not say.
Rests on: facts/host-tasks.md section 6: 5.0 has no tags, vMotion is chosen by vim-cmd; other
services than vMotion are refused before (lint rule vmkernel-service).
Not proven: what stands at `interface`.
If it fails: the run goes on with the next interface. One whose name is taken by an interface on
another port group is left alone, and reported.
Runs twice: what is there is not added, the rest sets a state. Without an address in the spec, vmk0
keeps what the installer gave it.
}}
{{>interface}}

task_vmkernel() {
	status=0
{{#vmkernel.list}}
	if add_interface {{name}} {{portgroup}}; then
{{>interface-address}}
{{#vmotion}}
		vim-cmd hostsvc/vmotion/vnic_set {{name}} || status=$?
{{/vmotion}}
	else
		status=1
	fi
{{/vmkernel.list}}
	return "$status"
}
