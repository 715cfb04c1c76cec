{{!
What a password must be like (Security.PasswordQualityControl).

Given: password_policy.value.
Rests on: facts/host-tasks.md section 10: an advanced setting from 6.0 on.
Not proven: how 9.x reads it.
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_password_policy() {
	esxcli system settings advanced set --option=/Security/PasswordQualityControl \
		--string-value={{password_policy.value}}
}
