{{!
Advanced settings of the vmkernel and of the host.

Given: advanced, a list of option, value and is_number.
Rests on: facts/host-tasks.md section 10 (`system settings advanced set`, --int-value and
--string-value), confirmed there.
Not proven: whether the host at hand has the option; if not, the step is reported as failed.
If it fails: the run goes on; each option is tried.
Runs twice: it sets a state.
}}
task_advanced() {
	status=0
{{#advanced}}
	esxcli system settings advanced set --option={{option}} \
{{#is_number}}
		--int-value={{value}} || status=$?
{{/is_number}}
{{^is_number}}
		--string-value={{value}} || status=$?
{{/is_number}}
{{/advanced}}
	return "$status"
}
