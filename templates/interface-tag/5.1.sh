{{!
A part of the task vmkernel: gives an interface to a service.

Given: nothing.
Rests on: facts/host-tasks.md section 6 (`ip interface tag`, from 5.1 on).
Not proven: the layout of `tag get` (a line `Tags: a, b`).
}}
# add_tag INTERFACE TAG
add_tag() {
	esxcli network ip interface tag get --interface-name="$1" | sed -n 's/^ *Tags: *//p' |
		tr -d ' ' | tr ',' '\n' | grep -qix "$2" ||
		esxcli network ip interface tag add --interface-name="$1" --tagname="$2"
}
