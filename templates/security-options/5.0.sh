{{!
A part of vswitches and portgroups: the options of a security policy, each on a line of a call.

Given: what stands in security; "" for what the spec does not say.
Rests on: facts/host-tasks.md section 5.1 (`policy security set`), confirmed there.
}}
{{#promiscuous}}
		--allow-promiscuous={{promiscuous}} \
{{/promiscuous}}
{{#mac_changes}}
		--allow-mac-change={{mac_changes}} \
{{/mac_changes}}
{{#forged_transmits}}
		--allow-forged-transmits={{forged_transmits}} \
{{/forged_transmits}}
