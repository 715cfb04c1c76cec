{{!
IPv6 on the host, on or off, from the next start on.

Given: ipv6.enabled.
Rests on: facts/host-tasks.md section 2 (`network ip set --ipv6-enabled`, needs a restart).
Not proven: `network ip get` and its line `IPv6 Enabled`; where it says nothing, the value is set and
a restart wanted.
If it fails: the run goes on.
Runs twice: nothing is done when the host says that it is so already.
}}
task_ipv6() {
	if esxcli network ip get | grep -qix ' *IPv6 Enabled: {{{ipv6.enabled}}}'; then
		return 0
	fi
	esxcli network ip set --ipv6-enabled={{ipv6.enabled}} || return
	want_reboot 'IPv6 {{#ipv6.on}}on{{/ipv6.on}}{{^ipv6.on}}off{{/ipv6.on}}'
}
