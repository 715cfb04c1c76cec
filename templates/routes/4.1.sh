{{!
Static routes on 4.1.

Given: routes: list of network (address/bits), address, gateway.
Rests on: facts/host-tasks.md section 2 (`esxcfg-route -a NET/PREFIX GW`); that routes are lost at a
restart is known of 5.0 only.
Not proven: the layout of `esxcfg-route -l` (network and gateway as words of a line); were it
another, the adding of a route that is there would be reported as failed.
If it fails: the run goes on; each route is tried.
Runs twice: routes that are there are not added.
}}
# add_route NETWORK ADDRESS GATEWAY
add_route() {
	esxcfg-route -l | ADDRESS=$2 GATEWAY=$3 awk '
		{
			hits = 0
			for (i = 1; i <= NF; i++)
				hits += ($i == ENVIRON["ADDRESS"]) + ($i == ENVIRON["GATEWAY"])
			if (hits == 2)
				found = 1
		}
		END { exit !found }
	' || esxcfg-route -a "$1" "$3"
}

task_routes() {
	status=0
{{#routes}}
	add_route {{network}} {{address}} {{gateway}} || status=$?
{{/routes}}
	return "$status"
}
