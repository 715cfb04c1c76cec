{{!
The text on the console screen, on 4.1: an option of hostd.

Given: welcome.text.
Rests on: facts/host-tasks.md section 10: Annotations.WelcomeMessage is an option of hostd, which
`advopt/update` sets (4.1 has it: section 8). That the console of 4.1 shows a text of one's own is
public knowledge (williamlam.com, 2010/09, on the welcome screen of the DCUI).
Not proven: that 4.1 has the option under this name; if not, the step is reported as failed.
If it fails: the run goes on.
Runs twice: it sets a state.
}}
task_welcome() {
	vim-cmd hostsvc/advopt/update Annotations.WelcomeMessage string {{welcome.text}}
}
