{{! Misspelt. }}
task_ntp() {
	echo {{ntp.server}}
}
