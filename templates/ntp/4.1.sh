{{!
Time servers for 4.1: writes /etc/ntp.conf, starts ntpd now and at boot. There is no firewall.

Given: ntp.servers.
Rests on: facts/host-tasks.md section 3 and facts/media-4.md section 8.3, confirmed there.
Not proven: nothing.
If it fails: the run goes on.
Runs twice: the file is written anew, the rest sets a state.
}}
task_ntp() {
	{
		echo 'restrict default kod nomodify notrap noquery nopeer'
		echo 'restrict 127.0.0.1'
{{#ntp.servers}}
		printf 'server %s\n' {{.}}
{{/ntp.servers}}
		echo 'driftfile /var/lib/ntp/drift'
	} >/etc/ntp.conf || return
	/sbin/chkconfig ntpd on || return
	/etc/init.d/ntpd restart
}
