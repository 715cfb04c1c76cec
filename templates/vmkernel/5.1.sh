{{!
Interfaces of the vmkernel from 5.1 on: TCP/IP stacks, then the interfaces where they are not there,
MTU, address, services.

Given: vmkernel.netstacks (names), vmkernel.list: name, portgroup, netstack, mtu, static, dhcp,
address, netmask, gateway (of the interface), stack_gateway (of the stack it is on), tags (of
services, as the host spells them), vsan; "" and false stand for what the spec does not say.
vmkernel.has_tags, has_vsan, has_netstacks, has_stack_gateway: for any of them. Stacks and gateways
are refused before 6.0, vSAN before 5.5.
Rests on: facts/host-tasks.md section 6: a stack is added before its interface and has a default
route of its own; there are tags from 5.1 on. The spellings Management, VMotion,
faultToleranceLogging, vSphereReplication and NVMeTCP are confirmed.
Not proven: the spellings vSphereReplicationNFC, vSphereProvisioning, VSANWitness, vSphereBackupNFC
and NVMeRDMA; that an interface on the stack vmotion takes the tag VMotion; the layouts of
`netstack list` (names without indentation) and of `route ipv4 list` (network and gateway as words of
a line): were one another, the adding of what is there would be reported as failed. What stands at
`interface`, `interface-address` and `interface-tag`.
If it fails: the run goes on with the next interface. One whose name is taken by an interface on
another port group is left alone, and reported.
Runs twice: what is there is not added, the rest sets a state. Without an address in the spec, vmk0
keeps what the installer gave it. Services that the spec does not name stay.
}}
{{>interface}}
{{#vmkernel.has_netstacks}}

# add_netstack NAME
add_netstack() {
	esxcli network ip netstack list | grep -Fqx -e "$1" ||
		esxcli network ip netstack add --netstack="$1"
}
{{/vmkernel.has_netstacks}}
{{#vmkernel.has_stack_gateway}}

# add_gateway NETSTACK GATEWAY
add_gateway() {
	esxcli network ip route ipv4 list --netstack="$1" | GATEWAY=$2 awk '
		$1 == "default" {
			for (i = 2; i <= NF; i++)
				if ($i == ENVIRON["GATEWAY"])
					found = 1
		}
		END { exit !found }
	' || esxcli network ip route ipv4 add --netstack="$1" --network=default --gateway="$2"
}
{{/vmkernel.has_stack_gateway}}
{{#vmkernel.has_tags}}

{{>interface-tag}}
{{/vmkernel.has_tags}}
{{#vmkernel.has_vsan}}

{{>interface-vsan}}
{{/vmkernel.has_vsan}}

task_vmkernel() {
	status=0
{{#vmkernel.netstacks}}
	add_netstack {{.}} || status=$?
{{/vmkernel.netstacks}}
{{#vmkernel.list}}
	if add_interface {{name}} {{portgroup}}{{#netstack}} {{netstack}}{{/netstack}}; then
{{>interface-address}}
{{#stack_gateway}}
		add_gateway {{netstack}} {{stack_gateway}} || status=$?
{{/stack_gateway}}
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
