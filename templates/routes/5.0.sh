{{!
Static routes on 5.0, which forgets them at a restart: added now and from /etc/rc.local.

Given: routes: list of network (address/bits), address, gateway.
Rests on: facts/host-tasks.md section 2 (`esxcfg-route -a`; /etc/rc.local is the known place to
repeat it).
Not proven: the layout of `esxcfg-route -l` (network and gateway as words of a line); were it
another, the adding of a route that is there would be reported as failed. That /etc/rc.local is kept
over a restart as long as it is written into and not replaced.
If it fails: the run goes on; each route is tried.
Runs twice: routes and lines that are there are not added.
}}
{{>add-route}}

# keep_route NETWORK GATEWAY: behind the first line of rc.local, since there may be an exit at its
# end.
keep_route() {
	grep -qxF "esxcfg-route -a $1 $2" /etc/rc.local && return
	{
		sed -n 1p /etc/rc.local
		echo "esxcfg-route -a $1 $2"
		sed 1d /etc/rc.local
	} >/tmp/esxmint-rc.local &&
		cat /tmp/esxmint-rc.local >/etc/rc.local &&
		rm /tmp/esxmint-rc.local
}

task_routes() {
	status=0
{{#routes}}
	add_route {{network}} {{address}} {{gateway}} || status=$?
	keep_route {{network}} {{gateway}} || status=$?
{{/routes}}
	return "$status"
}
