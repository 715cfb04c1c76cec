{{!
The frame of the %firstboot section: one log file, a bounded wait for hostd, one reported step for
each task, a last line that says how it went. It is there for the user's own scripts as well, which
are sections of their own behind it: hostd answers by then.

Given: tasks (a list of title, keys, function, text), log, tries, pause.
Rests on: hostd is usually not ready when the script starts, an unbounded wait is a known way to
hang the boot, and `vim-cmd hostsvc/runtimeinfo` answers as soon as hostd does (facts/host-tasks.md
section 1); what the script prints goes to kickstart.log from 6.7 on (the same); auto-backup.sh
saves the configuration (the same).
Not proven: that hostd answers within ten minutes on any host. If it does not, every step is
reported as failed and the script ends; nothing is changed then.
Whether the run goes on when a step fails: the frame goes on with the next step.
Runs twice: it only appends to the log.
}}
# What esxmint sets up at the first boot of the installed system.
log={{log}}
steps=0
failed=0
hostd=no

# Everything goes to the log; reports also to where the system puts the output of this script.
exec 3>&1 >>"$log" 2>&1

report() {
	line="$(date -u '+%Y-%m-%dT%H:%M:%SZ') esxmint: $*"
	echo "$line"
	echo "$line" >&3
}

# hostd answers no command in the first minutes: asks {{{tries}}} times, {{{pause}}} seconds apart.
wait_for_hostd() {
	tries=0
	until vim-cmd hostsvc/runtimeinfo >/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt {{tries}} ] || return 1
		sleep {{pause}}
	done
}

# step TITLE FUNCTION: runs the function and reports how it went.
step() {
	steps=$((steps + 1))
	if [ "$hostd" != yes ]; then
		failed=$((failed + 1))
		report "step $steps: $1: failed (hostd does not answer)"
		return
	fi
	report "step $steps: $1: begins"
	"$2"
	result=$?
	if [ "$result" -eq 0 ]; then
		report "step $steps: $1: done"
	else
		failed=$((failed + 1))
		report "step $steps: $1: failed (status $result)"
	fi
}
{{#tasks}}

# {{{title}}}: {{{keys}}}
{{{text}}}
{{/tasks}}

# Keeps the changes if the host restarts before the hourly backup.
task_save() {
	/sbin/auto-backup.sh
}

report "first boot begins"
wait_for_hostd && hostd=yes
{{#tasks}}
step {{title}} {{function}}
{{/tasks}}
step 'save the configuration' task_save

if [ "$failed" -eq 0 ]; then
	report "finished: all $steps steps done"
	exit 0
fi
report "finished: $failed of $steps steps failed, see $log"
exit 1
