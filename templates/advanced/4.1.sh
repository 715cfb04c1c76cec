{{!
Advanced settings of the vmkernel and of the host on 4.1.

Given: advanced, a list of option and value.
Rests on: facts/host-tasks.md section 10 (`esxcfg-advcfg -s`).
Not proven: whether the host at hand has the option; if not, the step is reported as failed.
If it fails: the run goes on; each option is tried.
Runs twice: it sets a state.
}}
task_advanced() {
	status=0
{{#advanced}}
	esxcfg-advcfg -s {{value}} {{option}} || status=$?
{{/advanced}}
	return "$status"
}
