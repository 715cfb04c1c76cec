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
{{>add-route}}

task_routes() {
	status=0
{{#routes}}
	add_route {{network}} {{address}} {{gateway}} || status=$?
{{/routes}}
	return "$status"
}
