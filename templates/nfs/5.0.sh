{{!
Datastores on NFS servers.

Given: nfs, a list of name, host, share, read_only and v41 (version 4.1, which the spec does not let
through for a release that lacks it).
Rests on: facts/host-tasks.md section 8: the commands and the options of both versions.
Not proven: --readonly of version 4.1, and how the lists look; a datastore is taken for there when a
line begins with its name and two blanks.
If it fails: the run goes on; each datastore is tried.
Runs twice: a datastore of that name is left alone.
}}
# nfs_listed NAME: is there a line of the input that begins with this name?
nfs_listed() {
	listed=1
	while IFS= read -r line; do
		case "$line" in
		"$1  "*) listed=0 ;;
		esac
	done
	return "$listed"
}

task_nfs() {
	status=0
{{#nfs}}
{{^v41}}
	esxcli storage nfs list | nfs_listed {{name}} ||
		esxcli storage nfs add --host={{host}} --share={{share}} \
			--volume-name={{name}}{{#read_only}} --readonly{{/read_only}} || status=$?
{{/v41}}
{{#v41}}
	esxcli storage nfs41 list | nfs_listed {{name}} ||
		esxcli storage nfs41 add --hosts={{host}} --share={{share}} \
			--volume-name={{name}}{{#read_only}} --readonly{{/read_only}} || status=$?
{{/v41}}
{{/nfs}}
	return "$status"
}
