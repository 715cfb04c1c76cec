{{!
A part of vswitches and portgroups: the options of `vswitch_setpolicy` and `portgroup_set` for
teaming, each on a line of a call; standby uplinks want a call of their own behind it.

Given: what stands in teaming; "" for what the spec does not say. Active is a word of the shell
already.
Rests on: facts/host-tasks.md sections 5.1 and 5.2.
Not proven: --failurecriteria-check-beacon and --nicteaming-notify-switch, which test scripts of
VMware from 2011 use (VDNetLib, published on GitHub) and which are named like the properties of
HostNicTeamingPolicy; --nicteaming-policy of `portgroup_set`.
}}
{{#load_balancing}}
		--nicteaming-policy={{load_balancing}} \
{{/load_balancing}}
{{#active}}
		--nicorderpolicy-active={{{active}}} \
{{/active}}
{{#beacon}}
		--failurecriteria-check-beacon={{beacon}} \
{{/beacon}}
{{#notify}}
		--nicteaming-notify-switch={{notify}} \
{{/notify}}
