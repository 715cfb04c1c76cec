{{!
Lockdown mode: only vCenter and the console get in. It is the last thing that is set up.

Given: nothing.
Rests on: facts/host-tasks.md section 10 (`vim-cmd -U dcui vimsvc/auth/...`), confirmed there.
Not proven: nothing.
If it fails: the run goes on; what is left is to save and to reboot.
Runs twice: a host that is in lockdown mode is left alone.
}}
task_lockdown() {
	vim-cmd -U dcui vimsvc/auth/lockdown_is_enabled | grep -q true && return
	vim-cmd -U dcui vimsvc/auth/lockdown_mode_enter
}
