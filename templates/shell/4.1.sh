{{!
Tech Support Mode at the console, which later releases call the ESXi Shell: switched on or off, now
and at boot. What else the spec may say of the shell is refused before.

Given: shell.enable, shell.disable.
Rests on: facts/host-tasks.md section 4 (enable_local_tsm, start_local_tsm), confirmed there.
Not proven: the names disable_local_tsm and stop_local_tsm, and what start_local_tsm answers when it
runs already.
If it fails: the run goes on; each command is tried.
Runs twice: it sets a state.
}}
task_shell() {
	status=0
{{#shell.enable}}
	vim-cmd hostsvc/enable_local_tsm || status=$?
	vim-cmd hostsvc/start_local_tsm || status=$?
{{/shell.enable}}
{{#shell.disable}}
	vim-cmd hostsvc/disable_local_tsm || status=$?
	vim-cmd hostsvc/stop_local_tsm || status=$?
{{/shell.disable}}
	return "$status"
}
