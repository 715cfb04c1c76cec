{{!
A part of the task vmkernel: the MTU and the address of an interface. They set a state.

Given: name, mtu, static, dhcp, address, netmask, gateway (of the interface; refused before 6.0).
Rests on: facts/host-tasks.md section 6.
Not proven: --gateway of `ipv4 set` before 6.5.
}}
{{#mtu}}
		esxcli network ip interface set --interface-name={{name}} --mtu={{mtu}} || status=$?
{{/mtu}}
{{#static}}
		esxcli network ip interface ipv4 set --interface-name={{name}} --type=static \
{{#gateway}}
			--gateway={{gateway}} \
{{/gateway}}
			--ipv4={{address}} --netmask={{netmask}} || status=$?
{{/static}}
{{#dhcp}}
		esxcli network ip interface ipv4 set --interface-name={{name}} --type=dhcp ||
			status=$?
{{/dhcp}}
