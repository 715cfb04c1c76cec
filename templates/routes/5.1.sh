{{!
Static routes of the default TCP/IP stack, from 5.1 on.

Given: routes: list of network (address/bits), address, gateway.
Rests on: facts/host-tasks.md section 2 (`network ip route ipv4 add`, list first).
Not proven: the layout of `route ipv4 list` (network and gateway as words of a line); were it
another, the adding of a route that is there would be reported as failed.
If it fails: the run goes on; each route is tried.
Runs twice: routes that are there are not added.
}}
# add_route NETWORK ADDRESS GATEWAY
add_route() {
	esxcli network ip route ipv4 list | ADDRESS=$2 GATEWAY=$3 awk '
		{
			hits = 0
			for (i = 1; i <= NF; i++)
				hits += ($i == ENVIRON["ADDRESS"]) + ($i == ENVIRON["GATEWAY"])
			if (hits == 2)
				found = 1
		}
		END { exit !found }
	' || esxcli network ip route ipv4 add --network="$1" --gateway="$3"
}

task_routes() {
	status=0
{{#routes}}
	add_route {{network}} {{address}} {{gateway}} || status=$?
{{/routes}}
	return "$status"
}
