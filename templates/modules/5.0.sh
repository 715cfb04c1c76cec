{{!
Parameters of kernel modules. The string replaces the one that the module has.

Given: modules, a list of name and parameters.
Rests on: facts/host-tasks.md section 10 (`system module parameters set`, takes effect with a
reboot), confirmed there.
Not proven: the table that `parameters list` prints, where the head `Value` tells the column; without
one, or where it shows defaults as well, the parameters are set and a restart wanted. Whether the
host at hand has the module; if not, the step is reported as failed.
If it fails: the run goes on; each module is tried.
Runs twice: parameters that are set already, in whatever order, are left alone, and no reboot is
asked for.
}}
# module_parameters MODULE: NAME=VALUE of those that have a value, a line each; an error when there
# is no table.
module_parameters() {
	esxcli system module parameters list --module="$1" | awk '
		/^--/ {
			at = index(heads, "Value")
			width = index(substr($0, at) " ", " ") - 1
			next
		}
		at && NF {
			value = substr($0, at, width)
			gsub(/ +/, "", value)
			if (value != "")
				print $1 "=" value
		}
		{ heads = $0 }
		END { exit !at }
	'
}

# put_parameters MODULE PARAMETERS: sets what differs.
put_parameters() {
	if now=$(module_parameters "$1"); then
		wanted=$(printf '%s\n' "$2" | tr -s ' ' '\n' | sort)
		[ "$(printf '%s\n' "$now" | sort)" != "$wanted" ] || return 0
	fi
	esxcli system module parameters set --module="$1" --parameter-string="$2" || return
	want_reboot "parameters of the module $1"
}

task_modules() {
	status=0
{{#modules}}
	put_parameters {{name}} {{parameters}} || status=$?
{{/modules}}
	return "$status"
}
