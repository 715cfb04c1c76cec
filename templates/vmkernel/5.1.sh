{{!
Interfaces of the vmkernel on 5.1 and 5.5: made where they are not there, MTU, address, services.

Given: vmkernel.list: name, portgroup, mtu, static, dhcp, address, netmask, tags (of services, as
the host spells them), vsan; "" and false stand for what the spec does not say. vmkernel.has_tags
and vmkernel.has_vsan: for any of them.
Rests on: facts/host-tasks.md section 6: tags from 5.1 on; `vsan network ipv4 add` on 5.5. The
spellings Management, VMotion, faultToleranceLogging and vSphereReplication are confirmed.
Not proven: the layout of `tag get` (a line `Tags: a, b`); were it another, the adding of a tag that
is there would be reported as failed. What stands at `interface` (templates/interface).
If it fails: the run goes on with the next interface. One whose name is taken by an interface on
another port group is left alone, and reported.
Runs twice: what is there is not added, the rest sets a state. Without an address in the spec, vmk0
keeps what the installer gave it. Services that the spec does not name stay.
}}
{{>interface}}
{{#vmkernel.has_tags}}

{{>interface-tag}}
{{/vmkernel.has_tags}}
{{#vmkernel.has_vsan}}

# add_vsan INTERFACE
add_vsan() {
	esxcli vsan network list | grep -qw "$1" ||
		esxcli vsan network ipv4 add --interface-name="$1"
}
{{/vmkernel.has_vsan}}

task_vmkernel() {
	status=0
{{#vmkernel.list}}
	if add_interface {{name}} {{portgroup}}; then
{{#mtu}}
		esxcli network ip interface set --interface-name={{name}} --mtu={{mtu}} || status=$?
{{/mtu}}
{{#static}}
		esxcli network ip interface ipv4 set --interface-name={{name}} --type=static \
			--ipv4={{address}} --netmask={{netmask}} || status=$?
{{/static}}
{{#dhcp}}
		esxcli network ip interface ipv4 set --interface-name={{name}} --type=dhcp ||
			status=$?
{{/dhcp}}
{{#tags}}
		add_tag {{name}} {{.}} || status=$?
{{/tags}}
{{#vsan}}
		add_vsan {{name}} || status=$?
{{/vsan}}
	else
		status=1
	fi
{{/vmkernel.list}}
	return "$status"
}
