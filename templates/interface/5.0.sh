{{!
A part of the task vmkernel: makes an interface where it is not there.

Given: nothing.
Rests on: facts/host-tasks.md section 6.
Not proven: the layout of `ip interface list` (lines `Name:` and `Portgroup:`); were it another, the
adding of an interface that is there would be reported as failed.
}}
# add_interface NAME PORTGROUP [NETSTACK]: an interface of that name on another port group is left
# alone.
add_interface() {
	now=$(esxcli network ip interface list | NAME=$1 awk '
		$1 == "Name:" { mine = ($2 == ENVIRON["NAME"]) }
		mine && sub(/^ *Portgroup: */, "") { print }
	')
	case $now in
	"$2") return 0 ;;
	'') esxcli network ip interface add --interface-name="$1" --portgroup-name="$2" \
		${3:+--netstack="$3"} ;;
	*)
		echo "$1 is there already, on port group $now" >&2
		return 1
		;;
	esac
}
