{{!
The customer experience improvement programme: taking part or not.

Given: ceip.level (1 yes, 2 no).
Rests on: facts/host-tasks.md section 10; the option is in the published settings from 6.5 on
(facts/kickstart.md, S11).
Not proven: that 6.5 is the first release that has it.
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_ceip() {
	esxcli system settings advanced set --option=/UserVars/HostClientCEIPOptIn \
		--int-value={{ceip.level}}
}
