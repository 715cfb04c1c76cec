{{!
Interfaces of the vmkernel on 4.1: made where they are not there, with MTU and address, and vMotion.

Given: vmkernel.list: name, portgroup, mtu, static, dhcp, address, netmask, vmotion; "" and false
stand for what the spec does not say.
Rests on: facts/host-tasks.md section 6: `esxcfg-vmknic -a`, the host itself numbers interfaces from
the next free one, vMotion is chosen by vim-cmd, hostd is told by `net/refresh`. Other services than
vMotion are refused before (lint rule vmkernel-service).
Not proven: the layout of `esxcfg-vmknic -l` (name, port group, the word IPv4, and address and MTU
as words); were it another, every interface would be reported as failed.
If it fails: the run goes on behind this task, but no further interface is made, since that would
get the number of the one that failed. One that got another name than the spec says, or was there
with another address or MTU, is left alone and reported.
Runs twice: what is there is not added.
}}
# find_interface PORTGROUP: its line of the list.
find_interface() {
	esxcfg-vmknic -l | PORTGROUP=$1 awk '
		/^vmk[0-9]+ / {
			rest = $0
			sub(/^vmk[0-9]+ +/, "", rest)
			if (index(rest, ENVIRON["PORTGROUP"] " ") == 1 &&
				substr(rest, length(ENVIRON["PORTGROUP"]) + 1) ~ /^ +IPv4 /)
				print
		}
	'
}

# add_interface NAME PORTGROUP MTU ADDRESS NETMASK: each of the last three may be empty. The address
# may be DHCP; without one the interface must be there.
add_interface() {
	line=$(find_interface "$2")
	if [ -z "$line" ] && [ -n "$4" ]; then
		esxcfg-vmknic -a -i "$4" ${5:+-n "$5"} ${3:+-m "$3"} -p "$2" || return
		line=$(find_interface "$2")
	fi
	for word in "$1" "$3" "$4"; do
		case " $line " in
		*" ${word:-$1} "*) ;;
		*)
			echo "the interface on $2 is not as wanted ($word): $line"
			return 1
			;;
		esac
	done
}

task_vmkernel() {
	status=0
{{#vmkernel.list}}
	add_interface {{name}} {{portgroup}} '{{{mtu}}}' {{#static}}{{address}} {{netmask}}{{/static}}{{^static}}{{#dhcp}}DHCP{{/dhcp}}{{/static}} ||
		return
{{/vmkernel.list}}
	vim-cmd hostsvc/net/refresh || status=$?
{{#vmkernel.list}}
{{#vmotion}}
	vim-cmd hostsvc/vmotion/vnic_set {{name}} || status=$?
{{/vmotion}}
{{/vmkernel.list}}
	return "$status"
}
