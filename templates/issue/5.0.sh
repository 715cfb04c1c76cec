{{!
The text in front of a login by SSH, for releases up to 7.0: sshd shows /etc/issue.

Given: issue.text.
Rests on: facts/host-tasks.md section 10 (sshd's banner is /etc/issue). The file is there and is
saved: it is written into, never replaced by another file (section 4).
Not proven: that /etc/issue is saved on releases before 7.0.
If it fails: the run goes on.
Runs twice: the file is written anew.
}}
task_issue() {
	printf '%s\n' {{issue.text}} >/etc/issue
}
