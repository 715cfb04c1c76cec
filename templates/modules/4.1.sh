{{!
Parameters of kernel modules on 4.1. The string replaces the one that the module has.

Given: modules, a list of name and parameters.
Rests on: facts/host-tasks.md section 10.
Not proven: `esxcfg-module -s`, and whether the host at hand has the module; if not, the step is
reported as failed.
If it fails: the run goes on; each module is tried.
Runs twice: it sets a state.
}}
task_modules() {
	status=0
{{#modules}}
	esxcfg-module -s {{parameters}} {{name}} || status=$?
{{/modules}}
	want_reboot 'parameters of modules'
	return "$status"
}
