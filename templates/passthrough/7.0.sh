{{!
PCI devices handed to virtual machines, with a guard in front: a device that the host itself needs
is refused, and nothing is changed when it cannot be told what the host needs.

Refused are, whatever the spec says: bridges; the controller of the disk that the host booted from
and its sibling functions, every USB controller when that disk hangs on USB; the uplinks of all switches, the
management network's among them, and the adapter booted over, with their sibling functions; what is not on the bus. Functions of one card are looked at together since they
may be reset together.

Given: passthrough.devices (addresses, in lower case).
Rests on: facts/host-tasks.md section 14: `hardware pci pcipassthru` from 7.0 on, effective after a
reboot, and an error for what is set already; `Is Boot Device`, `Adapter`, the address in the
parentheses of the list of adapters and nothing in them for USB; `lspci -n`; the second column of
the list of adapters of the network is the address (section 5.3). The reasons: a host whose boot
controller is gone loses its configuration at every boot (14.4).
Not proven: that every release prints `Is Boot Device` for the disk booted from. Where it does not,
the step is refused as a whole.
If it fails: the run goes on; each device is tried.
Runs twice: a device that is handed over already is left alone.
}}
# What the host needs, one a line: the slot of a device, or "usb" for all USB controllers, and why.
# Fails and says why when that cannot be told.
devices_needed() {
	case $(readlink /bootbank) in
	/tmp/*)
		echo 'the boot disk is lost already: /bootbank is in /tmp' >&2
		return 1
		;;
	esac
	disks=$(esxcli storage core device list |
		awk '/^[^ ]/ { disk = $1 } /^ +Is Boot (USB )?Device: true/ { print disk }')
	[ -n "$disks" ] || echo 'no disk is said to be the boot disk' >&2
	[ -n "$disks" ] || return
	for disk in $disks; do
		adapters=$(esxcli storage core path list --device="$disk" |
			awk '$1 == "Adapter:" { print $2 }' | sort -u)
		[ -n "$adapters" ] || echo "there is no path to the boot disk $disk" >&2
		[ -n "$adapters" ] || return
		for adapter in $adapters; do
			adapter_needed "$adapter" || return
		done
	done
	switches=$(esxcli network vswitch standard list && esxcli network vswitch dvs vmware list) &&
		boot=$(esxcli system boot device get) || return
	uplinks=$(echo "$switches" | sed -n 's/^ *Uplinks: *//p' | tr ',' ' ')
	[ -n "$uplinks" ] || echo 'no uplink of the management network is found' >&2
	[ -n "$uplinks" ] || return
	booted=$(echo "$boot" | sed -n 's/^ *\(Stateless \)*Boot NIC: *//p')
	for uplink in $uplinks $booted; do
		address=$(esxcli network nic list | awk -v name="$uplink" '$1 == name { print $2 }')
		slot_needed "$address" "the uplink $uplink" || return
	done
}

# slot_needed ADDRESS WHAT
slot_needed() {
	case $1 in
	????:??:??.?)
		echo "$1" | tr 'A-F' 'a-f' | sed "s/\.[^.]*\$/ it is or carries $2/"
		;;
	*)
		echo "the place of $2 on the PCI bus is not known" >&2
		return 1
		;;
	esac
}

# adapter_needed VMHBA: an adapter that leads to the boot disk.
adapter_needed() {
	line=$(esxcli storage core adapter list | awk -v name="$1" '$1 == name')
	address=$(echo "$line" | sed -n 's/.*(\([0-9A-Fa-f:.]*\)).*/\1/p')
	if [ -z "$address" ] && echo "$line" | grep -q '[[:blank:]]usb\.'; then
		echo 'usb it may carry the USB disk that the host boots from'
	else
		slot_needed "$address" "$1, the adapter of the boot disk"
	fi
}

# hand_over ADDRESS
hand_over() {
	class=$(lspci -n | awk -v address="$1" 'tolower($1) == address { print tolower($3); exit }')
	case $class in
	'') why='it is not on the PCI bus' ;;
	06*) why='it is a bridge' ;;
	*)
		why=$(echo "$needed" | awk -v slot="${1%.*}" -v class="${class%:}" '
			$1 == slot || ($1 == "usb" && class == "0c03") { $1 = ""; print; exit }')
		why=${why# }
		;;
	esac
	if [ -n "$why" ]; then
		report "refuses passthrough of $1: $why"
		return 1
	fi
	esxcli hardware pci pcipassthru list | grep -qi "^$1 *true" && return
	esxcli hardware pci pcipassthru set --device-id="$1" --enable=true || return
	want_reboot "passthrough of $1"
}

task_passthrough() {
	status=0
	if ! needed=$(devices_needed); then
		report 'refuses passthrough: what the host itself needs is not known for sure'
		return 1
	fi
{{#passthrough.devices}}
	hand_over {{.}} || status=$?
{{/passthrough.devices}}
	return "$status"
}
