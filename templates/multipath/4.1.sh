{{!
Rules by which storage arrays get their plug-ins for paths, on 4.1.

Given: multipath, a list of satp, vendor, model, psp, options and mark. The mark is the description of
the rule, and by it a second run knows the rule again.
Rests on: facts/host-tasks.md section 11 (`esxcli nmp satp addrule`). The array vendor's guide for ESX
and ESXi 4.1 (HP 3PAR VMware ESX Implementation Guide, SATP rules for 4.1) has it with -s, -P, -O, -c,
-V, -M and -e.
Not proven: that `listrules` shows descriptions.
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
				-P {{psp}}{{/psp}}{{#options}} -O {{options}}{{/options}} -e {{mark}} && added=yes
		} || status=$?
{{/multipath}}
	[ -z "$added" ] || want_reboot 'rules of multipathing: devices have to be claimed anew'
	return "$status"
}
