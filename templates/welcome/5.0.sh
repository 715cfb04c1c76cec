{{!
The text on the console screen.

Given: welcome.text.
Rests on: facts/host-tasks.md section 10 (`system welcomemsg set`), confirmed there.
Not proven: nothing.
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_welcome() {
	esxcli system welcomemsg set --message={{welcome.text}}
}
