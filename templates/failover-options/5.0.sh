{{!
A part of vswitches and portgroups: the options of a failover policy, each on a line of a call.

Given: what stands in teaming; "" for what the spec does not say. Active and standby are words of the
shell already.
Rests on: facts/host-tasks.md section 5.1 (`policy failover set`) and 5.2 (names), confirmed there.
}}
{{#active}}
		--active-uplinks={{{active}}} \
{{/active}}
{{#standby}}
		--standby-uplinks={{{standby}}} \
{{/standby}}
{{#balancing}}
		--load-balancing={{balancing}} \
{{/balancing}}
{{#detection}}
		--failure-detection={{detection}} \
{{/detection}}
{{#notify}}
		--notify-switches={{notify}} \
{{/notify}}
{{#failback}}
		--failback={{failback}} \
{{/failback}}
