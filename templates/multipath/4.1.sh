{{!
Rules by which storage arrays get their plug-ins for paths, on 4.1.

Given: multipath, a list of satp, vendor, model, psp and mark; options are refused before. The mark
is the description of the rule, and by it a second run knows the rule again.
Rests on: facts/host-tasks.md section 11 (`esxcli nmp satp addrule`).
Not proven: its option -P, and that `listrules` shows descriptions.
If it fails: the run goes on; each rule is tried.
Runs twice: a rule with the same mark is left alone, and no reboot is asked for.
}}
task_multipath() {
	status=0
	added=
{{#multipath}}
	esxcli nmp satp listrules | grep -F {{mark}} ||
		{
			esxcli nmp satp addrule -s {{satp}} -V {{vendor}}{{#model}} -M {{model}}{{/model}}{{#psp}} \
				-P {{psp}}{{/psp}} -e {{mark}} && added=yes
		} || status=$?
{{/multipath}}
	[ -z "$added" ] || want_reboot 'rules of multipathing: devices have to be claimed anew'
	return "$status"
}
