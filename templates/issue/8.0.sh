{{!
The text in front of a login by SSH, for 8.0 and later: a setting, and sshd is told to show it.

Given: issue.text.
Rests on: facts/host-tasks.md sections 4 and 10 (Config.Etc.issue, `system ssh server config`),
confirmed there.
Not proven: nothing.
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_issue() {
	status=0
	vim-cmd hostsvc/advopt/update Config.Etc.issue string {{issue.text}} || status=$?
	esxcli system ssh server config set --keyword=banner --value=/etc/issue || status=$?
	return "$status"
}
