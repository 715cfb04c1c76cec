{{!
Settings of the kernel, which it reads when it starts.

Given: kernel_settings, a list of name and value.
Rests on: facts/host-tasks.md section 10 (`system settings kernel set`, takes effect with a reboot),
confirmed there.
Not proven: whether the host at hand has the setting; if not, the step is reported as failed.
If it fails: the run goes on; each setting is tried.
Runs twice: it sets a state.
}}
task_kernel_settings() {
	status=0
{{#kernel_settings}}
	esxcli system settings kernel set --setting={{name}} --value={{value}} || status=$?
{{/kernel_settings}}
	want_reboot 'settings of the kernel'
	return "$status"
}
