{{!
Time servers for 5.0 to 6.7: writes /etc/ntp.conf, opens the firewall, starts ntpd now and at boot.

Given: ntp.servers.
Rests on: facts/host-tasks.md section 3, all of it confirmed there; the `restrict` lines are those
of KB 1339 (facts/kickstart.md, T02).
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
		echo 'driftfile /etc/ntp.drift'
	} >/etc/ntp.conf || return
	esxcli network firewall ruleset set --ruleset-id=ntpClient --enabled=true || return
	/sbin/chkconfig ntpd on || return
	/etc/init.d/ntpd restart
}
