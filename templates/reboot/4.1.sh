{{!
The last section of a first boot: reboots the host, always or when a step asked for it. It is a
section of its own so that the user's scripts of the first boot run before it.

Given: log, reboot_file (the reasons that steps gave, one a line), always.
Rests on: `reboot` is known in every release, /sbin/auto-backup.sh keeps what was set
(facts/host-tasks.md sections 1 and 12). `esxcli system shutdown` is not used: it wants maintenance
mode, and that would stay on.
If it fails: it says so; the host goes on without a reboot.
Runs twice: the reasons are forgotten before the reboot.
}}
# Reboots the host{{^always}} if a step asked for it{{/always}}.
{{>report}}

{{^always}}
if [ ! -s {{reboot_file}} ]; then
	report "no reboot is wanted"
	exit 0
fi
reasons=$(tr '\n' ';' <{{reboot_file}})
{{/always}}
{{#always}}
reasons='it is always wanted'
{{/always}}
report "reboots: $reasons"
rm -f {{reboot_file}}
/sbin/auto-backup.sh || report "the configuration could not be saved"
reboot || report "the host does not reboot"
