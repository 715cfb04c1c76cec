{{!
A part of vswitches and portgroups: the options of `vswitch_setpolicy` and `portgroup_set` for
security, each on a line of a call.

Given: what stands in security; "" for what the spec does not say.
Rests on: facts/host-tasks.md section 5.1.
Not proven: --securepolicy-macchange and --securepolicy-forgedxmit; all three of `portgroup_set`.
}}
{{#promiscuous}}
		--securepolicy-promisc={{promiscuous}} \
{{/promiscuous}}
{{#mac_changes}}
		--securepolicy-macchange={{mac_changes}} \
{{/mac_changes}}
{{#forged_transmits}}
		--securepolicy-forgedxmit={{forged_transmits}} \
{{/forged_transmits}}
