{{!
SSH: switched on or off, now and at boot, and the keys that may log in as root.

Given: ssh.enable, ssh.disable, ssh.keys, ssh.has_keys.
Rests on: facts/host-tasks.md section 4: enable_ssh and start_ssh, /etc/init.d/SSH as the way
without hostd, and /etc/ssh/keys-root/authorized_keys, which is there and is saved: it is written
into, never replaced by another file.
Not proven: the names disable_ssh and stop_ssh, and what start_ssh answers when SSH runs already;
/etc/init.d/SSH is asked where vim-cmd says no.
If it fails: the run goes on.
Runs twice: it sets a state; the keys are written anew.
}}
task_ssh() {
	status=0
{{#ssh.has_keys}}
	{
{{#ssh.keys}}
		printf '%s\n' {{.}}
{{/ssh.keys}}
	} >/etc/ssh/keys-root/authorized_keys || status=$?
{{/ssh.has_keys}}
{{#ssh.enable}}
	vim-cmd hostsvc/enable_ssh || status=$?
	vim-cmd hostsvc/start_ssh || /etc/init.d/SSH start || status=$?
{{/ssh.enable}}
{{#ssh.disable}}
	vim-cmd hostsvc/disable_ssh || /sbin/chkconfig SSH off || status=$?
	vim-cmd hostsvc/stop_ssh || /etc/init.d/SSH stop || status=$?
{{/ssh.disable}}
	return "$status"
}
