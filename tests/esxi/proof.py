# SPDX-License-Identifier: GPL-3.0-or-later
# What a kickstart must show in the pretend shell. Each check answers with a list of problems.
import os
import re

from host import Host
from kickstart import run_firstboot, run_installer
from shell.state import DISKS

# Pretend seconds after which a first boot without hostd must have ended.
HOSTD_BOUND = 1800
# So much of the log is shown with a problem.
LOG_LINES = 25
# Calls whose failure has nobody to report it to: they make the report itself, or only wait.
NOT_FAILED = ("date", "sleep", "usleep", "sync", "logger")
# What a step changes for its own time and puts back as it found it: a run that failed to put it
# back said so, and the next one cannot know that it was not meant.
LEFT_AS_FOUND = re.compile(r" /state/(maintenance|firewall/rulesets/httpClient/enabled): ")
# On 4.1 nothing tells before whether a bundle is installed.
MAINTENANCE = re.compile(r"maintenance_mode_(enter|exit)|maintenanceMode set")
HOSTD_POLL = ["vim-cmd", "hostsvc/runtimeinfo"]
# Lists of a host whose order means nothing: what was added late stands at the end.
UNORDERED = re.compile(r"/(uplinks|allowed|tags|routes|netstacks|portals|send|static|rules)$")


class Proof:
    """One kickstart on one release; `options` go to every Host."""

    def __init__(self, kickstart, release, **options):
        self.kickstart, self.release = kickstart, release
        self.options = {"datastores": kickstart.datastores(DISKS[0]), "medium": kickstart.medium(),
                        "vib_reboot": True, **options}
        self.unproven, self.calls = [], 0

    def installed(self, **options):
        """A host on which the installer's part has run."""
        host = Host(self.release, **{**self.options, **options})
        return host, run_installer(self.kickstart, host)

    def once(self, host, run, what):
        """To the end: nothing refused by the contract, no complaint of the shell, all steps done."""
        problems = ["%s: not allowed: %s" % (what, violation) for violation in host.violations]
        if run.stopped:
            problems.append("%s: the installer stops: %s" % (what, run.stopped))
        for section, result in run.results:
            place = "%s: %r" % (what, section)
            problems += ["%s: shell: %s" % (place, error) for error in host.shell_errors(result)]
            if result.status != 0:
                problems.append("%s: status %s" % (place, result.status))
            problems += ["%s: step '%s': %s" % (place, title, how)
                         for title, how in result.steps().items() if how != "done"]
        if problems:
            lines = [line for line in host.log.split("\n") if not line.endswith(": done")
                     and "Connection failure" not in line]
            problems.append("\n    ".join(["log:"] + lines[-LOG_LINES:]))
        return problems

    def plain(self, hostd_after=5):
        """Installer, first boot with a late hostd, and the first boot again."""
        host, run = self.installed(hostd_after=hostd_after)
        with host:
            problems = self.once(host, run, "installer")
            if problems:
                return problems
            run = run_firstboot(self.kickstart, host)
            problems = self.once(host, run, "first run")
            self.unproven, self.calls = host.unproven, len(host.calls)
            if problems:
                return problems
            before, restarts, calls = host.snapshot(), len(host.restarts), len(host.calls)
            if restarts:
                host.reboot()
                before = host.snapshot()
            again = run_firstboot(self.kickstart, host)
            problems = self.once(host, again, "second run")
            problems += difference(before, host.snapshot(), "the second run changes")
            if again.steps() != run.steps():
                problems.append("the second run has other steps")
            problems += ["the second run: " + line for line in again.output().split("\n")
                         if " wants a reboot: " in line]
            problems += ["the second run changes maintenance mode: " + " ".join(call["argv"])
                         for call in host.calls[calls:] if self.release != "4.1"
                         and MAINTENANCE.search(" ".join(call["argv"]))]
        if self.options["medium"]:
            host, run = self.installed(mounted=False)
            with host:
                problems += self.once(host, run, "installer that has to mount the medium")
                problems += self.once(host, run_firstboot(self.kickstart, host), "first run behind it")
        return problems

    def hostd_never(self):
        host, _ = self.installed(hostd_after=None)
        with host:
            before, problems = host.snapshot(), []
            run = run_firstboot(self.kickstart, host)
            problems += ["without hostd: " + violation for violation in host.violations]
            frame = run.results[0][1] if run.results else None
            if frame and frame.seconds > HOSTD_BOUND:
                problems.append("without hostd: ends after %d seconds" % frame.seconds)
            if frame and frame.steps() and ("finished" not in frame.last_line
                                            or "failed" not in frame.last_line):
                problems.append("without hostd: the last line is '%s'" % frame.last_line)
            if frame and frame.steps() and frame.status == 0:
                problems.append("without hostd: status 0")
            problems += difference(before, host.snapshot(), "without hostd, this changes")
        return problems

    def fail_each(self, every=1):
        """Each call of the first boot fails once: reported with its step, or made good."""
        problems = []
        for job in self.fail_jobs()[::every]:
            problems += self.fail_one(*job)
        return problems

    def fail_jobs(self):
        """What fail_one() is to be called with, for each call of an undisturbed run."""
        host, run = self.installed()
        with host:
            # In %post, those of a step: the user's own text may fail as it likes.
            calls = [call for call in host.calls if self.counts(call) and host.step_of(call)]
            first = len(host.calls)
            run = run_firstboot(self.kickstart, host)
            wanted, steps = host.snapshot(), run.steps()
            calls += [call for call in host.calls[first:] if self.counts(call)]
            host.reboot()
            mended = host.snapshot()
        return [(call, wanted, mended, steps) for call in calls]

    @staticmethod
    def counts(call):
        program = os.path.basename(call["argv"][0])
        return program not in NOT_FAILED and call["argv"] != HOSTD_POLL

    def fail_one(self, call, wanted, mended, steps):
        what = "failing call %d (%s)" % (call["number"], " ".join(call["argv"]))
        host, run = self.installed(fail=call["number"])
        with host:
            if call["stage"] == "installer":
                return self.fail_early(what, host, run)
            run = run_firstboot(self.kickstart, host)
            problems = ["%s: not allowed: %s" % (what, text) for text in host.violations]
            if not host.failed_calls:
                return problems + ["%s: was not called" % what]
            found, step = run.steps(), host.step_of(host.failed_calls[0])
            open_steps = [title for title in steps if found.get(title) in (None, "begins")]
            problems += ["%s: step '%s' has no end" % (what, title) for title in open_steps]
            reported = found.get(step) == "failed"
            if not reported and difference(wanted, host.snapshot(), ""):
                problems.append("%s: neither reported nor made good in step '%s'" % (what, step))
            if reported and not any(
                    "finished" in result.last_line and "failed" in result.last_line
                    and result.status != 0 for _, result in run.results):
                problems.append("%s: the last line does not say so" % what)
            # The same script mends it when it runs again.
            host.fail = None
            if host.restarts:
                host.reboot()
            again = run_firstboot(self.kickstart, host)
            host.reboot()
            bad = ["step '%s': %s" % row for row in again.steps().items() if row[1] != "done"]
            # A backup made under another name before stays where it is.
            bad += [line for line in difference(mended, host.snapshot(), "")
                    if not re.search(r"/configBundle-[^/]*: new: ", line)
                    and not (reported and LEFT_AS_FOUND.match(line))]
            problems += ["%s: the next run does not mend it: %s" % (what, text) for text in bad]
        return problems

    def fail_early(self, what, host, run):
        """A call of %post failed: the step says so and the installer stops, or it was made good."""
        problems = ["%s: not allowed: %s" % (what, text) for text in host.violations]
        result = host.results[host.failed_calls[0]["section"]]
        step = host.step_of(host.failed_calls[0])
        if result.steps().get(step) == "failed":
            if result.status == 0 or "failed" not in result.last_line:
                problems.append("%s: the section does not end as failed" % what)
        elif run.stopped:
            problems.append("%s: stops without a word of step '%s'" % (what, step))
        else:
            again = run_firstboot(self.kickstart, host)
            problems += ["%s: later, step '%s': %s" % (what, *row)
                         for row in again.steps().items() if row[1] != "done"]
        return problems


def difference(before, after, what, path=""):
    """What differs between two snapshots, one line each."""
    if isinstance(before, dict) and isinstance(after, dict):
        lines = []
        for name in sorted(set(before) | set(after), key=str):
            if name not in before:
                lines.append("%s %s/%s: new: %r" % (what, path, name, after[name]))
            elif name not in after:
                lines.append("%s %s/%s: gone" % (what, path, name))
            else:
                lines += difference(before[name], after[name], what, "%s/%s" % (path, name))
        return lines
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        if UNORDERED.search(path):
            before, after = sorted(before, key=str), sorted(after, key=str)
        return [line for at, pair in enumerate(zip(before, after, strict=True))
                for line in difference(*pair, what, "%s/%d" % (path, at))]
    if before != after:
        return ["%s %s: %r -> %r" % (what, path, before, after)]
    return []
