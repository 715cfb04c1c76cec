{{!
Logs: the hosts they are sent to, the folder they are kept in, how many of them.

Given: logging.hosts (joined by commas), logging.volume and logging.folder (/vmfs/volumes/..., both
empty when nothing is said), logging.count, logging.size.
Rests on: facts/host-tasks.md section 8: the options, the ruleset syslog, the reload at the end.
Not proven: that the folder must be there before; it is made anyway.
If it fails: the run goes on; each setting is tried, and what was set is taken over by the reload.
Runs twice: it sets a state.
}}
task_logging() {
	status=0
{{#logging.folder}}
	if [ -d /vmfs/volumes/{{logging.volume}} ]; then
		mkdir -p {{logging.folder}} &&
			esxcli system syslog config set --logdir={{logging.folder}} \
				--logdir-unique=false || status=$?
	else
		echo 'there is no datastore' {{logging.volume}}
		status=1
	fi
{{/logging.folder}}
{{#logging.count}}
	esxcli system syslog config set --default-rotate={{logging.count}} || status=$?
{{/logging.count}}
{{#logging.size}}
	esxcli system syslog config set --default-size={{logging.size}} || status=$?
{{/logging.size}}
{{#logging.hosts}}
	esxcli system syslog config set --loghost={{logging.hosts}} || status=$?
	esxcli network firewall ruleset set --ruleset-id=syslog --enabled=true || status=$?
{{/logging.hosts}}
	esxcli system syslog reload || status=$?
	return "$status"
}
