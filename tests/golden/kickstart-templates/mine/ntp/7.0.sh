{{! One server, and a note. If it fails the run goes on. It sets a state, so it can run twice. }}
task_ntp() {
	{{>motd}}
	esxcli system ntp set{{#ntp.servers}} --server={{.}}{{/ntp.servers}} --enabled=true
}
