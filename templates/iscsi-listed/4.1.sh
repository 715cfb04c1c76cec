{{!
A part of the task iscsi: looks for whole words in what a command lists.

Given: nothing.
}}
# iscsi_listed WORD...: is there a line of the input with all of these words?
iscsi_listed() {
	listed=1
	while read -r line; do
		for word in "$@"; do
			case " $line " in
			*" $word "*) ;;
			*) continue 2 ;;
			esac
		done
		listed=0
	done
	return "$listed"
}
