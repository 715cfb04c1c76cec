{{!
A part of the task routes, for 4.1 and 5.0: adds a route where it is not there.

Given: nothing.
Rests on: facts/host-tasks.md section 2 (`esxcfg-route -a NET/PREFIX GW`).
Not proven: the layout of `esxcfg-route -l` (network and gateway as words of a line).
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
