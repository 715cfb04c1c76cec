{{!
What a password must be like, on 5.0 to 5.5: what pam_passwdqc is given in /etc/pam.d/passwd.

Given: password_policy.value.
Rests on: facts/host-tasks.md section 10 (the file, up to 5.5). The vendor's security guides have the
line, on which all that follows pam_passwdqc.so is the policy, and still support the file for such
hosts (vSphere Security 7.0 and 8.0, on passwords of ESXi). The file is there: it is written into,
never replaced by another file (section 4).
Not proven: that every one of these releases keeps the file over a restart.
If it fails: the run goes on; without such a line the file is left as it is.
Runs twice: it writes the same line again.
}}
task_password_policy() {
	text=$(POLICY={{password_policy.value}} awk '
		/^[^#]*pam_passwdqc[.]so/ {
			$0 = substr($0, 1, index($0, "pam_passwdqc.so") + 14) " " ENVIRON["POLICY"]
			found = 1
		}
		{ print }
		END { exit !found }
	' /etc/pam.d/passwd) || return
	printf '%s\n' "$text" >/etc/pam.d/passwd
}
