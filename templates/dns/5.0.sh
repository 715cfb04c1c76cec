{{!
What the `network` command of the kickstart cannot say: host name and name servers beside DHCP, a
third name server, search domains.

Given: dns.keep (the address is from DHCP, its name servers are not wanted), dns.servers,
dns.search, dns.fqdn, dns.host.
Rests on: facts/host-tasks.md section 2, commands confirmed there.
Not proven: that --peer-dns=false makes the list survive the next DHCP answer.
If it fails: the run goes on; each command is tried.
Runs twice: the servers are cleared and added in order, each search domain is taken out and added.
}}
task_dns() {
	status=0
{{#dns.keep}}
	esxcli network ip interface ipv4 set --interface-name=vmk0 --type=dhcp --peer-dns=false ||
		status=$?
{{/dns.keep}}
{{#dns.has_servers}}
	esxcli network ip dns server remove --all
{{/dns.has_servers}}
{{#dns.servers}}
	esxcli network ip dns server add --server={{.}} || status=$?
{{/dns.servers}}
{{#dns.search}}
	esxcli network ip dns search remove --domain={{.}} >/dev/null 2>&1
	esxcli network ip dns search add --domain={{.}} || status=$?
{{/dns.search}}
{{#dns.fqdn}}
	esxcli system hostname set --fqdn={{dns.fqdn}} || status=$?
{{/dns.fqdn}}
{{#dns.host}}
	esxcli system hostname set --host={{dns.host}} || status=$?
{{/dns.host}}
	return "$status"
}
