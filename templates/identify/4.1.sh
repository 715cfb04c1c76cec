{{!
One ISO for many hosts: which of them is this machine? In %pre the answer becomes the file that
%include reads, with all the commands of that host; in %firstboot it decides which sections run.

Given: hosts (a list of name, selectors, commands; selectors: a list of kind, value), host_file,
commands_file, log, installer (true in %pre), localcli (the release has it: from 5.0 on).
Rests on: a status of %pre that is not 0 stops the installer before it has touched a disk, and
%include is read after %pre has run (facts/kickstart.md sections 1 and 3); esxcfg-nics -l prints
MAC addresses (facts/host-tasks.md section 5.3). Published output of `esxcli hardware platform get`
has UUID (as 0x4c 0x4c ...), Serial Number, Enclosure Serial Number and BIOS Asset Tag, that of
`vsish -e get /hardware/bios/dmiInfo` Serial Number, that of smbiosDump Serial, UUID and Asset Tag
below System Info and Chassis Info, that of `esxcfg-info -w` BIOS UUID, Serial Number and BIOS Asset
Tag, with dots up to the value, in front of its first part on something else.
Seen in an installer: `localcli hardware platform get` for the serial number, and %include of what
was written by it (a %pre for 6.0 of the project osinstall of idcos); vsish (a %pre for 6.0, template
of herd-the-cats/packer_nested_esxi); esxcfg-info (shell of the installer of 9, notes in
arielsanchezmora/homelab). Cobbler's sample for ESXi 4 has a %pre.
Not proven: that 4.1 knows %include, and that each of these tools exists and answers in the
installer of every release. All of them are asked, what is missing or silent is passed over, and any
value that one of them prints counts; when none says what a host is told by, no host fits and the
installer stops. The tools print the bytes of a UUID in one of two orders: both are taken for the
same UUID. That the installer shows what is written to /dev/console or /dev/tty1; the log has it as
well.
If none or two hosts fit: the section says what it saw and ends with status 1.
Runs twice: it writes the same files again.
}}
# Which machine is this? Exactly one host must fit, with all of its selectors.
log={{log}}
host_file={{host_file}}
rm -f "$host_file"

# To the log, to the output, and to who stands in front of the machine.
say() {
	echo "esxmint: $*" >>"$log"
	echo "esxmint: $*"
	for console in /dev/console /dev/tty1; do
		if [ -c "$console" ]; then
			{ echo "esxmint: $*" >"$console"; } 2>/dev/null
		fi
	done
}

# Lines "KEY: VALUE" of several tools, as "serial", "uuid" and "asset_tag".
read_platform() {
	awk '{
		at = index($0, ":")
		key = tolower(substr($0, 1, at - 1))
		value = tolower(substr($0, at + 1))
		gsub(/["\r]/, "", value)
		if (key ~ /(^|[ \t])uuid$/) {
			count = split(value, part, /[ \t-]+/)
			value = ""
			for (i = 1; i <= count; i++) {
				if (sub(/^0x/, "", part[i]) && length(part[i]) == 1)
					part[i] = "0" part[i]
				value = value part[i]
			}
			if (length(value) != 32)
				next
			print "uuid", value
			print "uuid", substr(value, 7, 2) substr(value, 5, 2) substr(value, 3, 2) \
				substr(value, 1, 2) substr(value, 11, 2) substr(value, 9, 2) \
				substr(value, 15, 2) substr(value, 13, 2) substr(value, 17)
			next
		}
		gsub(/[ \t]/, "", value)
		if (value != "" && key ~ /(^|[ \t])serial( number)?$/)
			print "serial", value
		if (value != "" && key ~ /(^|[ \t])asset tag$/)
			print "asset_tag", value
	}'
}

# What the machine says of itself: one "KIND VALUE" a line, lower case, no blanks in the value.
identifiers() {
	{
		esxcfg-nics -l
{{#localcli}}
		localcli network nic list
{{/localcli}}
	} 2>/dev/null | awk '{
		for (i = 1; i <= NF; i++)
			if (length($i) == 17 && tolower($i) ~ /^[0-9a-f][0-9a-f](:[0-9a-f][0-9a-f])+$/)
				print "mac", tolower($i)
	}'
	{
{{#localcli}}
		localcli hardware platform get
{{/localcli}}
		vsish -e get /hardware/bios/dmiInfo
		smbiosDump | awk '/^  [^ ]/ { wanted = ($0 ~ /^  (System|Chassis) Info/) } wanted'
		esxcfg-info -w | awk '
			/==[+]/ && told { exit }
			sub(/^ *[|]----/, "") && sub(/[.][.]+/, ": ") { told = 1; print }'
	} 2>/dev/null | read_platform
}

ids="
$(identifiers | awk '!seen[$0]++')
"
found=0
host=

# fits NAME KIND VALUE [KIND VALUE]...: a host of whose selectors the machine has all.
fits() {
	name=$1
	shift
	while [ "$#" -gt 0 ]; do
		case $ids in
			*"
$1 $2
"*) shift 2 ;;
			*) return 0 ;;
		esac
	done
	found=$((found + 1))
	host="$host${host:+ }$name"
}

{{#hosts}}
fits {{name}}{{#selectors}} {{kind}} {{value}}{{/selectors}}
{{/hosts}}

if [ "$found" -ne 1 ]; then
	say "this machine fits $found of the hosts${host:+ ($host)}, exactly one is needed: stopping"
	say "what it says of itself:$(echo "$ids" | awk 'NF { printf "%s %s", sep, $0; sep = "," }')"
	exit 1
fi
echo "$host" >"$host_file"
say "this machine is $host"
{{#installer}}

# The commands of the host, for %include.
put_commands() {
	sed -e 's/^> //' -e 's/^>$//' >{{commands_file}}
}

case $host in
{{#hosts}}
	{{name}})
		put_commands <<'END_OF_COMMANDS'
{{{commands}}}
END_OF_COMMANDS
		;;
{{/hosts}}
esac
{{/installer}}
