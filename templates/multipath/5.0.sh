{{!
Rules by which storage arrays get their plug-ins for paths.

Given: multipath, a list of satp, vendor, model, psp, options and mark. The mark is the description
of the rule, and by it a second run knows the rule again.
Rests on: facts/host-tasks.md section 11: the command and its options, that a second add of a rule
is an error, that a rule acts on devices that are claimed after it.
Not proven: that `rule list` shows descriptions.
If it fails: the run goes on; each rule is tried.
Runs twice: a rule with the same mark is left alone, and no reboot is asked for.
}}
task_multipath() {
	status=0
	added=
{{#multipath}}
	esxcli storage nmp satp rule list --satp={{satp}} | grep -F {{mark}} ||
		{
			esxcli storage nmp satp rule add --satp={{satp}} --vendor={{vendor}}{{#model}} \
				--model={{model}}{{/model}}{{#psp}} --psp={{psp}}{{/psp}}{{#options}} \
				--psp-option={{options}}{{/options}} --description={{mark}} && added=yes
		} || status=$?
{{/multipath}}
	[ -z "$added" ] || want_reboot 'rules of multipathing: devices have to be claimed anew'
	return "$status"
}
