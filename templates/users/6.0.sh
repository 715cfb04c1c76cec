{{!
Local users: added or brought up to date, and given their role.

Given: users, a list of name, password, description, role.
Rests on: facts/host-tasks.md section 10 (`system account`, `system permission`), confirmed there
for the releases it was seen on.
Not proven: that 6.0 is the first release with both; the long names of the options.
If it fails: the run goes on; each user is tried.
Runs twice: a user that is there is changed, not added; a permission is a state.
}}
# has_user NAME
has_user() {
	esxcli system account list | awk -v name="$1" '$1 == name { found = 1 } END { exit !found }'
}

# put_user NAME OPTION...: adds the user, or changes the one that is there.
put_user() {
	verb='add'
	has_user "$1" && verb='set'
	user=$1
	shift
	esxcli system account "$verb" --id="$user" "$@"
}

task_users() {
	status=0
{{#users}}
	put_user {{name}} --password={{password}} --password-confirmation={{password}}{{#description}} \
		--description={{description}}{{/description}} || status=$?
{{#role}}
	esxcli system permission set --id={{name}} --role={{role}} || status=$?
{{/role}}
{{/users}}
	return "$status"
}
