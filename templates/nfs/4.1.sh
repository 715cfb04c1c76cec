{{!
Datastores on NFS servers, on 4.1.

Given: nfs, a list of name, host, share. Version 4.1 of NFS and read-only ones are refused before.
Rests on: facts/host-tasks.md section 8 (`esxcfg-nas -a LABEL -o HOST -s SHARE`), confirmed there.
Not proven: how the list looks; a datastore is taken for there when a line begins with its name and
the word `is`.
If it fails: the run goes on; each datastore is tried.
Runs twice: a datastore of that name is left alone.
}}
# nfs_listed NAME: is there a line of the input that begins with this name?
nfs_listed() {
	listed=1
	while IFS= read -r line; do
		case "$line" in
		"$1 is "*) listed=0 ;;
		esac
	done
	return "$listed"
}

task_nfs() {
	status=0
{{#nfs}}
	esxcfg-nas -l | nfs_listed {{name}} ||
		esxcfg-nas -a {{name}} -o {{host}} -s {{share}} || status=$?
{{/nfs}}
	return "$status"
}
