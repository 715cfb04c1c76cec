{{!
What the `network` command of the kickstart cannot say, on 4.1: host name and name servers beside
DHCP, a third name server, search domains.

Given: dns.has_servers, dns.servers, dns.search, dns.fqdn, dns.host.
Rests on: facts/host-tasks.md section 2 (`dns_set --ip-addresses`), confirmed there.
Not proven: --searchdomains, the name as /Misc/HostName, and that DHCP leaves the servers alone.
If it fails: the run goes on; each command is tried.
Runs twice: it sets a state.
}}
# dns_join WORD...: the words with commas between them.
dns_join() {
	joined=
	for word in "$@"; do
		joined=${joined:+$joined,}$word
	done
	echo "$joined"
}

task_dns() {
	status=0
{{#dns.has_servers}}
	servers=$(dns_join{{#dns.servers}} {{.}}{{/dns.servers}})
	vim-cmd hostsvc/net/dns_set --ip-addresses="$servers" || status=$?
{{/dns.has_servers}}
	domains=$(dns_join{{#dns.search}} {{.}}{{/dns.search}})
	[ -z "$domains" ] || vim-cmd hostsvc/net/dns_set --searchdomains="$domains" || status=$?
{{#dns.fqdn}}
	esxcfg-advcfg -s {{dns.fqdn}} /Misc/HostName || status=$?
{{/dns.fqdn}}
{{#dns.host}}
	esxcfg-advcfg -s {{dns.host}} /Misc/HostName || status=$?
{{/dns.host}}
	return "$status"
}
