{{!
Drivers in the installer: those of the medium are put where the first boot finds them, those that
are needed before the reboot are installed at once.

Given: post_drivers.medium (there are files on the medium), post_drivers.has_stage and
post_drivers.stage (path and file of those for the first boot), post_drivers.has_install and
post_drivers.install (kind, path, url, file; url or file is empty), post_drivers.volumes (datastores
besides datastore1), post_drivers.web (one of those to install is a URL), post_drivers.level
(acceptance level, or empty).
Rests on: facts/host-tasks.md section 9.1: the medium is a volume in %post, under a name that
differs, so a file on it is searched for; names are upper case and 8.3; what the installer made is
mounted; a disc that is not can be mounted by the module iso9660; /altbootbank takes files where
there is no datastore, but only some tens of megabytes, and may lose them to what is installed: that
comes first.
Not proven: that localcli installs software here (stage: post). The installer runs from memory, and
what it loads may be gone after the reboot: an image that has the driver is surer. Nor whether the
installer has a firewall: when the ruleset cannot be opened, the download is tried anyway.
If it fails: the installer stops at the end of the section. Each driver is tried; when the files do
not fit into one place, they are removed there and the next place is tried.
Runs twice: files are written over; a driver that is installed changes nothing.
}}
{{#post_drivers.has_install}}
{{>driver-tool}}

{{/post_drivers.has_install}}
{{#post_drivers.medium}}
find_medium() {
	for volume in /vmfs/volumes/*; do
		medium=$volume/DRIVERS
		[ -f "$medium/ESXMINT.TXT" ] && return
	done
	return 1
}

# discs mount|umount: all that the host has.
discs() {
	esxcfg-mpath -b | awk 'tolower($0) ~ /cd-rom/ { print $1 }' |
		while read -r device; do
			vsish -e set "/vmkModules/iso9660/$1" "$device"
		done
}

release_discs() {
	discs umount
	vmkload_mod -u iso9660
}

find_disc() {
	vmkload_mod iso9660
	discs mount
	mounted=yes
	find_medium && return
	release_discs
	echo 'no volume has a file DRIVERS/ESXMINT.TXT: the medium is not there'
	return 1
}

{{/post_drivers.medium}}
{{#post_drivers.has_stage}}
# stage_to FOLDER
stage_to() {
	mkdir -p "$1" &&
{{#post_drivers.stage}}
		cp "$medium"/{{file}} "$1/" &&
{{/post_drivers.stage}}
		echo "the drivers for the first boot are in $1" && return
	rm -rf "$1"
	return 1
}

stage_drivers() {
	for volume in /vmfs/volumes/datastore1*{{#post_drivers.volumes}} \
		/vmfs/volumes/{{.}}{{/post_drivers.volumes}}; do
		[ -d "$volume" ] && stage_to "$volume/.esxmint" && return
	done
	[ -d /altbootbank ] && stage_to /altbootbank/esxmint && return
	echo 'no place for the drivers: no datastore takes them, nor does /altbootbank'
	return 1
}

{{/post_drivers.has_stage}}
task_post_drivers() {
	status=0
{{#post_drivers.medium}}
	mounted=
	find_medium || find_disc || return
{{/post_drivers.medium}}
{{#post_drivers.web}}
	localcli network firewall ruleset set --ruleset-id=httpClient --enabled=true ||
		echo 'the ruleset httpClient could not be opened'
{{/post_drivers.web}}
{{#post_drivers.level}}
	localcli software acceptance set --level={{post_drivers.level}} || status=$?
{{/post_drivers.level}}
{{#post_drivers.install}}
{{#url}}
	driver_tool localcli {{kind}} {{url}} || status=$?
{{/url}}
{{#file}}
	# {{{path}}}
	driver_tool localcli {{kind}} "$medium"/{{file}} || status=$?
{{/file}}
{{/post_drivers.install}}
{{#post_drivers.has_stage}}
	stage_drivers || status=$?
{{/post_drivers.has_stage}}
{{#post_drivers.medium}}
	[ -z "$mounted" ] || release_discs
{{/post_drivers.medium}}
	return "$status"
}
