{{!
The ESXi Shell: switched on or off, now and at boot, its idle time-out and the warning about it.

Given: shell.enable, shell.disable, shell.idle_timeout, shell.has_warning, shell.suppress.
Rests on: facts/host-tasks.md section 4. UserVars.ESXiShellTimeOut is not touched: it switches the
services themselves off after that time, which is not what idle_timeout says.
Not proven: the names disable_esx_shell and stop_esx_shell, what start_esx_shell answers when the
shell runs already (/etc/init.d/ESXShell is asked where vim-cmd says no), and that
UserVars.ESXiShellInteractiveTimeOut exists on 5.0 (it does from 5.1 on).
If it fails: the run goes on; each command is tried.
Runs twice: it sets a state.
}}
task_shell() {
	status=0
{{#shell.enable}}
	vim-cmd hostsvc/enable_esx_shell || status=$?
	vim-cmd hostsvc/start_esx_shell || /etc/init.d/ESXShell start || status=$?
{{/shell.enable}}
{{#shell.disable}}
	vim-cmd hostsvc/disable_esx_shell || /sbin/chkconfig ESXShell off || status=$?
	vim-cmd hostsvc/stop_esx_shell || /etc/init.d/ESXShell stop || status=$?
{{/shell.disable}}
{{#shell.idle_timeout}}
	esxcli system settings advanced set --option=/UserVars/ESXiShellInteractiveTimeOut \
		--int-value={{shell.idle_timeout}} || status=$?
{{/shell.idle_timeout}}
{{#shell.has_warning}}
	esxcli system settings advanced set --option=/UserVars/SuppressShellWarning \
{{#shell.suppress}}
		--int-value=1 || status=$?
{{/shell.suppress}}
{{^shell.suppress}}
		--int-value=0 || status=$?
{{/shell.suppress}}
{{/shell.has_warning}}
	return "$status"
}
