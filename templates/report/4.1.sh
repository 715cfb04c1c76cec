{{!
A part of every frame: where a section reports.

Given: log.
Rests on: what a script prints goes to kickstart.log from 6.7 on (facts/host-tasks.md section 1).
Runs twice: it only appends to the log.
}}
log={{log}}

# Everything goes to the log; reports also to where the system puts the output of this script.
exec 3>&1 >>"$log" 2>&1

report() {
	line="$(date -u '+%Y-%m-%dT%H:%M:%SZ') esxmint: $*"
	echo "$line"
	echo "$line" >&3
}
