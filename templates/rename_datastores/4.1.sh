{{!
New names of datastores.

Given: rename_datastores, a list of from and to.
Rests on: facts/host-tasks.md section 8: the command is the same in every release; only a source
that is there and a target that is not are touched. A host that boots from USB has no datastore1.
Not proven: that the new name shows under /vmfs/volumes at once; it is waited for half a minute.
If it fails: the run goes on; each datastore is tried.
Runs twice: where only the new name is there, it is done already.
}}
# rename_datastore FROM TO
rename_datastore() {
	if [ -e "/vmfs/volumes/$2" ]; then
		[ ! -e "/vmfs/volumes/$1" ] && return
		echo "there are datastores '$1' and '$2'; nothing is renamed"
		return 1
	fi
	if [ ! -e "/vmfs/volumes/$1" ]; then
		echo "there is no datastore '$1'"
		return 1
	fi
	vim-cmd hostsvc/datastore/rename "$1" "$2" || return
	tries=0
	until [ -e "/vmfs/volumes/$2" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 15 ] || return 1
		sleep 2
	done
}

task_rename_datastores() {
	status=0
{{#rename_datastores}}
	rename_datastore {{from}} {{to}} || status=$?
{{/rename_datastores}}
	return "$status"
}
