{{!
The frame of the %firstboot section: one log file, a bounded wait for hostd, one reported step for
each task, a last line that says how it went. It is there for the user's own scripts as well, which
are sections of their own behind it: hostd answers by then.

Given: tasks (a list of title, keys, function, text, stop), log, tries, pause, wants_reboot (one of the
texts has a want_reboot), reboot_file, never (host.reboot is never: no section that reboots
follows).
Rests on: hostd is usually not ready when the script starts, an unbounded wait is a known way to
hang the boot, and `vim-cmd hostsvc/runtimeinfo` answers as soon as hostd does (facts/host-tasks.md
section 1); auto-backup.sh saves the configuration (the same).
Not proven: that hostd answers within ten minutes on any host. If it does not, every step is
reported as skipped and the script ends; nothing is changed then.
Whether the run goes on when a step fails: the frame goes on with the next step, unless the task
says that this is not safe; then the rest is reported as skipped, and what was done is saved.
Runs twice: it only appends to the log.
}}
# What esxmint sets up at the first boot of the installed system.
{{>report}}

{{>steps}}

{{#wants_reboot}}
# want_reboot REASON: what was set takes effect with the next start. The reboot comes at the end.
want_reboot() {
	echo "$1" >>{{reboot_file}}
	report "wants a reboot: $1"
}

{{/wants_reboot}}
# hostd answers no command in the first minutes: asks {{{tries}}} times, {{{pause}}} seconds apart.
wait_for_hostd() {
	tries=0
	until vim-cmd hostsvc/runtimeinfo >/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt {{tries}} ] || return 1
		sleep {{pause}}
	done
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
{{#wants_reboot}}
rm -f {{reboot_file}}
{{/wants_reboot}}
unready=
wait_for_hostd || unready='hostd does not answer'
blocked=$unready
{{#tasks}}
step {{title}} {{function}}{{#stop}} stop{{/stop}}
{{/tasks}}
blocked=$unready
step 'save the configuration' task_save
{{#wants_reboot}}
{{#never}}
[ ! -s {{reboot_file}} ] || report "a reboot is still wanted: $(tr '\n' ';' <{{reboot_file}})"
{{/never}}
{{/wants_reboot}}
finish
