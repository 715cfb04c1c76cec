{{!
Remote Tech Support Mode, the SSH of 4.1: switched on or off, now and at boot. Keys are refused
before: no source shows a place for them that outlives a restart.

Given: ssh.enable, ssh.disable.
Rests on: facts/host-tasks.md section 4 (enable_remote_tsm, start_remote_tsm), confirmed there.
Not proven: the names disable_remote_tsm and stop_remote_tsm, and what start_remote_tsm answers when
it runs already.
If it fails: the run goes on; each command is tried.
Runs twice: it sets a state.
}}
task_ssh() {
	status=0
{{#ssh.enable}}
	vim-cmd hostsvc/enable_remote_tsm || status=$?
	vim-cmd hostsvc/start_remote_tsm || status=$?
{{/ssh.enable}}
{{#ssh.disable}}
	vim-cmd hostsvc/disable_remote_tsm || status=$?
	vim-cmd hostsvc/stop_remote_tsm || status=$?
{{/ssh.disable}}
	return "$status"
}
