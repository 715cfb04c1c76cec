{{!
The scratch location: where logs and dumps of the system go. It is written down by the identity of
its datastore, which a new name does not change.

Given: scratch.volume (the datastore), scratch.folder (/vmfs/volumes/...).
Rests on: facts/host-tasks.md section 8: the option, that the folder must be there, that the next
start makes it effective.
Not proven: that later releases, which keep these files on OSDATA, still follow it.
If it fails: the run goes on; nothing is changed.
Runs twice: a location that is set already is left alone, and no reboot is asked for.
}}
task_scratch() {
	if [ ! -d /vmfs/volumes/{{scratch.volume}} ]; then
		echo 'there is no datastore' {{scratch.volume}}
		return 1
	fi
	mkdir -p {{scratch.folder}} || return
	location=$(cd {{scratch.folder}} && pwd -P) || return
	vim-cmd hostsvc/advopt/view ScratchConfig.ConfiguredScratchLocation |
		grep -F "\"$location\"" && return
	vim-cmd hostsvc/advopt/update ScratchConfig.ConfiguredScratchLocation string \
		"$location" || return
	want_reboot 'the scratch location'
}
