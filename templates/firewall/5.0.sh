{{!
Rule sets of the firewall: let through or not, and for which addresses.

Given: firewall.has_allowed, firewall.list: ruleset, enabled, has_allowed, allowed.
Rests on: facts/host-tasks.md section 10: addresses may be added only once the rule set is closed to
all; what the host answers with "already" is as it should be.
Not proven: the layout of `allowedip list` (the rule set, then `All` or the addresses); were it
another, each command would be given, and its "already" taken for what it is.
If it fails: the run goes on with the next rule set. One that cannot be closed to all is not
switched on.
Runs twice: what is so already is left. Addresses that the spec does not name stay, and where it
names none, the rule set keeps those that it has: a new host lets all through.
}}
{{#firewall.has_allowed}}
# unless_so COMMAND...: no error when the host answers that it is so already.
unless_so() {
	answer=$("$@" 2>&1) && return
	code=$?
	case $answer in
	*[Aa]lready*) return 0 ;;
	esac
	echo "$answer" >&2
	return "$code"
}

# allowed_by RULESET: `All`, or the addresses that it lets through.
allowed_by() {
	esxcli network firewall ruleset allowedip list --ruleset-id="$1" | RULESET=$1 awk '
		$1 == ENVIRON["RULESET"] { $1 = ""; gsub(/,/, " "); print $0 " " }
	'
}

# close_to_all RULESET
close_to_all() {
	case $(allowed_by "$1") in
	'' | *' All '*)
		unless_so esxcli network firewall ruleset set --ruleset-id="$1" --allowed-all=false
		;;
	esac
}

# allow RULESET ADDRESS
allow() {
	case $(allowed_by "$1") in
	*" $2 "*) ;;
	*)
		unless_so esxcli network firewall ruleset allowedip add --ruleset-id="$1" \
			--ip-address="$2"
		;;
	esac
}

{{/firewall.has_allowed}}
task_firewall() {
	status=0
{{#firewall.list}}
{{#has_allowed}}
	if close_to_all {{ruleset}}; then
{{#allowed}}
		allow {{ruleset}} {{.}} || status=$?
{{/allowed}}
		esxcli network firewall ruleset set --ruleset-id={{ruleset}} \
			--enabled={{enabled}} || status=$?
	else
		status=1
	fi
{{/has_allowed}}
{{^has_allowed}}
	esxcli network firewall ruleset set --ruleset-id={{ruleset}} --enabled={{enabled}} ||
		status=$?
{{/has_allowed}}
{{/firewall.list}}
	return "$status"
}
