{{!
A part of the frames of %post and %firstboot: how a step is run and reported.

Given: nothing. `report` is there.
Each step is reported as done, failed or skipped. `blocked` says why no further step is run; a step
of a task that must not be gone on behind sets it when it fails.
}}
steps=0
failed=0
skipped=0
blocked=

# step TITLE FUNCTION [stop]: runs the function and reports how it went. `stop`: when it fails, it
# is not safe to go on with the next step.
step() {
	steps=$((steps + 1))
	if [ -n "$blocked" ]; then
		skipped=$((skipped + 1))
		report "step $steps: $1: skipped ($blocked)"
		return
	fi
	report "step $steps: $1: begins"
	"$2"
	result=$?
	if [ "$result" -eq 0 ]; then
		report "step $steps: $1: done"
		return
	fi
	failed=$((failed + 1))
	report "step $steps: $1: failed (status $result)"
	[ "${3-}" != stop ] || blocked="'$1' failed"
}

# The last line of the report, and the exit status.
finish() {
	if [ "$((failed + skipped))" -eq 0 ]; then
		report "finished: all $steps steps done"
		exit 0
	fi
	report "finished: $failed of $steps steps failed, $skipped skipped, see $log"
	exit 1
}
