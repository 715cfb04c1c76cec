{{!
Logs on 4.1: the host they are sent to, the file they are kept in.

Given: logging.hosts (one udp://host or udp://host:port; anything else is refused before),
logging.volume and logging.folder (/vmfs/volumes/..., both empty when nothing is said).
Rests on: facts/host-tasks.md section 8: the options, the blank behind the name of the datastore,
a path that ends in the name of the file.
Not proven: that the folder must be there before; it is made anyway.
If it fails: the run goes on; each setting is tried.
Runs twice: it sets a state.
}}
task_logging() {
	status=0
{{#logging.folder}}
	volume={{logging.volume}}
	folder={{logging.folder}}
	if [ -d "/vmfs/volumes/$volume" ]; then
		mkdir -p "$folder" &&
			vim-cmd hostsvc/advopt/update Syslog.Local.DatastorePath string \
				"[$volume] /${folder#"/vmfs/volumes/$volume/"}/messages" || status=$?
	else
		echo "there is no datastore $volume"
		status=1
	fi
{{/logging.folder}}
{{#logging.hosts}}
	loghost={{logging.hosts}}
	loghost=${loghost#udp://}
	port=514
	case $loghost in
	*:*)
		port=${loghost##*:}
		loghost=${loghost%:*}
		;;
	esac
	vim-cmd hostsvc/advopt/update Syslog.Remote.Hostname string "$loghost" || status=$?
	vim-cmd hostsvc/advopt/update Syslog.Remote.Port int "$port" || status=$?
{{/logging.hosts}}
	return "$status"
}
