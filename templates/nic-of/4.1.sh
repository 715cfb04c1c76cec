{{!
A part of the tasks that take uplinks by MAC address: the name of the adapter on this host.

Given: nothing.
Rests on: facts/host-tasks.md section 5.3 (`esxcfg-nics -l`, name in the first column, MAC addresses
in lower case).
Not proven: nothing.
}}
# nic_of MAC: the name of that adapter; an error when the host has none.
nic_of() {
	esxcfg-nics -l | MAC=$1 awk '
		{ line = tolower($0) }
		index(line, ENVIRON["MAC"]) && !found { print $1; found = 1 }
		END { exit !found }
	' || {
		echo "no network adapter has the MAC address $1"
		return 1
	} >&2
}
