{{!
Settings of the kernel, which it reads when it starts.

Given: kernel_settings, a list of name and value.
Rests on: facts/host-tasks.md section 10 (`system settings kernel set`, takes effect with a reboot;
`list -o`), confirmed there.
Not proven: whether the host at hand has the setting; if not, the step is reported as failed. The
table that `list` prints, where the head `Configured` tells the column; without one the value is set
and a restart wanted.
If it fails: the run goes on; each setting is tried.
Runs twice: a value that is set already, in whatever case, is left alone, and no reboot is asked for.
}}
# kernel_setting_is NAME VALUE: will the kernel start with this value?
kernel_setting_is() {
	esxcli system settings kernel list --option="$1" | NAME=$1 VALUE=$2 awk '
		/^--/ {
			at = index(heads, "Configured")
			width = index(substr($0, at) " ", " ") - 1
		}
		at && $1 == ENVIRON["NAME"] {
			value = substr($0, at, width)
			sub(/ +$/, "", value)
			same = (tolower(value) == tolower(ENVIRON["VALUE"]))
		}
		{ heads = $0 }
		END { exit !same }
	'
}

# put_kernel_setting NAME VALUE: sets what differs.
put_kernel_setting() {
	kernel_setting_is "$1" "$2" && return
	esxcli system settings kernel set --setting="$1" --value="$2" || return
	want_reboot "the kernel setting $1"
}

task_kernel_settings() {
	status=0
{{#kernel_settings}}
	put_kernel_setting {{name}} {{value}} || status=$?
{{/kernel_settings}}
	return "$status"
}
