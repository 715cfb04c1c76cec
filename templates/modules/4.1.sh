{{!
Parameters of kernel modules on 4.1. The string replaces the one that the module has.

Given: modules, a list of name and parameters.
Rests on: facts/host-tasks.md section 10. Published sessions show `esxcfg-module -s` on 4.x, and
`esxcfg-module -g` with one line that ends in `options = 'PARAMETERS'`.
Not proven: that 4.1 prints that line; if not, the parameters are set and a restart wanted. Whether
the host at hand has the module; if not, the step is reported as failed.
If it fails: the run goes on; each module is tried.
Runs twice: parameters that are set already are left alone, and no reboot is asked for.
}}
# put_parameters MODULE PARAMETERS: sets what differs.
put_parameters() {
	case $(esxcfg-module -g "$1") in
	*" options = '$2'") return 0 ;;
	esac
	esxcfg-module -s "$2" "$1" || return
	want_reboot "parameters of the module $1"
}

task_modules() {
	status=0
{{#modules}}
	put_parameters {{name}} {{parameters}} || status=$?
{{/modules}}
	return "$status"
}
